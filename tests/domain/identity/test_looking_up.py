import json
from datetime import timedelta

import pytest

from tests.domain.identity import factories
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import actions, desk
from volunteercloud.domain.identity.actions import looking_up
from volunteercloud.domain.identity.models import Account, OfficerGrant, Right, Volunteer

PURPOSE = "核对保险名单"


@pytest.fixture
def elsewhere(ground, at):
    return factories.officer(at, "990102", "立夏")


def child(guardian, at):
    """A child of the guardian's account with a document of its own."""
    born = factories.born(15, at)
    ward = actions.add_ward(
        actor=guardian, name="谷芽", birth_on=born, region_code="990101", consents=["service"], at=at
    )
    factories.submit(guardian, at, volunteer_id=ward.id, name="谷芽", birth_on=born, sequence=3)
    return ward


def number_of(person):
    return Volunteer.objects.get(id=person.id).number


def by_document(actor, at, number=None, purpose=PURPOSE):
    return actions.look_up_document(actor=actor, number=number or factories.number(), purpose=purpose, at=at)


def by_name(actor, at, name="谷", region="990101", **more):
    return actions.look_up_name(actor=actor, region_code=region, name=name, purpose=PURPOSE, at=at, **more)


def test_a_document_leads_to_the_person_and_is_written_nowhere(person, officer, at):
    (hit,) = by_document(officer, at, f" {factories.number()[:6]}-{factories.number()[6:].lower()}")
    assert (hit.volunteer_id, hit.name, hit.region_code) == (person.id, "谷＊", "990101")
    told = json.dumps(list(Entry.objects.values_list("facts", "subject_label")), ensure_ascii=False)
    assert PURPOSE in told
    assert factories.number() not in told


def test_of_people_elsewhere_only_whom_to_ask(person, officer, elsewhere, at):
    (hit,) = by_document(elsewhere, at)
    assert hit == actions.Hit("", "", "990101", None, ("白露",))
    (look,) = desk.looks(person, person.id)
    assert (look.actor_label, look.facts) == ("立夏", {"by": "document", "purpose": PURPOSE, "office": "990102"})
    assert actions.look_up_number(actor=elsewhere, number=number_of(person), at=at) == []


def test_names_with_the_end_of_a_phone(person, officer, at):
    Account.objects.filter(id=person.id).update(phone_tail="0017")
    ward = child(person, at)
    assert {hit.volunteer_id for hit in by_name(officer, at, phone_tail="0017")} == {person.id, ward.id}
    assert by_name(officer, at, phone_tail="0018") == []
    assert by_name(officer, at, name="％") == []
    with pytest.raises(Refused) as refusal:
        by_name(officer, at, name=" ")
    assert refusal.value.code == "look_up.name"


def test_who_may_look_up_whom(person, officer, elsewhere, at):
    with pytest.raises(NotAllowed):
        by_name(elsewhere, at)
    OfficerGrant.objects.filter(account_id=officer.id).update(rights=[Right.RECORDS])
    for look_up in (by_document, by_name):
        for actor in (officer, person, ANONYMOUS):
            with pytest.raises(NotAllowed):
                look_up(actor, at)
    assert [hit.volunteer_id for hit in actions.look_up_number(actor=officer, number=number_of(person), at=at)] == [
        person.id
    ]
    OfficerGrant.objects.filter(account_id=officer.id).update(rights=[Right.STATISTICS])
    with pytest.raises(NotFound):
        actions.open_person(actor=officer, volunteer_id=person.id, at=at)


def test_a_purpose_is_needed(person, officer, at):
    with pytest.raises(Refused) as refusal:
        by_document(officer, at, purpose="  看 ")
    assert refusal.value.code == "look_up.purpose"


def test_so_many_an_hour_and_no_more(person, officer, at, monkeypatch):
    monkeypatch.setattr(looking_up, "MOST_AN_HOUR", 2)
    assert [by_document(officer, at, "A12345678"), by_document(officer, at, "?")] == [[], []]
    with pytest.raises(Refused) as refusal:
        by_document(officer, at + timedelta(minutes=59))
    assert refusal.value.code == "look_up.too_often"
    assert len(by_document(officer, at + timedelta(minutes=61))) == 1


def test_too_many_are_not_shown(officer, at, monkeypatch):
    monkeypatch.setattr(looking_up.queries, "MOST_HITS", 1)
    for position in (1, 3):
        factories.person(at, sequence=position, email=f"a{position}@qinghe.example")
    with pytest.raises(Refused) as refusal:
        by_name(officer, at)
    assert refusal.value.code == "look_up.too_many"


def test_the_person_and_the_guardian_see_who_looked(person, officer, at):
    ward = child(person, at)
    actions.open_person(actor=officer, volunteer_id=ward.id, at=at)
    actions.read_document_number(actor=officer, volunteer_id=ward.id, purpose=PURPOSE, at=at)
    actions.read_document_number(actor=person, volunteer_id=ward.id, purpose=PURPOSE, at=at)
    actions.open_person(actor=person, volunteer_id=ward.id, at=at)
    seen = [(look.name, look.actor_label, look.facts["office"]) for look in desk.looks(person, ward.id)]
    assert seen == [
        ("identity.document_number_read", "白露", "990101"),
        ("identity.person_opened", "白露", "990101"),
    ]
    assert desk.looks(person, person.id) == []
    with pytest.raises(NotFound):
        desk.looks(officer, ward.id)
