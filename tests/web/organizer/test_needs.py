"""Needs in the console: for an organization that takes them up, for a station that looks after them, and for nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.domain.needs import factories
from tests.domain.organizations import factories as organizations
from tests.web import wanted
from tests.web.service import clock, owner, shift
from tests.web.wanted import judge, poster
from volunteercloud.domain.activities.actions import leading
from volunteercloud.domain.activities.models import Shift, SignUp
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.needs.actions import offering
from volunteercloud.domain.needs.models import Need, NeedShift, Offer, Pairing
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations.models import Role

__all__ = ["clock", "judge", "owner", "poster", "shift"]

WORDS = "我们周一能去两个人。"


@pytest.fixture
def need(poster, judge, at):
    return wanted.opened(poster, judge, at)


@pytest.fixture
def station(owner, organization, judge, at):
    return wanted.station(judge, organization, at)


def address(name, organization, *arguments):
    return reverse(f"organizer:{name}", args=[organization.id, *arguments])


def page_of(organization, need):
    return address("need", organization, need.id)


def listed(browser, organization, side, part, **more):
    page = browser.get(address("needs", organization), {"side": side, "part": part, **more})
    assert (page.status_code, page.context["side"], page.context["part"]) == (200, side, part)
    return [row.id for row in page.context["rows"]]


def appointed(owner, organization, at, role, *projects):
    somebody = organizations.person("芒种")
    organization_actions.add_staff(
        actor=owner,
        organization_id=organization.id,
        number=organizations.number_of(somebody),
        role=role,
        project_ids=projects,
        at=at,
    )
    return somebody


def typed_times(need):
    starts, ends = timezone.localtime(need.starts_at), timezone.localtime(need.ends_at)
    return {
        "on": starts.date().isoformat(),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "break_minutes": "",
        "places": 2,
        "weeks": 1,
    }


# An organization


def test_what_is_near_is_offered_for_and_the_offer_withdrawn(browser, organization, need):
    assert listed(browser, organization, "own", "near") == [need.id]
    assert listed(browser, organization, "own", "near", kind="community") == []
    assert listed(browser, organization, "own", "near", kind="nonsense") == [need.id]
    here = page_of(organization, need)
    refused = browser.post(here, {"do": "offer", "offer-words": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["words"])
    assert browser.post(here, {"do": "offer", "offer-words": WORDS}).url == here
    assert listed(browser, organization, "own", "offered") == [need.id]
    shown = browser.get(here)
    assert (shown.context["mine"].words, shown.context["may_offer"]) == (WORDS, False)
    browser.post(here, {"do": "withdraw", "withdraw-offer_id": shown.context["mine"].id})
    assert Offer.objects.get().state == "withdrawn"
    assert browser.get(here).context["may_offer"]


def test_the_chosen_organization_docks_a_shift_that_is_filled_in(browser, organization, owner, poster, need, shift, at):
    wanted.chosen(poster, owner, organization, need, at)
    assert listed(browser, organization, "own", "to_dock") == [need.id]
    ways = browser.get(address("dock", organization, need.id))
    assert [project.id for project in ways.context["projects"]] == [shift.project_id]
    here = address("dock_into_shift", organization, need.id, shift.project_id)
    initial = browser.get(here).context["form"].initial
    starts = timezone.localtime(need.starts_at)
    assert (initial["on"], initial["starts"], initial["places"]) == (starts.date(), starts.time(), 2)
    where = f"{shift.activity_id}:{shift.post_id}"
    assert browser.post(here, typed_times(need) | {"where": where}).url == page_of(organization, need)
    made = Shift.objects.get(id=NeedShift.objects.get().shift_id)
    assert (made.starts_at, made.ends_at, made.places) == (need.starts_at, need.ends_at, 2)
    assert listed(browser, organization, "own", "docked") == [need.id]
    shown = browser.get(page_of(organization, need))
    assert [visit.shift_id for visit in shown.context["visits"]] == [made.id]
    assert address("roster", organization, made.id) in shown.text


def test_what_refuses_docking_is_told_in_place_and_all_is_kept(browser, organization, owner, poster, need, shift, at):
    wanted.chosen(poster, owner, organization, need, at)
    here = address("dock_into_shift", organization, need.id, shift.project_id)
    typed = typed_times(need) | {"where": f"{shift.activity_id}:{shift.post_id}", "on": "2020-05-16"}
    page = browser.post(here, typed)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["on"])
    assert "2020-05-16" in page.text
    stranger = typed_times(need) | {"where": f"{uuid4()}:{uuid4()}"}
    assert list(browser.post(here, stranger).context["form"].errors) == ["where"]
    need.refresh_from_db()
    assert need.state == "offered"


def test_a_need_becomes_an_activity_or_a_project(browser, organization, owner, poster, judge, need, shift, at):
    wanted.chosen(poster, owner, organization, need, at)
    here = address("dock_as_activity", organization, need.id, shift.project_id)
    assert browser.get(here).context["form"].initial["title"] == need.title
    assert browser.post(here, typed_times(need) | {"title": "陪诊"}).url == page_of(organization, need)
    need.refresh_from_db()
    assert (need.state, need.way, need.project_id) == ("docked", "activity", shift.project_id)
    somebody = organizations.person("小寒")
    other = wanted.opened(somebody, judge, at, title="教老人用手机", words="教老人用手机挂号和付款，一共三位老人。")
    wanted.chosen(somebody, owner, organization, other, at)
    here = address("dock_as_project", organization, other.id)
    typed = typed_times(other) | {"title": "手机课堂", "risks": "室内活动，注意用电。"}
    assert browser.post(here, typed).url == page_of(organization, other)
    other.refresh_from_db()
    assert (other.state, other.way) == ("docked", "project")
    assert address("project", organization, other.project_id) in browser.get(page_of(organization, other)).text


def test_visits_are_looked_at_before_they_begin_and_ended_with_a_reason(
    browser, organization, owner, poster, judge, shift, at
):
    weekly = {"frequency": "recurring", "starts_at": None, "ends_at": None, "weekdays": (1, 4)}
    need = wanted.opened(poster, judge, at, **weekly, from_minute=9 * 60, to_minute=11 * 60)
    wanted.chosen(poster, owner, organization, need, at)
    here = address("pair", organization, need.id, shift.project_id)
    initial = browser.get(here).context["form"].initial
    assert (initial["weekdays"], f"{initial['starts']:%H:%M}", f"{initial['ends']:%H:%M}") == ([1, 4], "09:00", "11:00")
    typed = {
        "household": "柳荫3号",
        "where": f"{shift.activity_id}:",
        "weekdays": [1, 4],
        "every_weeks": 2,
        "starts": "09:00",
        "ends": "11:00",
        "places": 2,
        "from_on": "2026-05-18",
        "times": 3,
    }
    looked = browser.post(here, typed | {"do": "preview"})
    assert [f"{day:%m-%d}" for day in looked.context["days"]] == ["05-18", "05-21", "06-01"]
    assert not Pairing.objects.exists()
    begun = browser.post(here, typed)
    pairing = Pairing.objects.get()
    assert begun.url == address("twin", organization, pairing.id)
    assert len(browser.get(begun.url).context["visits"]) == 3
    assert [one.id for one in browser.get(address("twins", organization)).context["rows"]] == [pairing.id]
    refused = browser.post(begun.url, {"reason": "", "still_needed": "yes"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    browser.post(begun.url, {"reason": "老人搬去和女儿住了。", "still_needed": "yes"})
    need.refresh_from_db()
    assert (need.state, Pairing.objects.get().ended_at is not None) == ("open", True)


def test_the_address_is_shown_on_the_page_itself_and_the_look_is_kept(browser, organization, owner, poster, need, at):
    here, look = page_of(organization, need), address("need_address", organization, need.id)
    assert browser.post(look).status_code == 403
    wanted.chosen(poster, owner, organization, need, at)
    assert wanted.ADDRESS not in browser.get(here).text
    assert browser.get(look).status_code == 405
    shown = browser.post(look)
    assert (shown.status_code, wanted.ADDRESS in shown.text, shown["Cache-Control"]) == (200, True, "no-store")
    assert Entry.objects.filter(name="needs.details_opened").count() == 1


def test_the_roster_says_which_need_it_is_for(browser, signed_in, organization, owner, poster, need, shift, at):
    wanted.chosen(poster, owner, organization, need, at)
    made = factories.shift_of(factories.dock(owner, need, shift, at))
    roster = address("roster", organization, made.id)
    assert browser.get(roster).context["need"].id == need.id
    assert browser.get(address("roster", organization, shift.id)).context["need"] is None
    leader = appointed(owner, organization, at, Role.LEADER)
    look = address("need_address", organization, need.id)
    assert signed_in(leader).post(look).status_code == 403
    leading.name_leader(actor=owner, organization_id=organization.id, shift_id=made.id, person_id=leader.id, at=at)
    assert wanted.ADDRESS in signed_in(leader).post(look).text


# A station


def test_a_station_begins_with_what_waits_for_it(browser, organization, station, poster, at):
    need = wanted.posted(poster, at)
    page = browser.get(address("needs", organization))
    assert (page.context["side"], page.context["part"]) == ("station", "moderate")
    assert [row.id for row in page.context["rows"]] == [need.id]
    overview = browser.get(address("overview", organization))
    assert overview.context["seen"].needs == [("station", "moderate", 1)]
    here = page_of(organization, need)
    refused = browser.post(here, {"do": "decide", "decide-decision": "return", "decide-reason": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    assert browser.post(here, {"do": "decide", "decide-decision": "approve"}).url == here
    assert listed(browser, organization, "station", "open") == [need.id]


def test_what_others_wrote_to_the_poster_is_nothing_to_the_chosen(browser, organization, owner, poster, need, at):
    manager = organizations.person("立夏")
    rival = organizations.organization(manager, at, name="绿岸志愿服务队", uscc="51990000MJ00000023")
    offering.offer(actor=manager, need_id=need.id, organization_id=rival.id, words="只给您看。", at=at)
    mine = wanted.offered(owner, organization, need, at)
    offering.choose(actor=poster, offer_id=mine.id, at=at)

    page = browser.get(page_of(organization, need))

    told = [(one.step.what, one.step.by_name) for one in page.context["steps"]]
    assert told[:2] == [("chosen", organization.name), ("offered", organization.name)]
    assert "只给您看" not in page.content.decode()
    assert rival.name not in page.content.decode()


def test_needs_much_alike_stand_beside_each_other(browser, organization, station, poster, judge, at):
    first = wanted.posted(organizations.person("小寒"), at)
    second = wanted.posted(poster, at, words="老人腿脚不便，需要有人陪着去医院，挂号取药！")
    page = browser.get(page_of(organization, second))
    assert (page.context["need"].flags, [one.id for one in page.context["alike"]]) == (["duplicate"], [first.id])


def test_a_station_chooses_or_declines_with_a_reason(browser, organization, station, owner, need, at):
    manager = organizations.person("立夏")
    other = organizations.organization(manager, at, name="绿岸志愿服务队", uscc="51990000MJ00000023")
    from_team = wanted.offered(manager, other, need, at)
    mine = wanted.offered(owner, organization, need, at)
    here = page_of(organization, need)
    assert {one.id for one in browser.get(here).context["offers"]} == {from_team.id, mine.id}
    refused = browser.post(here, {"do": "decline", "decline-offer_id": from_team.id, "decline-reason": ""})
    assert (refused.status_code, refused.context["declined"]) == (422, from_team.id)
    browser.post(here, {"do": "decline", "decline-offer_id": from_team.id, "decline-reason": "离得太远了。"})
    browser.post(here, {"do": "choose", "choose-offer_id": mine.id})
    assert {one.id: one.state for one in Offer.objects.all()} == {from_team.id: "declined", mine.id: "chosen"}
    need.refresh_from_db()
    assert need.organization_id == organization.id


def test_a_station_docks_with_volunteers_who_offered(browser, organization, station, need, shift, at):
    helper = organizations.person("小满")
    offer = offering.offer_myself(actor=helper, need_id=need.id, words="我住得近。", at=at)
    here = address("dock_into_shift", organization, need.id, shift.project_id)
    shown = browser.get(here)
    assert [value for value, _name in shown.context["form"].fields["offer_ids"].choices] == [str(offer.id)]
    typed = typed_times(need) | {"where": f"{shift.activity_id}:{shift.post_id}", "offer_ids": [offer.id]}
    assert browser.post(here, typed).url == page_of(organization, need)
    assert [one.volunteer_id for one in SignUp.objects.all()] == [helper.id]


def test_what_cannot_be_met_ends_with_its_reason(browser, organization, station, need):
    here = page_of(organization, need)
    refused = browser.post(here, {"do": "unmet", "unmet-unmet": "", "unmet-reason": "没有人会手语。"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["unmet"])
    browser.post(here, {"do": "unmet", "unmet-unmet": "no_skill", "unmet-reason": "没有人会手语。"})
    need.refresh_from_db()
    assert (need.state, need.unmet) == ("unmet", "no_skill")
    assert listed(browser, organization, "station", "over") == [need.id]


def test_an_open_need_is_kept_for_longer(browser, organization, station, poster, judge, clock, at):
    need = wanted.opened(poster, judge, at, frequency="until_solved", starts_at=None, ends_at=None)
    clock.now = at + timedelta(days=5)
    browser.post(page_of(organization, need), {"do": "extend"})
    assert Need.objects.get().expires_at == need.expires_at + timedelta(days=5)


# Others


@pytest.mark.parametrize("role", [Role.LEADER, Role.RECORDER, Role.READER])
def test_who_does_not_coordinate_sees_what_is_near_and_does_nothing(
    signed_in, owner, organization, station, need, role, at
):
    browser = signed_in(appointed(owner, organization, at, role))
    page = browser.get(address("needs", organization), {"side": "station", "part": "moderate"})
    assert (page.context["side"], page.context["part"], page.context["stations"]) == ("own", "near", [])
    here = page_of(organization, need)
    assert "offers" not in browser.get(here).context
    for do, more in (("offer", {"offer-words": WORDS}), ("unmet", {"unmet-unmet": "nobody", "unmet-reason": WORDS})):
        assert browser.post(here, {"do": do, **more}).status_code == 403
    for name in ("dock", "dock_as_project", "need_address"):
        closed = address(name, organization, need.id)
        assert {browser.get(closed).status_code, browser.post(closed).status_code} <= {403, 404, 405}
    need.refresh_from_db()
    assert (need.state, Offer.objects.count()) == ("open", 0)


def test_a_coordinator_of_one_project_takes_nothing_up(signed_in, owner, organization, poster, need, shift, at):
    wanted.chosen(poster, owner, organization, need, at)
    browser = signed_in(appointed(owner, organization, at, Role.COORDINATOR, shift.project_id))
    assert browser.get(page_of(organization, need)).status_code == 200
    for name, *more in (("dock",), ("dock_into_shift", shift.project_id), ("pair", shift.project_id)):
        assert browser.get(address(name, organization, need.id, *more)).status_code == 404
    assert browser.get(address("twins", organization)).status_code == 404


def test_strangers_and_other_organizations_get_nowhere(signed_in, owner, organization, station, poster, shift, at):
    need = wanted.posted(poster, at)
    stranger = organizations.person("立夏")
    theirs = organizations.organization(stranger, at, name="绿岸志愿服务队", uscc="51990000MJ00000023")
    browser = signed_in(stranger)
    for of in (organization, theirs):
        pages = [
            page_of(of, need),
            address("need_address", of, need.id),
            address("dock", of, need.id),
            address("dock_into_shift", of, need.id, shift.project_id),
            address("pair", of, need.id, shift.project_id),
            address("twin", of, uuid4()),
        ]
        answers = {
            status for each in pages for status in (browser.get(each).status_code, browser.post(each).status_code)
        }
        assert answers <= {404, 405}
    assert browser.get(address("needs", organization)).status_code == 404
    decided = browser.post(page_of(theirs, need), {"do": "decide", "decide-decision": "approve"})
    assert decided.status_code == 404
    need.refresh_from_db()
    assert need.state == "moderation"


@pytest.mark.parametrize(
    "asked",
    [
        {"side": "station", "part": "nonsense", "after": "~~"},
        {"side": "<script>", "part": "moderate", "after": "2026-05-16T01:00:00+00:00~x"},
        {"part": "near", "after": "99999999999999999999~2026-05-16T01:00:00+00:00~" + "0" * 32, "kind": "\x00"},
        {"part": "done", "after": "3" * 10_000},
    ],
    ids=["unknown part", "unknown side", "large cursor", "long cursor"],
)
def test_an_address_that_makes_no_sense_shows_a_list(browser, organization, station, asked):
    assert browser.get(address("needs", organization), asked).status_code == 200


def test_a_form_that_makes_no_sense_changes_nothing(browser, organization, station, need):
    here = page_of(organization, need)
    for sent in (
        {},
        {"do": "nonsense"},
        {"do": "choose", "choose-offer_id": "x"},
        {"do": "decline", "decline-offer_id": "\x00", "decline-reason": WORDS},
        {"do": "unmet", "unmet-unmet": "because", "unmet-reason": WORDS * 1000},
    ):
        assert browser.post(here, sent).status_code in (200, 422)
    for do in ("choose", "withdraw"):
        assert browser.post(here, {"do": do, f"{do}-offer_id": uuid4()}).status_code == 404
    need.refresh_from_db()
    assert need.state == "open"


def test_a_script_in_an_offer_is_text(browser, organization, station, owner, need, at):
    offering.offer(
        actor=owner, need_id=need.id, organization_id=organization.id, words="<script>alert(1)</script>", at=at
    )
    assert "<script>alert" not in browser.get(page_of(organization, need)).text


def test_pages_cost_the_same_whatever_the_number(
    browser, organization, station, owner, judge, at, django_assert_max_num_queries
):
    def opened(number):
        text = "甲乙丙丁戊己"[number] * 20
        return wanted.opened(organizations.person(f"小寒{number}"), judge, at, title=text, words=text)

    needs = [opened(number) for number in range(6)]
    for need in needs[:3]:
        wanted.offered(owner, organization, need, at)
    pages = {
        address("needs", organization) + "?side=own&part=near": 9,
        address("needs", organization) + "?side=own&part=offered": 10,
        address("needs", organization) + "?side=station&part=open": 10,
        page_of(organization, needs[0]): 23,
    }
    for page, most in pages.items():
        browser.get(page)
        with django_assert_max_num_queries(most):
            assert browser.get(page).status_code == 200
