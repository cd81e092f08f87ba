import pytest

from tests.domain.needs import factories, posts
from tests.domain.needs.posts import DAY, case_of, decided, posted
from tests.domain.organizations import factories as organizations
from volunteercloud.core import memory
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity.models import Guardianship, OfficerGrant
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.needs import queries
from volunteercloud.domain.needs.actions import moderating
from volunteercloud.domain.needs.models import Need, State, Step
from volunteercloud.domain.office import actions as office_actions
from volunteercloud.domain.office import queries as office_queries
from volunteercloud.domain.regions.models import RuleSet
from volunteercloud.domain.search.models import Document
from volunteercloud.domain.search.models import State as DocumentState

pytestmark = pytest.mark.django_db


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
def station(manager, at):
    organization = organizations.organization(manager, at)
    factories.station(organization, at)
    return organization


def last_told(actor):
    return Message.objects.filter(recipient_id=actor.id).order_by("-id").values_list("template", "link").first()


def test_approved_it_is_public_at_once_and_in_the_index_without_anything_that_identifies(poster, at):
    need = decided(posts.officer(), posted(poster, at), at + DAY)

    assert (need.state, need.opened_at, need.asked_code) == (State.OPEN, at + DAY, "990101")
    assert (need.passes_at, need.expires_at) == (at + 4 * DAY, need.ends_at)
    document = Document.objects.get(id=need.id)
    shown = (document.kind, document.state, document.address, document.place, document.latitude, document.places)
    assert shown == ("need", DocumentState.OPEN, f"/needs/{need.number}/", "演示省青禾市临溪区", 23.12, 1)
    indexed = " ".join(map(str, Document.objects.filter(id=need.id).values_list().get()))
    assert [secret for secret in ("502", "0077", "冬至", "门铃", str(poster.id)) if secret in indexed] == []
    assert queries.need(organizations.person("路人"), need.number.lower()) == need
    assert last_told(poster) == ("need_approve", f"/me/needs/{need.id}/")
    assert [step.what for step in Step.objects.order_by("at", "id")] == ["posted", "opened"]


@pytest.mark.parametrize(
    ("decision", "state", "ended"), [("return", State.RETURNED, False), ("reject", State.REJECTED, True)]
)
def test_returned_or_rejected_its_poster_reads_why_and_nobody_else_sees_it(poster, at, decision, state, ended):
    need = posted(poster, at)
    with pytest.raises(Refused) as refusal:
        decided(posts.officer(), need, at, decision, "")
    assert refusal.value.code == "review.reason"

    need = decided(posts.officer(), need, at, decision, "这是买卖，不是求助。")

    assert (need.state, need.reason, need.ended_at is not None) == (state, "这是买卖，不是求助。", ended)
    assert last_told(poster)[0] == f"need_{decision}"
    assert not Document.objects.exists()
    with pytest.raises(NotFound):
        queries.need(organizations.person("路人"), need.number)


def test_the_stations_managers_decide_as_officers_do(poster, manager, station, at):
    need = posted(poster, at)

    assert decided(manager, need, at).state == State.OPEN


def test_who_looks_after_other_needs_decides_nothing_here(poster, manager, station, at):
    leader = organizations.leader(manager, station, "秋分", at)
    need = posted(poster, at)
    case = case_of(need)
    strangers = [
        posts.officer("990102", "立秋"),
        organizations.person("路人"),
        leader,
    ]
    OfficerGrant.objects.create(
        id=case.id,
        account_id=strangers[1].id,
        region_id="990101",
        granted_by_label="tests",
        granted_at=at,
        rights=["projects"],
    )

    for stranger in strangers:
        with pytest.raises(NotAllowed):
            moderating.decide_need(actor=stranger, case_id=case.id, decision="approve", at=at)
        with pytest.raises(NotFound):
            queries.moderation(stranger, need.id, at)
    assert Need.objects.get().state == State.MODERATION


def test_a_suspended_station_moderates_nothing(poster, manager, station, at):
    need = posted(poster, at)
    organizations.suspend(actor=posts.officer(), organization_id=station.id, reason="年检没有按时交。", at=at)

    with pytest.raises(NotAllowed):
        decided(manager, need, at)


def test_nobody_decides_about_their_own(manager, station, at):
    own = organizations.make_officer(posts.poster("大暑"), "990101")
    guardian = posts.officer("990101", "小暑")
    child = posts.poster("芒种")
    Guardianship.objects.create(guardian_id=guardian.id, ward_id=child.id, ward_name="芒种", since=at)
    of_station = posted(manager, at, organization_id=station.id, about="group")

    for moderator, need, code in (
        (own, posted(own, at), "review.own_submission"),
        (guardian, posted(child, at), "need.own"),
        (manager, of_station, "review.own_submission"),
        (
            organizations.make_officer(organizations.leader(manager, station, "秋分", at), "990101"),
            of_station,
            "need.own",
        ),
    ):
        with pytest.raises(Refused) as refusal:
            decided(moderator, need, at)
        assert refusal.value.code == code


def test_of_two_moderators_the_second_is_told_who_was_first(poster, manager, station, at):
    need = posted(poster, at)
    case = case_of(need)
    decided(posts.officer(), need, at)

    with pytest.raises(Refused) as refusal:
        moderating.decide_need(actor=manager, case_id=case.id, decision="reject", reason="太晚了。", at=at)

    assert (refusal.value.code, refusal.value.facts["decided_by"]) == ("review.decided_already", "白露")
    assert Need.objects.get().state == State.OPEN


def test_where_it_takes_two_station_and_officer_agree(poster, manager, station, at):
    RuleSet.objects.create(region_id="99", valid_from=organizations.BEGAN, four_eyes=["need"])
    memory.forget_all()
    need = posted(poster, at)

    assert decided(manager, need, at).state == State.MODERATION
    assert decided(posts.officer(), need, at).state == State.OPEN


def test_what_was_wanted_for_a_time_that_is_over_is_not_opened(poster, at):
    need = posted(poster, at)

    with pytest.raises(Refused) as refusal:
        decided(posts.officer(), need, at + 3 * DAY)

    assert refusal.value.code == "need.time_over"
    assert (
        decided(posts.officer(name="秋分"), need, at + 3 * DAY, "return", "请给一个新的时间。").state == State.RETURNED
    )


def test_it_stands_in_the_officers_queue_and_is_decided_there(poster, at):
    officer = posts.officer()
    need = posted(poster, at)
    case = case_of(need)

    assert office_queries.queue(officer, office_queries.Wanted(kind="need"), at) == [case]
    office_actions.decide_case(actor=officer, case_id=case.id, decision="approve", at=at)

    assert Need.objects.get().state == State.OPEN


def test_a_case_of_another_kind_is_no_need(at):
    owner = organizations.person("立夏")
    organization = organizations.actions.register_organization(
        actor=owner, particulars=organizations.particulars(), at=at
    )
    organizations.submitted(owner, organization, at)

    with pytest.raises(NotFound):
        moderating.decide_need(
            actor=posts.officer(), case_id=organizations.waiting_case(organization.id).id, decision="approve", at=at
        )
