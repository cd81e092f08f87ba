"""Needs by the API: each route by somebody who may, and what it refuses."""

from datetime import timedelta

import pytest

from tests.domain.needs import factories, posts
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.needs import tasks
from volunteercloud.domain.needs.actions import figuring
from volunteercloud.domain.needs.models import Need

SECRETS = ("502", "0077", "冬至", "门铃", "23.1234")


@pytest.fixture
def poster(owner):
    return posts.poster()


@pytest.fixture
def me(poster, as_):
    return as_(poster)


@pytest.fixture
def desk(officer, as_):
    return as_(officer)


@pytest.fixture
def home(organization):
    return f"/organizations/{organization.id}"


def body(at, **changes):
    starts_at = at + timedelta(days=2)
    said = {
        "title": "陪爷爷去医院复查",
        "words": "早上陪他坐车去医院，取药后送回家。",
        "category": "elderly",
        "beneficiary": "elderly",
        "about": "person",
        "consent": True,
        "region_code": "990101",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=3)).isoformat(),
        "people": 2,
        "address": "演示路7号3单元502室",
        "latitude": 23.1234567,
        "longitude": 113.1234567,
        "contact_phone": "990 1000 0077",
        "person_name": "冬至",
        "notes": "门铃坏了，请敲门。",
    }
    return said | changes


@pytest.fixture
def posted(me, at):
    """The address of a posted need of a person."""
    mine = f"/me/needs/{ids.uuid7()}"
    assert me.put(mine, body(at)).status_code == 200
    assert me.post(f"{mine}/posting").json()["state"] == "moderation"
    return mine


def approve(desk, need_id):
    case_id = desk.get(f"/office/needs/{need_id}/moderation").json()["case_id"]
    return desk.post(f"/office/cases/{case_id}/decision", {"decision": "approve"})


def test_a_need_is_written_posted_approved_and_on_the_board(me, desk, anybody, posted):
    seen = me.get(posted).json()
    assert (seen["details"]["address"], seen["latitude"]) == ("演示路7号3单元502室", 23.12)
    assert anybody.get(f"/needs/{seen['number']}").status_code == 404

    assert approve(desk, seen["id"]).status_code == 200

    (line,) = anybody.get("/needs?region=9901&category=elderly").json()["items"]
    shown = anybody.get(f"/needs/{seen['number'].lower()}")
    assert (line["id"], shown.json()["state"], shown.json()["poster_name"]) == (seen["id"], "open", "")
    assert [secret for secret in SECRETS if secret in shown.content.decode()] == []
    assert [step["what"] for step in me.get(posted).json()["steps"]] == ["posted", "opened"]
    assert anybody.get("/needs?region=990102").json() == {"items": [], "next": None}


def test_what_is_sent_again_changes_nothing(me, posted, at):
    need_id = posted.rsplit("/", 1)[1]
    draft = f"/me/needs/{ids.uuid7()}"
    assert [me.put(draft, body(at, title="另一件事情")).status_code for _ in range(2)] == [200, 200]
    assert me.post(f"{posted}/posting").status_code == 200
    assert me.put(posted, body(at)).json()["code"] == "need.moved_on"
    assert [need["id"] for need in me.get("/me/needs").json()["items"]] == [draft.rsplit("/", 1)[1], need_id]
    first = me.get("/me/needs?limit=1").json()
    assert me.get(f"/me/needs?limit=1&cursor={first['next']}").json()["next"] is None


def test_what_gives_somebody_away_comes_back_with_its_passages(me, at):
    mine = f"/me/needs/{ids.uuid7()}"
    me.put(mine, body(at, words="请打 138 0013 8000，冬至住3号楼2单元501室"))

    problem = me.post(f"{mine}/posting")

    said = problem.json()
    assert (problem.status_code, said["code"], said["field"]) == (422, "need.personal", "words")
    assert [(each["kind"], each["text"]) for each in said["facts"]["passages"]] == [
        ("phone", "138 0013 8000"),
        ("door", "3号楼2单元501室"),
        ("name", "冬至"),
    ]


def test_a_need_is_extended_withdrawn_and_a_draft_deleted(me, desk, posted, at):
    approve(desk, me.get(posted).json()["id"])
    assert me.post(f"{posted}/extension").json()["code"] == "need.time_fixed"
    assert me.post(f"{posted}/withdrawal", {"reason": "孙子回来了。"}).json() == {"done": True}
    assert me.get(posted).json()["state"] == "withdrawn"
    draft = f"/me/needs/{ids.uuid7()}"
    me.put(draft, {})
    assert me.post(f"{draft}/withdrawal").status_code == 200
    assert me.get(draft).status_code == 404


def test_an_open_end_is_extended(me, desk, at, clock):
    mine = f"/me/needs/{ids.uuid7()}"
    me.put(mine, body(at, frequency="until_solved", starts_at=None, ends_at=None))
    me.post(f"{mine}/posting")
    approve(desk, me.get(mine).json()["id"])
    clock.at = at + timedelta(days=10)

    assert me.post(f"{mine}/extension").json()["expires_at"] == "2026-06-25T01:00:00Z"


def test_an_organization_posts_in_its_name(owner, as_, organization, home, at, desk, anybody):
    leader = as_(owner)
    ours = f"{home}/needs/{ids.uuid7()}"
    assert leader.put(ours, body(at, about="group")).status_code == 200
    assert leader.post(f"{ours}/posting").json()["poster_name"] == organization.name
    assert [need["state"] for need in leader.get(f"{home}/needs").json()["items"]] == ["moderation"]
    need = leader.get(ours).json()
    approve(desk, need["id"])
    assert anybody.get(f"/needs/{need['number']}").json()["poster_name"] == organization.name
    assert leader.post(f"{ours}/extension").json()["code"] == "need.time_fixed"
    assert leader.post(f"{ours}/withdrawal").json() == {"done": True}


