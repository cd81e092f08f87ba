from datetime import timedelta

import pytest

from tests.domain.needs import factories, posts
from tests.domain.needs.posts import DAY
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids, memory
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.needs import queries, sealing, tasks
from volunteercloud.domain.needs.actions import ending, offering, posting
from volunteercloud.domain.needs.drafts import Details
from volunteercloud.domain.needs.models import Need, Offer, State, Step
from volunteercloud.domain.regions.models import RuleSet
from volunteercloud.domain.reviews.models import Case
from volunteercloud.domain.search.models import Document

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
UNTIL_SOLVED = {"frequency": "until_solved", "starts_at": None, "ends_at": None}


@pytest.fixture(autouse=True)
def ground(db):
    organizations.ground()


@pytest.fixture
def poster():
    return posts.poster()


@pytest.fixture
def manager():
    return organizations.person("立夏")


@pytest.fixture
def organization(manager, at):
    return organizations.organization(manager, at)


def told(actor):
    return list(Message.objects.filter(recipient_id=actor.id).order_by("id").values_list("template", flat=True))


def state_of(need):
    return Need.objects.get(id=need.id).state


def test_nobody_takes_it_up_so_it_goes_up_level_by_level_to_the_country(poster, at, system):
    here, above, country = posts.officer("990101"), posts.officer("9901", "立秋"), posts.officer(None, "寒露")
    need = posts.opened(poster, at, **UNTIL_SOLVED)

    assert tasks.keep_deadlines_at(at + 2 * DAY) == 0
    for moment, asked, level in ((3, "9901", 1), (6, "", 2)):
        tasks.keep_deadlines_at(at + moment * DAY)
        found = Need.objects.get(id=need.id)
        assert (found.asked_code, found.level) == (asked, level)
        assert [each.id for each in queries.passed_up(above if asked else country)] == [need.id]
    assert found.passes_at is None
    assert tasks.keep_deadlines_at(at + 20 * DAY) == 0

    assert told(here).count("need_passed_up_below") == 1
    assert told(above) == ["need_passed_up", "need_passed_up_below"]
    assert told(country) == ["need_passed_up"]
    assert told(poster).count("need_passed_up_to_yours") == 2
    assert queries.passed_up(here) == []
    assert [step.by_name for step in Step.objects.filter(what="passed_up").order_by("at", "id")] == ["演示省青禾市", ""]


def test_where_nobody_above_could_be_asked_it_stays_where_it_is(poster, at):
    need = posts.opened(poster, at, **UNTIL_SOLVED)

    tasks.keep_deadlines_at(at + 4 * DAY)

    found = Need.objects.get(id=need.id)
    assert (found.level, found.passes_at, Entry.objects.filter(name="needs.need_passed_up").count()) == (0, None, 0)


def test_an_urgent_one_goes_up_after_a_day(poster, at):
    posts.officer("9901", "立秋")
    need = posts.opened(poster, at, urgency=2, **UNTIL_SOLVED)

    tasks.keep_deadlines_at(at + DAY)

    assert Need.objects.get(id=need.id).level == 1


def test_its_station_is_reminded_before_it_goes_up_once(poster, manager, organization, at):
    factories.station(organization, at)
    posts.opened(poster, at, **UNTIL_SOLVED)
    before = told(manager)

    for _ in range(2):
        tasks.keep_deadlines_at(at + 3 * DAY - HOUR)

    assert told(manager)[len(before) :] == ["need_waits"]


def test_its_poster_is_asked_before_it_ends_and_extends_it_with_one_press(poster, at):
    need = posts.opened(poster, at, **UNTIL_SOLVED)
    assert need.expires_at == at + 30 * DAY
    for _ in range(2):
        tasks.keep_deadlines_at(at + 28 * DAY)
    assert told(poster).count("need_ends_soon") == 1

    extended = ending.extend_need(actor=poster, need_id=need.id, at=at + 28 * DAY)

    assert (extended.expires_at, extended.reminded_at) == (at + 58 * DAY, None)
    assert Document.objects.get(id=need.id).closes_at == at + 58 * DAY
    with pytest.raises(NotAllowed):
        ending.extend_need(actor=organizations.person("路人"), need_id=need.id, at=at)
    tasks.keep_deadlines_at(at + 31 * DAY)
    assert state_of(need) == State.OPEN


def test_help_for_one_morning_ends_with_it_and_cannot_be_extended(poster, at):
    need = posts.opened(poster, at)

    with pytest.raises(Refused) as refusal:
        ending.extend_need(actor=poster, need_id=need.id, at=at)
    assert refusal.value.code == "need.time_fixed"
    tasks.keep_deadlines_at(need.ends_at - HOUR)
    assert (state_of(need), "need_ends_soon" in told(poster)) == (State.OPEN, False)

    tasks.keep_deadlines_at(need.ends_at)

    assert (state_of(need), told(poster)[-1]) == (State.EXPIRED, "need_expired")
    assert not Document.objects.filter(id=need.id).exists()
    with pytest.raises(NotFound):
        queries.need(organizations.person("路人"), need.number)


