"""Whoever closes: a guardian with children, a person registered twice, a holder of certificates; and who comes back."""

import base64
import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.identity import factories as identity
from tests.domain.organizations import factories as organizations
from volunteercloud.core import checks, keys
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.certificates import actions as certificate_actions
from volunteercloud.domain.certificates import queries as certificate_queries
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import checks as identity_checks
from volunteercloud.domain.identity import claims, numbers, phones
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Account, Claim, ClaimKind, Document, Guardianship, Volunteer
from volunteercloud.domain.office import actions as office_actions
from volunteercloud.domain.privacy import actions, emptying, tasks
from volunteercloud.domain.privacy.models import Sealed, State
from volunteercloud.domain.reviews.models import Case

PHONE = "+8613800012345"
MONTH = timedelta(days=30)


@pytest.fixture
def owner(db, settings):
    settings.DEMO = True
    organizations.ground()
    return organizations.person("谷雨")


@pytest.fixture
def organization(owner, at):
    return organizations.organization(owner, at, handler="芒种")


@pytest.fixture
def person(owner, at):
    """With a verified document and a proved phone."""
    somebody = identity.person(at, name="小满", email="xiaoman@qinghe.example")
    claims.hold(ClaimKind.PHONE, PHONE, somebody.id, at=at)
    Account.objects.filter(id=somebody.id).update(
        phone_sealed=phones.seal(PHONE, somebody.id), phone_tail="2345", phone_verified=True
    )
    return somebody


def close(actor, at, volunteer_id=None):
    closing = actions.ask_to_close(actor=actor, volunteer_id=volunteer_id or actor.id, at=at)
    tasks.close_at(closing.closes_at)
    closing.refresh_from_db()
    assert (closing.state, closing.trouble) == (State.CLOSED, "")
    return closing.closes_at


def refusal_of(step):
    with pytest.raises(Refused) as refusal:
        step()
    return refusal.value.code


def released(volunteer_id):
    return Entry.objects.get(name="privacy.closed", owner_id=volunteer_id).facts["released"]


def test_a_guardian_closes_after_the_children(person, at):
    born = identity.born(10, at)
    child = identity_actions.add_ward(actor=person, name="谷芽", birth_on=born, consents=["service"], at=at).id
    identity.submit(person, at, volunteer_id=child, name="谷芽", birth_on=born, sequence=3)
    assert refusal_of(lambda: actions.ask_to_close(actor=person, volunteer_id=person.id, at=at)) == "closing.children"

    later = close(person, at + MONTH, child)
    assert released(child) == 1
    with pytest.raises(NotFound):
        identity_queries.profile(person, child)
    assert list(identity_queries.wards(person)) == []

    close(person, later)
    assert list(Guardianship.objects.values_list("ward_name", "ended_at")) == [("—", later)]
    assert set(Volunteer.objects.filter(id__in=[person.id, child]).values_list("name", "guardian_id")) == {("", None)}
    assert [found.row for found in checks.run(identity_checks.STATEMENTS) if person.id in found.row] == []


def test_a_child_that_waits_for_its_closing_keeps_the_guardian(person, at):
    child = identity_actions.add_ward(
        actor=person, name="谷芽", birth_on=identity.born(10, at), consents=["service"], at=at
    ).id
    actions.ask_to_close(actor=person, volunteer_id=child, at=at)
    assert refusal_of(lambda: actions.ask_to_close(actor=person, volunteer_id=person.id, at=at)) == "closing.children"


def test_a_person_registered_twice_is_let_go_whole(person, at):
    """Both numbers lead to nobody, and both documents can be registered again."""
    double = identity.person(at, sequence=3, email="again@qinghe.example")
    other, officers = Volunteer.objects.get(id=double.id), [identity.officer(at, "9901"), identity.officer(at)]
    office_actions.propose_merge(
        actor=officers[0], volunteer_id=person.id, other_number=other.number, grounds="本人到场核对。", at=at
    )
    case = Case.objects.get(kind="merge")
    office_actions.decide_merge(actor=officers[1], case_id=case.id, decision="approve", at=at)
    public = [other.number, Volunteer.objects.get(id=person.id).number]

    close(person, at + MONTH)

    assert released(person.id) == 3  # two documents and a phone
    for number in public:
        with pytest.raises(NotFound):
            identity_queries.volunteer_by_number(number)
    held = Claim.objects.filter(kind__in=[ClaimKind.DOCUMENT, ClaimKind.PHONE])
    assert not held.filter(holder_id__in=[person.id, double.id]).exists()
    assert set(Account.objects.filter(id__in=[person.id, double.id]).values_list("is_active", "email")) == {
        (False, None)
    }


def test_who_comes_back_is_new_and_there_once(person, at):
    old = Volunteer.objects.get(id=person.id).number
    later = close(person, at + MONTH)
    assert released(person.id) == 2
    assert claims.holder_of(ClaimKind.PHONE, PHONE) is None

    again = identity.person(later, name="小满", email="xiaoman@qinghe.example")
    assert Volunteer.objects.get(id=again.id).number != old
    assert claims.holder_of(ClaimKind.DOCUMENT, f"18:{identity.number()}") == again.id
    assert claims.hold(ClaimKind.PHONE, PHONE, again.id, at=later)

    third = identity.volunteer(later, email="third@qinghe.example")
    assert refusal_of(lambda: identity.submit(third, later, name="小满")) == "document.claimed"
    told = Entry.objects.filter(owner_id=again.id).order_by("at", "id").values_list("name", flat=True)
    assert list(told) == ["identity.registered", "identity.document_submitted"]


def test_a_certificate_goes_on_verifying_and_names_nobody(owner, organization, person, at):
    shift = activities.public_shift(owner, organization, at)
    attendance.serve(shift, person, at)
    attendance.confirm(owner, shift, person)
    year = {"from_on": date(2026, 1, 1), "to_on": date(2026, 12, 31)}
    asked = certificate_actions.request_certificate(
        actor=person, volunteer_id=person.id, organization_id=organization.id, **year, at=shift.ends_at
    )
    issued = certificate_actions.issue(
        actor=owner, organization_id=organization.id, request_id=asked.id, handler="芒种", at=shift.ends_at
    )
    number = Volunteer.objects.get(id=person.id).number
    page = reverse("verify:certificate", args=[issued.number, issued.code])
    visitor = Client(headers={"accept-language": "en"})
    assert "小满" in visitor.get(page).content.decode()

    later = close(person, at + MONTH)

    stands = certificate_queries.verify(issued.number, issued.code, later)
    assert (stands.verdict, stands.by_grade) == ("valid", {"A": 120})
    words = visitor.get(page).content.decode()
    assert "This certificate is valid" in words
    assert [said for said in ("小满", number, identity.number(), identity.number()[-2:] + "<") if said in words] == []


def test_what_is_sealed_holds_no_seal_of_its_own(person, at):
    """It would stay under an older key when all is sealed anew."""
    document = Document.objects.get(volunteer_id=person.id)
    number = numbers.unseal(document)
    close(person, at + MONTH)
    kept = Sealed.objects.get(volunteer_id=person.id, model="identity.Document")
    (row,) = json.loads(keys.unseal(emptying.SEALED_UNDER, kept.sealed, bound_to=kept.id.bytes))
    assert row["number_sealed"] == base64.b64encode(number.encode()).decode()
    assert (row["tail"], row["photo_sealed"]) == (number[-2:], "")
