"""Adding people to the roster who did not sign up."""

from datetime import date, timedelta

import pytest

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import checks, ids
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.activities import checks as activity_checks
from volunteercloud.domain.activities import queries
from volunteercloud.domain.activities.actions import adding, signing_up
from volunteercloud.domain.activities.models import MySignUp, Shift, SignUp
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.changes.models import Change
from volunteercloud.domain.identity.models import GuardianConsent, Volunteer

REASON = "现场临时增援，未来得及报名。"


@pytest.fixture
def shift(owner, organization, at):
    return factories.public_shift(owner, organization, at, places=2)


@pytest.fixture
def leader(owner, organization, at):
    return organizations.leader(owner, organization, "小满", at)


def add(actor, shift, volunteer, **changes):
    said = {
        "actor": actor,
        **factories.key(shift, volunteer),
        "reason": REASON,
        "at": shift.starts_at + timedelta(minutes=5),
    }
    return adding.add_to_roster(**said | changes)


def code_of(actor, shift, volunteer, **changes):
    with pytest.raises(Refused) as refused:
        add(actor, shift, volunteer, **changes)
    return refused.value.code


def sign_up(shift, volunteer, at):
    return signing_up.sign_up(actor=volunteer, **factories.key(shift, volunteer), at=at)


@pytest.fixture(autouse=True)
def both_sides_agree(db):
    yield
    assert list(checks.run(activity_checks.STATEMENTS)) == []


def test_a_person_is_added_with_a_reason_that_stays(leader, shift, volunteer):
    added = add(leader, shift, volunteer)
    assert (added.state, added.added_by, added.added_by_name, added.added_reason) == (
        "confirmed",
        leader.id,
        "小满",
        REASON,
    )
    (row,) = queries.roster(leader, shift.organization_id, shift.id)
    assert (row.volunteer_name, row.added_reason) == (volunteer.label, REASON)
    assert MySignUp.objects.get(volunteer_id=volunteer.id).state == "confirmed"
    assert Shift.objects.get(id=shift.id).taken == 1
    assert Entry.objects.get(name="activities.added_to_roster").facts == {
        "volunteer": str(volunteer.id),
        "reason": REASON,
    }


def test_adding_again_changes_nothing(leader, shift, volunteer):
    add(leader, shift, volunteer)
    again = add(leader, shift, volunteer, reason="另一个理由，不会覆盖。")
    assert again.added_reason == REASON
    assert Shift.objects.get(id=shift.id).taken == 1
    assert Entry.objects.filter(name="activities.added_to_roster").count() == 1


def test_who_signed_up_stays_as_they_are(leader, shift, volunteer, at):
    sign_up(shift, volunteer, at)
    assert add(leader, shift, volunteer).added_reason == ""


def test_only_with_a_reason_and_not_before_check_in_opens(leader, shift, volunteer):
    assert code_of(leader, shift, volunteer, reason=" 忘 ") == "signup.added_reason"
    opens = shift.starts_at - timedelta(minutes=30)
    assert code_of(leader, shift, volunteer, at=opens - timedelta(seconds=1)) == "signup.add_early"
    assert add(leader, shift, volunteer, at=opens).state == "confirmed"


def test_a_full_shift_has_room_where_a_coordinator_makes_it(owner, leader, shift, volunteer, at):
    for name in ("芒种", "夏至"):
        sign_up(shift, organizations.person(name), at)
    assert code_of(leader, shift, volunteer) == "shift.full"
    with pytest.raises(NotAllowed):
        add(leader, shift, volunteer, makes_room=True)
    add(owner, shift, volunteer, makes_room=True)
    changed = Shift.objects.get(id=shift.id)
    assert (changed.taken, changed.places) == (3, 3)


def test_who_waits_gets_a_place(owner, shift, volunteer, at):
    for name in ("芒种", "夏至"):
        sign_up(shift, organizations.person(name), at)
    assert sign_up(shift, volunteer, at).state == "waiting"
    assert add(owner, shift, volunteer, makes_room=True).state == "confirmed"


def test_nobody_is_in_two_places(owner, organization, leader, shift, volunteer, at):
    other = factories.public_shift(owner, organization, at)
    sign_up(other, volunteer, at)
    assert code_of(leader, shift, volunteer) == "signup.clash"
    signing_up.cancel_sign_up(actor=volunteer, **factories.key(other, volunteer), at=at)
    assert add(leader, shift, volunteer).state == "confirmed"