def test_the_station_looks_at_what_waits_and_decides(owner, as_, organization, home, poster, at):
    factories.station(organization, at)
    need, other = (
        posts.posted(poster, at, words="全场打折，请来帮忙发传单给老人"),
        posts.posted(poster, at, title="陪奶奶去医院复查"),
    )
    station = as_(owner)
    seen = station.get(f"{home}/needs/{need.id}/moderation").json()
    assert (seen["flags"], seen["raised"]) == (["commercial"], [{"flag": "commercial", "words": ["打折"]}])

    turned_down = station.post(f"{home}/needs/{need.id}/decision", {"decision": "reject", "reason": "这是买卖。"})
    opened = station.post(f"{home}/needs/{other.id}/decision", {"decision": "approve"})
    again = station.post(f"{home}/needs/{other.id}/decision", {"decision": "return", "reason": "再看看。"})
    assert [turned_down.json()["state"], opened.json()["state"]] == ["rejected", "open"]
    assert again.json()["code"] == "review.decided_already"
    closed = station.post(f"{home}/needs/{other.id}/unmet", {"unmet": "nobody", "reason": "问遍了，没有人。"})
    assert closed.json()["state"] == "unmet"


def test_an_officer_names_a_station_sees_what_came_up_and_closes_it(desk, organization, poster, at, clock, anybody):
    named = desk.post("/office/stations", {"region_code": "990101", "organization_id": str(organization.id)})
    assert (named.status_code, named.json()["organization_name"]) == (201, organization.name)
    assert anybody.get("/needs/stations?region=99").json() == anybody.get("/needs/stations").json() == [named.json()]
    need = posts.opened(poster, at, frequency="until_solved", starts_at=None, ends_at=None)
    clock.at = at + timedelta(days=4)
    tasks.keep_deadlines_at(clock.at)

    (line,) = desk.get("/office/needs/passed-up").json()["items"]
    assert (line["id"], line["asked_code"], line["level"]) == (str(need.id), "9901", 1)
    closed = desk.post(f"/office/needs/{need.id}/unmet", {"unmet": "no_time", "reason": "时间都不合适。"})
    assert closed.json()["state"] == "unmet"
    ended = desk.post(f"/office/stations/{named.json()['id']}/end", {"reason": "另有安排。"})
    assert ended.json()["ended_at"] == "2026-05-20T01:00:00Z"


def test_figures_are_exact_for_officers_and_round_for_everybody(desk, anybody, poster, at, system):
    for _ in range(12):
        factories.need(poster, at, state="unmet", unmet="nobody", ended_at=at)
    figuring.count_figures(actor=system, at=at)
    asked = "/needs/figures?region=9901&from_month=2026-05-17&to_month=2026-05-20"

    exact, rounded = desk.get(asked).json(), anybody.get(asked).json()

    assert (exact["is_exact"], exact["whole"]["unmet_by"]) == (True, {"nobody": 12})
    assert (rounded["is_exact"], rounded["whole"]["unmet_by"]) == (False, {"nobody": 10})
    assert [each["region_code"] for each in exact["by_region"]] == ["990101"]
    assert (exact["by_month"][0]["month"], exact["by_category"][0]["category"]) == ("2026-05-01", "elderly")


def test_strangers_find_nothing(owner, as_, poster, organization, home, at):
    need = posts.posted(poster, at)
    stranger, leader = as_(organizations.person("路人")), as_(owner)
    for caller, method, path in (
        (stranger, "GET", f"/me/needs/{need.id}"),
        (stranger, "PUT", f"/me/needs/{need.id}"),
        (stranger, "POST", f"/me/needs/{need.id}/posting"),
        (stranger, "POST", f"/me/needs/{need.id}/withdrawal"),
        (stranger, "GET", f"/office/needs/{need.id}/moderation"),
        (leader, "GET", f"{home}/needs/{need.id}"),
        (leader, "GET", f"{home}/needs/{need.id}/moderation"),
        (leader, "POST", f"{home}/needs/{need.id}/withdrawal"),
        (stranger, "GET", f"{home}/needs"),
        (stranger, "GET", "/needs/N2222222"),
    ):
        assert (path, caller.ask(method, path, {}).status_code) == (path, 404)
    assert (
        stranger.post(
            "/office/stations", {"region_code": "990101", "organization_id": str(organization.id)}
        ).status_code
        == 403
    )
    assert Need.objects.get().state == "moderation"


def test_a_key_for_ones_own_service_reaches_no_need_of_an_organization(owner, as_, organization, home, at):
    need_id = ids.uuid7()
    as_(owner).put(f"{home}/needs/{need_id}", body(at, about="group"))
    narrow = as_(owner, Scope.SERVICE_READ, Scope.SERVICE_WRITE)

    assert narrow.get(f"{home}/needs/{need_id}").status_code == 403
    for answer in (
        narrow.get(f"/me/needs/{need_id}"),
        narrow.put(f"/me/needs/{need_id}", body(at, title="换了一个标题")),
        narrow.post(f"/me/needs/{need_id}/posting"),
    ):
        assert answer.status_code == 404
    assert Need.objects.get().title == "陪爷爷去医院复查"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weekdays": [8]}, "weekdays"),
        ({"frequency": "never"}, "frequency"),
        ({"latitude": 91}, "latitude"),
        ({"title": "长" * 201}, "title"),
    ],
)
def test_what_fits_no_description_is_refused_by_field(me, at, changes, field):
    answer = me.put(f"/me/needs/{ids.uuid7()}", body(at, **changes))

    assert (answer.status_code, answer.json()["errors"][0]["field"].split(".")[0]) == (422, field)
