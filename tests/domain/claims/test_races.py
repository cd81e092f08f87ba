"""One code at many hands, one claim at many leaders, guesses from many windows."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.claims import factories
from tests.domain.organizations import factories as organizations
from tests.races import at_once, fates
from volunteercloud.core import checks, ids
from volunteercloud.domain.attendance.checks import STATEMENTS as ATTENDED
from volunteercloud.domain.claims import actions, hour_codes
from volunteercloud.domain.claims.checks import STATEMENTS
from volunteercloud.domain.claims.models import CodeTries, HourCode, HourCodeBatch, Proof, Redemption, ServiceClaim
from volunteercloud.domain.identity.models import Guardianship
from volunteercloud.domain.records.models import RecordHead

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)


@pytest.fixture
def owner():
    organizations.ground()
    return organizations.person("谷雨")


@pytest.fixture
def shift(owner, at):
    return activities.public_shift(owner, organizations.organization(owner, at), at, places=8)


@pytest.fixture
def volunteer(owner):
    return organizations.person("小满")


def agree():
    return [*checks.run(STATEMENTS), *checks.run(ATTENDED)] == []


def answer(actor, shift, typed):
    redeemed = factories.redeem(actor, shift, typed)
    return redeemed.refusal.code if redeemed.refusal else "recorded"


def test_a_photographed_code_is_worth_one_record(owner, shift, at):
    people = [organizations.person(f"小满{number}") for number in range(8)]
    for one in people:
        attendance.sign_up(shift, one, at)
    typed = factories.code(factories.batch(owner, shift))
    answers = at_once([lambda one=one: answer(one, shift, typed) for one in people])
    assert Counter(answers) == {"recorded": 1, "hour_code.used": 7}
    assert (RecordHead.objects.count(), Redemption.objects.count()) == (1, 1)
    assert agree()


def test_of_two_codes_that_guardian_and_child_enter_at_once_one_counts(owner, shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    guardian = organizations.person("大雪")
    Guardianship.objects.create(ward_id=volunteer.id, guardian_id=guardian.id, since=at)
    batch = factories.batch(owner, shift)
    codes = [factories.code(batch, serial) for serial in (1, 2)]
    answers = at_once(
        [
            lambda by=by, typed=typed: factories.redeem(by, shift, typed, volunteer_id=volunteer.id).record_id
            for by, typed in zip((volunteer, guardian), codes, strict=True)
        ]
    )
    assert sorted(answer is None for answer in answers) == [False, True]
    assert Redemption.objects.count() == RecordHead.objects.count() == 1


def test_pressed_in_eight_windows_it_is_one_record(owner, shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    typed = factories.code(factories.batch(owner, shift))
    answers = at_once([lambda: factories.redeem(volunteer, shift, typed).record_id] * 8)
    assert set(answers) == {RecordHead.objects.get().record_id}
    assert CodeTries.objects.get().wrong == 0


def test_two_codes_of_one_person_at_once_are_one_record(owner, shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    batch = factories.batch(owner, shift)
    answers = at_once(
        [lambda serial=serial: answer(volunteer, shift, factories.code(batch, serial)) for serial in range(1, 9)]
    )
    assert Counter(answers) == {"recorded": 1, "hour_code.second": 7}
    assert agree()


def test_guesses_from_many_windows_are_all_counted(volunteer, shift):
    guesses = [hour_codes.code_of(ids.uuid7(), serial, 1) for serial in range(1, 25)]
    answers = at_once([lambda typed=typed: answer(volunteer, shift, typed) for typed in guesses])
    assert Counter(answers) == {"hour_code.not_yours": 10, "hour_code.too_many": 14}


def test_a_claim_made_twice_at_once_is_one(shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    made = fates([lambda: factories.claim(volunteer, shift)] * 4)
    assert made == ["claim.open"] * 3 + ["done"]
    assert ServiceClaim.objects.count() == 1


def test_a_claim_sent_again_at_once_is_the_same_claim(shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    claim_id = ids.uuid7()
    assert fates([lambda: factories.claim(volunteer, shift, claim_id=claim_id)] * 4) == ["done"] * 4
    assert (ServiceClaim.objects.count(), Proof.objects.count()) == (1, 1)


def test_codes_asked_for_again_at_once_are_one_batch(owner, shift):
    batch_id = ids.uuid7()
    assert fates([lambda: factories.batch(owner, shift, batch_id=batch_id)] * 4) == ["done"] * 4
    assert (HourCodeBatch.objects.count(), HourCode.objects.count()) == (1, 10)


def test_a_claim_is_answered_once(owner, shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    claim = factories.claim(volunteer, shift)
    key = {"organization_id": claim.organization_id, "claim_id": claim.id, "at": claim.claimed_at + HOUR}
    at_once(
        [
            lambda: factories.confirm(owner, claim),
            lambda: actions.decline_claim(actor=owner, reason="照片看不清。", **key),
            lambda: actions.withdraw_claim(actor=volunteer, **key),
        ]
        * 2
    )
    state = ServiceClaim.objects.get().state
    assert RecordHead.objects.count() == (1 if state == "confirmed" else 0)
    assert agree()


def test_a_code_and_a_late_entry_at_once_are_one_record(owner, shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    typed = factories.code(factories.batch(owner, shift))
    answers = at_once(
        [lambda: answer(volunteer, shift, typed), lambda: factories.enter(owner, shift, volunteer)[0].record_id] * 3
    )
    assert len(answers) == 6
    assert RecordHead.objects.count() == 1
    assert agree()
