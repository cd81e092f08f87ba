"""The description for people: both languages, nothing asked of the database, nothing left out."""

import pytest

from volunteercloud.api import door, pages


@pytest.fixture
def visit(client, django_assert_max_num_queries):
    def page(path, language="en"):
        with django_assert_max_num_queries(0):
            return client.get(path, headers={"Accept-Language": language})

    return page


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("en", "Find a shift"), ("zh-CN", "查找班次")])
def test_overview_names_every_operation(visit, language, words):
    page = visit("/api/", language)
    assert page.status_code == 200
    text = page.content.decode()
    assert words in text
    for methods in door.schema()["paths"].values():
        for said in methods.values():
            assert f"#{said['operationId']}" in text


@pytest.mark.django_db
@pytest.mark.parametrize("area", pages.AREAS)
def test_area_shows_its_operations(visit, area):
    text = visit(f"/api/{area}/").content.decode()
    for operation in pages.operations()[area]:
        assert f'id="{operation.id}"' in text


def test_every_operation_is_in_an_area():
    assert set(pages.operations()) == set(pages.AREAS)


@pytest.mark.django_db
def test_area_that_is_none(client):
    assert client.get("/api/nonsense/").status_code == 404
