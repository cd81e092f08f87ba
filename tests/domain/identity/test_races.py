"""People who claim the same thing at once, each on a connection of their own."""

from datetime import timedelta

import pytest

from tests.domain.identity import factories
from tests.races import fates
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.domain.identity import actions
from volunteercloud.domain.identity.models import Claim, Document, GuardianConsent

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CLIENTS = 6


def test_one_document_claimed_by_many(settings, at):
    settings.DEMO = True
    factories.ground()
    people = [factories.volunteer(at, email=f"a{number}@qinghe.example") for number in range(CLIENTS)]
    steps = [lambda person=person: factories.submit(person, at) for person in people]
    assert fates(steps) == ["document.claimed"] * (CLIENTS - 1) + ["done"]
    assert (Document.objects.count(), Claim.objects.filter(kind="document").count()) == (1, 1)


def test_one_document_submitted_twice_by_one(settings, at):
    settings.DEMO = True
    factories.ground()
    person = factories.volunteer(at)
    assert fates([lambda: factories.submit(person, at)] * 3) == ["done"] * 3
    assert Document.objects.filter(state="verified").count() == 1


@pytest.mark.parametrize("later", [timedelta(0), timedelta(minutes=30)])
def test_one_phone_taken_by_many(at, later):
    first = factories.account()
    phone = {"actor": ANONYMOUS, "phone": "13900001234"}
    actions.hold_phone(**phone, account=first, verified=False, at=at)
    others = [factories.account(email=None) for _number in range(CLIENTS)]
    steps = [
        lambda other=other: actions.hold_phone(**phone, account=other, verified=True, at=at + later) for other in others
    ]
    winners = 1 if later else 0
    assert fates(steps) == ["done"] * winners + ["phone.taken"] * (CLIENTS - winners)


def test_two_guardians_agree_at_once(settings, at):
    settings.DEMO = True
    factories.ground()
    minor = factories.person(at, birth_on=factories.born(15, at), email="xiaoman@qinghe.example")
    guardians = [factories.person(at, sequence=number, email=f"a{number}@qinghe.example") for number in (1, 2)]
    _consent, token = actions.request_guardian_consent(actor=minor, volunteer_id=minor.id, at=at)
    steps = [
        lambda guardian=guardian: actions.give_guardian_consent(actor=guardian, token=token, relation="mother", at=at)
        for guardian in guardians
    ]
    assert fates(steps) == ["done", "guardian_consent.given"]
    assert GuardianConsent.objects.get().state == "given"
