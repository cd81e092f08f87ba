"""The code lists as everybody may look them up."""

import csv
import io

import pytest

from volunteercloud.domain.codes import loading
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.web.public import lists


@pytest.fixture
def loaded(db):
    loading.load()


def test_every_list_has_a_title():
    assert set(lists.TITLES) == set(CodeList)


def test_index_names_every_list(loaded, client):
    page = client.get("/lists/").content.decode()
    assert [name for name in CodeList if f'href="/lists/{name}/"' not in page] == []


def test_a_list_shows_what_others_call_it(loaded, client):
    page = client.get("/lists/category/", headers={"Accept-Language": "en"}).content.decode()
    assert "Serving the elderly" in page
    assert "Older People" in page
    assert "the same" in page


def test_a_list_before_its_beginning_is_empty(loaded, client):
    page = client.get("/lists/category/?on=1999-12-31", headers={"Accept-Language": "en"})
    assert "Nothing was on this list then" in page.content.decode()


@pytest.mark.parametrize("address", ["/lists/secrets/", "/lists/secrets.csv"])
def test_there_is_no_other_list(db, client, address):
    assert client.get(address).status_code == 404


def test_download_holds_every_term_and_match(loaded, client):
    answer = client.get("/lists/category.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["code"] for row in rows} == {term.code for term in lists.queries.history("category")}
    assert [row["target"] for row in rows if row["code"] == "elderly" and row["scheme"] == "vds-cause"] == [
        "OlderPeople"
    ]


def test_statements_do_not_grow_with_a_list(loaded, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get("/lists/nationality/")
