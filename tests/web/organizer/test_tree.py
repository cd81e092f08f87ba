import pytest

from tests.domain.activities import factories as activities
from tests.domain.organizations import factories
from volunteercloud.domain.codes.models import Term
from volunteercloud.domain.organizations.models import Joining, Node, Organization
from volunteercloud.web import answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(owner, at):
    above = factories.person("芒种")
    city = factories.organization(above, at, name="青禾市志愿服务联合会", uscc="51990000MJ00000023")
    return city, above


def tree(organization, rest=""):
    return f"/org/{organization.id}/tree/{rest}"


def test_asking_and_being_taken_in(browser, signed_in, owner, organization, city):
    city, above = city
    mine = signed_in(owner)
    page = mine.get(tree(organization))
    assert page.status_code == 200
    assert mine.post(tree(organization), {"parent_id": "没有这个组织"}).status_code == 422
    assert mine.post(tree(organization), {"parent_id": city.number.lower(), "words": "同城"}).status_code == 302
    assert Joining.objects.get().parent_id == city.id

    theirs = signed_in(above)
    assert "同城" in theirs.get(tree(city)).content.decode()
    answer = tree(city, f"asking/{organization.id}/")
    assert theirs.post(answer, {"reason": ""}).status_code == 422
    assert theirs.post(answer, {"accept": "yes"}).status_code == 302
    assert Node.objects.get(pk=organization.id).path == [city.id, organization.id]
    assert theirs.post(tree(city, f"below/{organization.id}/let-go/"), {"reason": "不再是会员。"}).status_code == 302
    assert Node.objects.get(pk=organization.id).parent_id is None


def test_strangers_do_not_see_it(browser, signed_in, owner, organization, city):
    _city, above = city
    theirs = signed_in(above)
    for address in (tree(organization), tree(organization, "branch/"), f"/org/{organization.id}/end/"):
        assert theirs.get(address).status_code == 404


def test_a_branch_is_founded(signed_in, owner, at):
    Term.objects.create(
        list="organization_kind",
        code="branch",
        name="分支机构",
        name_en="Branch",
        position=9,
        valid_from=factories.BEGAN,
    )
    organization = factories.organization(owner, at)
    answer = signed_in(owner).post(tree(organization, "branch/"), {"name": "东渡分队"})
    branch = Organization.objects.get(kind="branch")
    assert answer.url == f"/org/{branch.id}/registration/about/"
    assert (branch.parent_id, branch.region_id) == (organization.id, organization.region_id)


def test_ending_says_what_is_to_be_settled(signed_in, owner, organization, city, at, monkeypatch):
    monkeypatch.setattr(answers, "reader_now", lambda: at)
    activities.public_shift(owner, organization, at)
    city, _above = city
    mine = signed_in(owner)
    assert "todo-n" in mine.get(f"/org/{organization.id}/end/").content.decode()
    asked = {"kind": "dissolution", "successor_id": city.number, "reason": "任务完成。"}
    assert mine.post(f"/org/{organization.id}/end/", asked).status_code == 422
