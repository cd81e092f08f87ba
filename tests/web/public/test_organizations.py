import pytest

from tests.domain.organizations import factories
from volunteercloud.domain.organizations import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(at):
    factories.ground()
    owner = factories.person()
    return [
        factories.organization(owner, at),
        factories.organization(owner, at, name="东渡区志愿者协会", region_id="990102", uscc="51990000MJ00000023"),
    ]


def test_everybody_finds_organizations_at_work(client, two, django_assert_num_queries):
    page = client.get("/organizations/", {"text": "志愿者协会"}).content.decode()
    assert ("东渡区志愿者协会" in page, "晨光志愿服务队" in page) == (True, False)
    page = client.get("/organizations/", {"region": "临溪"}).content.decode()
    assert ("东渡区志愿者协会" in page, "晨光志愿服务队" in page) == (False, True)
    assert "没有" in client.get("/organizations/", {"text": "\u2028%_\\"}).content.decode()


def test_a_register_in_pages(client, two, monkeypatch):
    monkeypatch.setattr(register, "PAGE", 1)
    page = client.get("/organizations/").content.decode()
    assert "after=" in page
    nonsense = {"after": "x~y", "kind": "<script>", "text": "a" * 500}
    assert client.get("/organizations/", nonsense).status_code == 422