def test_what_still_waits_for_its_moderator_ends_too(poster, at):
    waiting = posts.posted(poster, at)
    returned = posts.decided(
        posts.officer(), posts.posted(poster, at, title="另一件需要帮忙的事"), at, "return", "请写清楚。"
    )

    tasks.keep_deadlines_at(waiting.ends_at)

    assert [state_of(each) for each in (waiting, returned)] == [State.EXPIRED, State.EXPIRED]
    assert not Case.objects.filter(state="waiting").exists()


def test_a_job_that_comes_too_early_or_twice_changes_nothing(poster, at, system):
    need = posts.opened(poster, at)
    for step in (ending.expire_need, ending.pass_upward, ending.remind, ending.erase_details):
        step(actor=system, need_id=need.id, at=at)
        with pytest.raises(NotAllowed):
            step(actor=poster, need_id=need.id, at=at)

    found = Need.objects.get(id=need.id)
    assert (found.state, found.level, found.changed_at) == (State.OPEN, 0, at)


def test_what_cannot_be_met_is_closed_with_a_reason_that_counts(poster, manager, organization, at):
    factories.station(organization, at)
    need = posts.opened(poster, at)
    for unmet, reason, code in (("because", "没有人。", "need.unmet"), ("nobody", " ", "need.reason")):
        with pytest.raises(Refused) as refusal:
            ending.close_unmet(actor=manager, need_id=need.id, unmet=unmet, reason=reason, at=at)
        assert refusal.value.code == code
    with pytest.raises(NotAllowed):
        ending.close_unmet(
            actor=organizations.person("路人"), need_id=need.id, unmet="nobody", reason="没有人。", at=at
        )

    closed = ending.close_unmet(
        actor=manager, need_id=need.id, unmet="no_skill", reason="附近没有人会手语。", at=at + DAY
    )

    assert (closed.state, closed.unmet, closed.ended_at) == (State.UNMET, "no_skill", at + DAY)
    assert told(poster)[-1] == "need_unmet"
    with pytest.raises(Refused) as refusal:
        ending.close_unmet(actor=manager, need_id=need.id, unmet="nobody", reason="没有人。", at=at)
    assert (refusal.value.code, refusal.value.facts) == ("need.moved_on", {"state": "unmet"})


def test_whoever_offered_is_told_when_it_is_withdrawn(poster, manager, organization, at):
    need = posts.opened(poster, at)
    made = offering.offer(actor=manager, need_id=need.id, organization_id=organization.id, words="我们来。", at=at)
    offering.choose(actor=poster, offer_id=made.id, at=at)

    withdrawn = posting.withdraw_need(actor=poster, need_id=need.id, reason="孙子回来了。", at=at)

    assert (withdrawn.state, Offer.objects.get().state) == (State.WITHDRAWN, "declined")
    assert told(manager)[-1] == "need_ended_open"
    with pytest.raises(Refused):
        offering.choose(actor=poster, offer_id=made.id, at=at)


def test_what_was_taken_up_is_not_withdrawn_over_the_organizations_head(poster, organization, at):
    need = factories.need(
        poster, at, state="docked", organization_id=organization.id, organization_name="晨光", docked_at=at, way="shift"
    )

    with pytest.raises(Refused) as refusal:
        posting.withdraw_need(actor=poster, need_id=need.id, at=at)
    assert refusal.value.code == "need.taken_up"


def test_the_address_is_erased_ninety_days_after_the_end(poster, at):
    need = posts.opened(poster, at)
    posting.withdraw_need(actor=poster, need_id=need.id, at=at)

    tasks.keep_deadlines_at(at + 89 * DAY)
    assert sealing.read(need).notes == "门铃坏了，请敲门。"
    assert tasks.keep_deadlines_at(at + 90 * DAY) == 1
    assert tasks.keep_deadlines_at(at + 91 * DAY) == 0

    assert sealing.read(need) == Details()
    assert queries.my_need(poster, need.id).details == Details()


def test_days_are_those_of_the_region(poster, at):
    RuleSet.objects.create(
        region_id="99", valid_from=organizations.BEGAN, need_passes_days=1, need_open_days=5, need_hours=4
    )
    memory.forget_all()
    posted = posts.posted(poster, at, **UNTIL_SOLVED)
    assert posts.case_of(posted).due_at == at + 4 * HOUR

    need = posts.decided(posts.officer(), posted, at)

    assert (need.passes_at, need.expires_at) == (at + DAY, at + 5 * DAY)


def test_a_need_that_a_job_cannot_go_on_with_holds_up_none_of_the_others(poster, at):
    broken = factories.need(poster, at, poster_id=ids.uuid7())
    need = factories.need(poster, at)
    rising = factories.need(poster, at, expires_at=at + 90 * DAY)
    posts.officer("9901", "立秋")

    with pytest.raises(ExceptionGroup) as failed:
        tasks.keep_deadlines_at(at + 20 * DAY)

    assert {type(each) for each in failed.value.exceptions} == {NotFound}
    assert (state_of(broken), state_of(need)) == (State.OPEN, State.EXPIRED)
    assert Need.objects.get(id=rising.id).level == 1
