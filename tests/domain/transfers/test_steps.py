"""What another node may have signed and is none the less no step, no person and no answer of ours."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.models import Document, Volunteer
from volunteercloud.domain.nodes import papers
from volunteercloud.domain.transfers import bodies, counting, persons, queries, rules, steps, telling, terms
from volunteercloud.domain.transfers.bodies import Item
from volunteercloud.domain.transfers.models import Transfer
from volunteercloud.domain.transfers.persons import Difference, Named
from volunteercloud.domain.transfers.steps import Unfit

TRANSFER = UUID("0198a3b0-7c10-7a2e-9d3f-5a1c2b3d4e5f")
DOCUMENT = {
    "form": "volunteercloud.step/1",
    "transfer": str(TRANSFER),
    "step": "request",
    "number": 0,
    "previous": "",
    "body": {},
    "at": "2026-05-16T01:00:00+00:00",
}


def refusal_of(step, *arguments, **named):
    with pytest.raises(Unfit) as unfit:
        step(*arguments, **named)
    return unfit.value.code


def test_a_step_is_read_as_it_was_said():
    read = steps.read("text", DOCUMENT | {"step": "amend", "number": 100_000, "previous": "ab"})
    assert (read.transfer_id, read.kind, read.said.number, read.said.previous) == (TRANSFER, "amend", 100_000, b"\xab")
    assert (read.said.digest, read.body, read.at.isoformat()) == (papers.digest("text"), {}, DOCUMENT["at"])


@pytest.mark.parametrize(
    "changes",
    [
        {"form": "volunteercloud.step/2"},
        {"number": -1},
        {"number": 100_001},
        {"number": True},
        {"number": "0"},
        {"body": []},
        {"step": "gift"},
        {"previous": "x"},
        {"previous": None},
        {"transfer": "7"},
        {"at": "yesterday"},
        {"at": None},
    ],
    ids=str,
)
def test_what_is_no_step(changes):
    assert refusal_of(steps.read, "text", DOCUMENT | changes) == "transfer.form"


@pytest.mark.parametrize("missing", DOCUMENT)
def test_a_step_says_everything(missing):
    assert refusal_of(steps.read, "text", {name: said for name, said in DOCUMENT.items() if name != missing})


def test_a_step_that_is_too_long_is_not_opened(there, at, monkeypatch):
    ring, between = papers.ring(there.node.name), steps.Between(there.node.name, there.own_name)
    long = there.say(TRANSFER, "offer", {"words": "x" * 20_000})
    assert steps.opened(long, ring, between, at).kind == "offer"
    assert refusal_of(steps.opened, there.say(TRANSFER, "request", {"x": "x" * 20_000}), ring, between, at) == (
        "transfer.form"
    )
    for turned in (steps.Between(there.own_name, there.node.name), steps.Between("third.example", there.own_name)):
        assert refusal_of(steps.opened, long, ring, turned, at) == "transfer.address"
    monkeypatch.setattr(steps, "LONGEST", len(long))
    assert steps.opened(long, ring, between, at).text == long
    monkeypatch.setattr(steps, "LONGEST", len(long) - 1)
    assert refusal_of(steps.opened, long, ring, between, at) == "transfer.form"


def test_a_clock_may_be_three_days_ahead(there, at):
    ring, between = papers.ring(there.node.name), steps.Between(there.node.name, there.own_name)
    there.at = at + timedelta(days=3)
    assert steps.opened(there.say(TRANSFER, "request", {}), ring, between, at).kind == "request"
    there.at += timedelta(hours=1)
    assert refusal_of(steps.opened, there.say(TRANSFER, "request", {}), ring, between, at) == "paper.early"


def test_a_page_of_transfers_is_one_more_than_fits(volunteer, at, monkeypatch):
    ended = {"side": "origin", "state": "declined", "code": "transfer.withdrawn", "region_code": "990101"}
    said = {
        "agreed_by": volunteer.id,
        "agreed_at": at,
        "agreed_terms": terms.VERSION,
        "begun_at": at,
        "until": at,
        "node_name": "b.example",
    }
    for _ in range(3):
        Transfer.objects.create(volunteer_id=volunteer.id, id=ids.uuid7(), **ended, **said)
    monkeypatch.setattr(queries, "PAGE", 1)
    assert len(queries.of_region(organizations.officer("990101"), "990101")) == 2


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        ({"record": str(TRANSFER), "state": "refused", "code": "record.overlap", "minutes": 7},
         [Item(TRANSFER, "refused", "record.overlap", 7)]),
        ({"record": str(TRANSFER), "state": 7, "code": "", "minutes": 7}, []),
        ({"record": str(TRANSFER), "state": "refused", "code": "", "minutes": "7"}, []),
        ({"record": "x", "state": "refused", "code": "", "minutes": 7}, []),
        ({"state": "refused"}, []),
        (None, []),
    ],
)  # fmt: skip
def test_of_an_answer_only_what_can_be_one_is_read(one, expected):
    assert bodies.items({"items": [one]}) == expected


# Whom it is about


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"transfer": "another"}, "transfer.person"),
        ({"number": 110101}, "transfer.person"),
        ({"number": ""}, "transfer.person"),
        ({"number": "1" * 41}, "transfer.person"),
        ({"country": "CHNX"}, "transfer.person"),
        ({"country": None}, "transfer.person"),
        ({"kind": "none"}, "transfer.person"),
        ({"name": None}, "transfer.person"),
        ({"birth_on": "1990-13-01"}, "transfer.person"),
        ({"birth_on": None}, None),
        ({"name": "小\x00满"}, "transfer.person"),
    ],
    ids=str,
)
def test_a_person_is_read_from_what_was_sealed_to_us(there, changes, code):
    body = there.person(TRANSFER, **changes)
    if code is None:
        assert persons.unsealed(body, TRANSFER).name == ("小满" if "name" not in changes else "")
    else:
        assert refusal_of(persons.unsealed, body, TRANSFER) == code
    assert refusal_of(persons.unsealed, {"person": "nothing"}, TRANSFER) == "transfer.person"


def test_who_has_no_document_is_sealed_to_nobody(there, volunteer, at):
    person = Volunteer.objects.get(id=volunteer.id)
    assert persons.sealed(person, TRANSFER, there.node.name, at)
    Document.objects.all().delete()
    assert refusal_of(persons.sealed, person, TRANSFER, there.node.name, at) == "transfer.real_name"


BORN, OTHER = date(1990, 4, 20), date(1990, 4, 21)


@pytest.mark.parametrize(
    ("there", "here", "expected"),
    [
        (("小满", ""), ("小满", ""), []),
        (("小满", ""), ("大满", ""), [Difference.NAME]),
        (("小满", "Xiao Man"), ("小满", "Da Man"), []),
        (("", "Xiao Man"), ("小满", "XIAO MAN"), []),
        (("", "Xiao Man"), ("", "Da Man"), [Difference.NAME]),
        (("", "Xiao Man"), ("小满", ""), [Difference.SCRIPT]),
        (("小满", ""), ("", "Xiao Man"), [Difference.SCRIPT]),
    ],
)
@pytest.mark.parametrize(("born", "also"), [(BORN, []), (None, []), (OTHER, [Difference.BIRTH])])
def test_in_what_two_nodes_name_one_person_otherwise(there, here, expected, born, also):
    named = Named(TRANSFER, *there, born)
    volunteer = Volunteer(name=here[0], name_latin=here[1], birth_on=BORN)
    assert persons.differences(named, volunteer) == expected + also
    assert persons.agrees(named, volunteer) is (expected + also == [])


def test_who_was_joined_with_another_number_asks_under_that_one(volunteer, owner):
    person = Volunteer.objects.get(id=volunteer.id)
    assert rules.allow_for(volunteer, person) is None
    person.merged_into_id = owner.id
    with pytest.raises(NotFound):
        rules.allow_for(volunteer, person)


# What is said of it


def test_a_node_is_named_by_its_title_or_else_by_its_name(there):
    assert telling.title_of("nowhere.example") == {"node": "nowhere.example"}
    assert telling.title_of(there.node.name)["node"] == (there.node.title or there.node.name)


def test_both_nodes_stand_in_the_terms():
    said = str(terms.text("一方", "另一方"))
    assert [name in said for name in ("一方", "另一方", "%(")] == [True, True, False]


def test_steps_of_no_transfer_are_not_found(volunteer):
    with pytest.raises(NotFound):
        queries.steps(volunteer, volunteer.id, TRANSFER)
    assert queries.is_under_way(volunteer.id) is False


def test_nobody_without_a_real_name_is_awaited(volunteer, at):
    nobody = organizations.person("", real_name_level=0)
    assert queries.awaited(nobody, nobody.id, at) == []


def test_what_moved_is_counted_for_officers_alone(volunteer, at):
    with pytest.raises(NotFound):
        counting.by_month(volunteer, "990101", at)