def test_whom_a_coordinator_took_off_only_a_coordinator_adds(owner, leader, shift, volunteer, at):
    sign_up(shift, volunteer, at)
    signing_up.decide_sign_up(
        actor=owner, **factories.key(shift, volunteer), approve=False, reason="名额留给新人。", at=at
    )
    assert code_of(leader, shift, volunteer) == "signup.declined"
    assert add(owner, shift, volunteer).state == "confirmed"


def test_no_record_without_a_real_name(leader, shift):
    stranger = organizations.person("寒露", real_name_level=0)
    assert code_of(leader, shift, stranger) == "signup.real_name"


def test_the_young_need_consent_on_that_day(leader, shift, volunteer, at):
    Volunteer.objects.filter(id=volunteer.id).update(birth_on=date(at.year - 15, 1, 1))
    assert code_of(leader, shift, volunteer) == "signup.guardian_consent"
    consent = GuardianConsent.objects.create(
        volunteer_id=volunteer.id,
        id=ids.uuid7(),
        state="withdrawn",
        requested_at=at,
        expires_at=at + timedelta(days=7),
        given_at=at,
        withdrawn_at=shift.starts_at - timedelta(minutes=1),
    )
    assert code_of(leader, shift, volunteer) == "signup.guardian_consent"
    GuardianConsent.objects.filter(id=consent.id).update(withdrawn_at=shift.ends_at)
    assert add(leader, shift, volunteer).state == "confirmed"


def test_children_below_the_age_of_an_account_and_of_the_post(owner, organization, leader, volunteer, at):
    shift = factories.public_shift(owner, organization, at, minimum_age=60)
    assert code_of(leader, shift, volunteer) == "signup.too_young"
    Volunteer.objects.filter(id=volunteer.id).update(birth_on=date(at.year - 10, 1, 1))
    assert code_of(leader, shift, volunteer) == "signup.guardian_account"


def test_strangers_add_nobody_and_leaders_not_themselves(leader, shift, volunteer):
    with pytest.raises(NotAllowed):
        add(volunteer, shift, leader)
    assert code_of(leader, shift, leader) == "signup.own"
    assert code_of(leader, shift, volunteer, volunteer_id=ids.uuid7()) == "signup.unknown"


def test_not_to_a_shift_that_was_cancelled(owner, shift, volunteer, at):
    signing_up.cancel_shift(
        actor=owner, organization_id=shift.organization_id, shift_id=shift.id, reason="台风红色预警。", at=at
    )
    assert code_of(owner, shift, volunteer) == "signup.cancelled"


def test_many_are_added_in_their_order_in_a_constant_number_of_statements(
    owner, organization, leader, at, django_assert_max_num_queries
):
    shift = factories.public_shift(owner, organization, at, places=5)
    people = [organizations.person(f"立春{number}") for number in range(7)]
    sign_up(shift, people[1], at)
    with django_assert_max_num_queries(15):
        outcomes = adding.add_many_to_roster(
            actor=leader,
            organization_id=shift.organization_id,
            shift_id=shift.id,
            volunteer_ids=[*(person.id for person in people), people[0].id, ids.uuid7()],
            reason=REASON,
            at=shift.ends_at,
        )
    told = [(one.refusal and one.refusal.code, one.is_new) for one in outcomes]
    taken, there = (None, True), (None, False)
    full, unknown = ("shift.full", False), ("signup.unknown", False)
    assert told == [taken, there, taken, taken, taken, full, full, unknown]
    assert SignUp.objects.filter(state="confirmed").count() == 5


def test_places_of_a_shift_that_is_over_are_counted_again(leader, shift, volunteer):
    Change.objects.all().delete()
    add(leader, shift, organizations.person("芒种"), at=shift.ends_at - timedelta(seconds=1))
    assert not Change.objects.filter(kind="shift").exists()
    add(leader, shift, volunteer, at=shift.ends_at)
    assert list(Change.objects.filter(kind="shift").values_list("owner_id", "subject_id")) == [
        (shift.organization_id, shift.id)
    ]
