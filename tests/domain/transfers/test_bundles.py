"""Bundles: what one node makes, another verifies; and nothing that was changed on the way."""

import base64
import json
import zlib
from copy import deepcopy
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.organizations import factories as organizations
from tests.domain.records import factories
from tests.domain.records.origin import NAME, Origin, saturday
from volunteercloud.core import ids, memory
from volunteercloud.domain.certificates import actions as certificates
from volunteercloud.domain.certificates.models import Certificate
from volunteercloud.domain.identity.models import Qualification, Volunteer
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.records import actions, queries
from volunteercloud.domain.records.carrying import HandOver
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.regions.models import RuleSet
from volunteercloud.domain.transfers import bundles
from volunteercloud.domain.transfers.bundles import Faulty, Part, accompanying, checking, earlier, shape
from volunteercloud.domain.transfers.models import BroughtKind, Bundle

THERE = {NAME: Origin().vkey}


def document(origin, *records, **changes):
    """A bundle as another node would make it."""
    return {
        "form": bundles.FORM,
        "node": origin.name,
        "person": {
            "name": "小满",
            "name_latin": "",
            "number": "V2345678",
            "sex": "U",
            "birth_on": "1999-05-21",
            "volunteer_ids": [str(origin.volunteer_id)],
            "profile": {"languages": ["zh"]},
        },
        "checkpoint": origin.checkpoint(),
        "records": [
            {"record_id": str(record_id), "origin": origin.name, "versions": [origin.proof(one) for one in versions]}
            for record_id, versions in records
        ],
        "evidence": [],
        "brought": [],
        **changes,
    }


def evidence(origin, records):
    """What a node said of records of its own, as it goes along with them later."""
    return {
        "node": origin.name,
        "checkpoint": origin.checkpoint(),
        "records": [
            {
                "record_id": str(record_id),
                "versions": [{name: origin.proof(one)[name] for name in earlier.PROOF} for one in versions],
            }
            for record_id, versions in records.items()
        ],
    }


@pytest.fixture
def origin():
    return Origin()


@pytest.fixture
def records(origin):
    """Two records; the first one corrected once."""
    return [origin.record(saturday(), again=[{"hours": 1}]), origin.record(saturday(1))]


def said(document, vkeys=THERE):
    """What is said of each record, in the order of the bundle."""
    found = bundles.checked(document, NAME, vkeys)
    verdicts = {item.record_id: "holds" for item in found.items} | {one.record_id: one.code for one in found.faults}
    return list(dict.fromkeys(verdicts[UUID(record["record_id"])] for record in document["records"]))


def test_what_was_sealed_there_holds(origin, records):
    found = bundles.checked(document(origin, *records), NAME, THERE)

    assert [(item.record_id, item.origin, list(item.versions)) for item in found.items] == [
        (record_id, NAME, versions) for record_id, versions in records
    ]
    assert found.faults == []
    assert (found.person.name, found.person.volunteer_ids) == ("小满", {origin.volunteer_id})
    assert found.person.profile == {"languages": ["zh"]}


def test_fields_that_nobody_knows_yet_do_no_harm(origin, records):
    bundle = document(origin, *records, mood="sunny")
    bundle["records"][0]["colour"] = {"deep": [1]}

    assert said(bundle) == ["holds"]


def test_text_and_packing_keep_every_field(origin, records):
    bundle = document(origin, *records, mood="sunny")

    text = bundles.written(bundle)

    assert bundles.unpacked(bundles.packed(text)) == text
    assert bundles.read(text) == bundle


SPOILED = {
    "another salt": (lambda version: version.update(salt=base64.b64encode(b"9" * 32).decode()), "record.proof"),
    "a short salt": (lambda version: version.update(salt="AAAA"), "record.proof"),
    "no base64": (lambda version: version.update(salt="§"), "record.proof"),
    "another place": (lambda version: version.update(index=version["index"] + 1), "record.proof"),
    "a place beyond the tree": (lambda version: version.update(index=10**30), "record.proof"),
    "no path": (lambda version: version.update(path=""), "record.proof"),
    "half a hash": (lambda version: version.update(path=base64.b64encode(b"7" * 48).decode()), "record.proof"),
    "other minutes": (
        lambda version: version.update(content=version["content"].replace('"minutes":120', '"minutes":240')),
        "record.proof",
    ),
    "other details": (
        lambda version: version.update(details=version["details"].replace("立夏", "芒种")),
        "record.details",
    ),
    "no content": (lambda version: version.pop("content"), "record.form"),
    "a list for a text": (lambda version: version.update(content=[]), "record.form"),
    "a negative place": (lambda version: version.update(index=-1), "record.form"),
}


@pytest.mark.parametrize(("spoil", "code"), SPOILED.values(), ids=SPOILED)
def test_a_spoiled_proof_costs_that_record_alone(spoil, code, origin, records):
    bundle = document(origin, *records)
    spoil(bundle["records"][0]["versions"][0])

    assert said(bundle) == [code, "holds"]


def test_a_proof_of_another_record_is_none(origin, records):
    bundle = document(origin, *records)
    bundle["records"][0]["versions"] = bundle["records"][1]["versions"]

    assert said(bundle) == ["record.mixed", "holds"]


def test_gaps_doubles_and_other_people(origin, records):
    gap = document(origin, *records)
    del gap["records"][0]["versions"][0]
    turned = document(origin, *records)
    turned["records"][0]["versions"].reverse()
    doubled = document(origin, *records, records[0])
    stranger = document(origin, *records, origin.record(saturday(2), volunteer_id=UUID(int=5)))

    assert said(gap) == ["record.gap", "holds"]
    assert said(turned) == ["record.gap", "holds"]
    assert said(doubled) == ["record.doubled", "holds"]
    assert said(stranger) == ["holds", "record.person"]


def refusal(document, node=NAME, vkeys=THERE):
    with pytest.raises(Faulty) as fault:
        bundles.checked(document, node, vkeys)
    return fault.value.code


def test_an_older_checkpoint_proves_what_it_holds(origin, records):
    whole = document(origin, *records)
    older = document(origin, *records, checkpoint=origin.checkpoint(size=2))
    fitting = document(origin, records[0], checkpoint=origin.checkpoint(size=2))
    fitting["records"][0]["versions"] = [origin.proof(one, size=2) for one in records[0][1]]

    assert said(whole) == ["holds"]
    assert said(older) == ["record.proof"]
    assert said(fitting) == ["holds"]


def test_whose_checkpoint_it_is(origin, records):
    bundle = document(origin, *records)
    stranger = Origin(seed=b"1" * 32, entries=origin.entries)
    elsewhere = Origin(name="third.example", entries=origin.entries)

    assert refusal(document(origin, *records, checkpoint=stranger.checkpoint())) == "bundle.checkpoint"
    assert refusal(document(origin, *records, checkpoint=elsewhere.checkpoint())) == "bundle.checkpoint"
    assert refusal(document(origin, *records, checkpoint="")) == "bundle.checkpoint"
    assert refusal(bundle, vkeys={}) == "bundle.checkpoint"
    assert refusal(bundle, node="third.example", vkeys={"third.example": elsewhere.vkey}) == "bundle.node"


@pytest.mark.parametrize(
    "changes",
    [
        {"form": "volunteercloud.bundle/9"},
        {"records": [7]},
        {"records": [{"record_id": "x"}]},
        {"records": None},
        {"person": {}},
        {"evidence": [{}]},
        {"brought": [{"id": "1", "kind": "gift", "facts": {}}]},
        {"brought": [{"id": "1", "kind": "honour", "facts": {"name": "\x00"}}]},
    ],
)
def test_what_is_no_bundle(changes, origin, records):
    assert refusal(document(origin, *records, **changes)) == "bundle.form"


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"null", b"{", b'{"a":NaN}', b"\xff", b'{"a":' * 1000 + b"1" + b"}" * 1000]
)
def test_what_is_no_document(text):
    with pytest.raises(Faulty) as fault:
        bundles.read(text)
    assert fault.value.code == "bundle.form"


def test_what_does_not_unpack():
    packed = bundles.packed(b"{}" * 1000)
    bomb = zlib.compress(bytes(200 * 1024 * 1024), 1)

    for content, code in (
        (packed[:-3], "bundle.damaged"),
        (packed + b"more", "bundle.damaged"),
        (b"no zlib", "bundle.damaged"),
        (bomb, "bundle.too_large"),
    ):
        with pytest.raises(Faulty) as fault:
            bundles.unpacked(content)
        assert fault.value.code == code


ORIGIN = Origin()
SOUND = [ORIGIN.record(saturday(), again=[{"hours": 1}]), ORIGIN.record(saturday(1))]
TEXT = bundles.written({"records": document(ORIGIN, *SOUND)["records"]})
HELD = [(record_id, versions) for record_id, versions in SOUND]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(at=st.integers(0, len(TEXT) - 1), bit=st.integers(0, 7))
def test_no_flipped_bit_changes_what_is_believed(at, bit):
    """Whatever still holds is, byte for byte, what was sealed."""
    flipped = bytearray(TEXT)
    flipped[at] ^= 1 << bit
    try:
        records = bundles.read(bytes(flipped)).get("records", [])
        found = bundles.checked(document(ORIGIN) | {"records": records}, NAME, THERE)
    except Faulty:
        return
    sealed = dict(HELD)
    for item in found.items:
        assert list(item.versions) == sealed[item.record_id]


class TestOfOurOwn:
    """What this node makes."""

    @pytest.fixture
    def heads(self, owner, organization, volunteer, at, log_files):
        return factories.recorded(organization, volunteer, owner, at, 3)

    @pytest.fixture
    def now(self, heads, at):
        log_actions.integrate(at + timedelta(days=3))
        return at + timedelta(days=3)

    def vkeys(self):
        return {node_queries.own_name(): log_queries.own_keys().log.vkey}

    def test_holds_elsewhere(self, heads, now, volunteer):
        (made,) = bundles.made([volunteer.id], {}, now).values()

        found = bundles.checked(bundles.read(bundles.written(made)), node_queries.own_name(), self.vkeys())

        assert sorted(item.record_id for item in found.items) == sorted(head.record_id for head in heads)
        assert found.faults == []
        assert (found.person.name, found.person.profile) == ("小满", {})
        assert [(one.version, one.minutes) for one in bundles.listed(made)] == [(1, 120)] * 3

    def test_waits_for_the_log(self, heads, volunteer, at):
        assert bundles.made([volunteer.id], {}, at) == {}

    def test_brings_along_what_the_person_lets_go(self, heads, now, volunteer, at):
        Qualification.objects.create(
            volunteer_id=volunteer.id, id=ids.uuid7(), name="急救", valid_from=at.date(), stated_at=at
        )
        Volunteer.objects.filter(id=volunteer.id).update(languages=["zh"])
        parts = [Part.PROFILE, Part.TRAININGS, Part.HONOURS, Part.CERTIFICATES]

        (made,) = bundles.made([volunteer.id], {volunteer.id: parts}, now).values()
        found = bundles.checked(bundles.read(bundles.written(made)), node_queries.own_name(), self.vkeys())

        assert found.person.profile == {"languages": ["zh"], "skills": [], "categories": []}
        assert [(one.kind, one.facts["name"], one.facts["is_seen"]) for one in found.brought] == [
            (BroughtKind.TRAINING, "急救", False)
        ]

    def test_a_person_without_records_has_a_bundle_too(self, heads, now, owner):
        other = organizations.person("芒种")

        (made,) = bundles.made([other.id], {}, now).values()

        assert bundles.checked(made, node_queries.own_name(), self.vkeys()).items == []

    def test_statements_do_not_grow_with_people(self, heads, now, owner, organization, volunteer, at):
        others = [organizations.person(name) for name in ("芒种", "夏至", "小暑")]
        for other in others:
            factories.recorded(organization, other, owner, at - timedelta(days=20), 4)
        log_actions.integrate(now)
        parts = {one.id: list(Part) for one in (volunteer, *others)}

        def statements(people):
            with CaptureQueriesContext(connection) as captured:
                assert len(bundles.made(people, parts, now)) == len(people)
            return len(captured)

        statements([volunteer.id])
        assert statements([volunteer.id]) == statements(list(parts)) <= 20

    def test_what_came_from_elsewhere_goes_on_with_its_proofs(self, heads, now, origin, records, system, volunteer):
        transfer_id = ids.uuid7()
        came = document(origin, *records)
        Bundle.objects.create(
            volunteer_id=volunteer.id,
            transfer_id=transfer_id,
            content=bundles.packed(bundles.written(came)),
            digest=b"",
        )
        arrivals = [origin.arrival(volunteer.id, record, transfer_id=transfer_id) for record in records]
        actions.expect(actor=system, arrivals=arrivals, at=now)
        actions.arrive(actor=system, arrivals=arrivals, at=now)
        log_actions.integrate(now)

        (made,) = bundles.made([volunteer.id], {}, now).values()
        made = bundles.read(bundles.written(made))
        own, both = self.vkeys(), self.vkeys() | THERE
        found = bundles.checked(made, node_queries.own_name(), both)

        assert found.faults == []
        origins = {item.record_id: item.origin for item in found.items}
        assert [origins[record_id] for record_id, _versions in records] == [NAME, NAME]
        assert len(origins) == 5
        without = made | {"evidence": []}
        assert [fault.code for fault in bundles.checked(without, node_queries.own_name(), both).faults] == [
            "record.evidence"
        ] * 2
        assert bundles.checked(without, node_queries.own_name(), own).faults == []
        forged = deepcopy(made)
        forged["evidence"][0]["checkpoint"] = Origin(seed=b"1" * 32, entries=origin.entries).checkpoint()
        assert len(bundles.checked(forged, node_queries.own_name(), both).faults) == 2

        minutes = json.loads(records[1][1][0].content)
        del minutes["details"]
        other = origin.sealed(minutes | {"minutes": 60}, records[1][1][0].details)
        told = {records[0][0]: records[0][1], records[1][0]: [other]}
        contradicting = made | {"evidence": [evidence(origin, told)]}
        assert [
            (fault.record_id, fault.code)
            for fault in bundles.checked(contradicting, node_queries.own_name(), both).faults
        ] == [(records[1][0], "record.evidence")]
        contradicting["evidence"][0]["records"][0]["versions"] = [7, 7]
        assert len(bundles.checked(contradicting, node_queries.own_name(), both).faults) == 2

    def test_the_evidence_of_two_nodes_ago_goes_along(self, now, origin, records, system, volunteer):
        """Of a record that a third node gave us: what its origin said of it, not what the third says of itself."""
        third, transfer_id = "third.example", ids.uuid7()
        told = document(origin, *records, node=third, evidence=[evidence(origin, dict(records))])
        Bundle.objects.create(
            volunteer_id=volunteer.id,
            transfer_id=transfer_id,
            content=bundles.packed(bundles.written(told)),
            digest=b"",
        )
        arrivals = [origin.arrival(volunteer.id, records[1], transfer_id=transfer_id, node_name=third)]
        actions.expect(actor=system, arrivals=arrivals, at=now)
        actions.arrive(actor=system, arrivals=arrivals, at=now)

        (goes,) = earlier.proofs_of(queries.to_carry([volunteer.id]))[volunteer.id]

        assert goes == evidence(origin, dict(records[1:]))

    def test_stars_and_certificates_go_along_with_their_state(self, now, volunteer, owner, organization):
        Volunteer.objects.filter(id=volunteer.id).update(region_id="990101")
        RuleSet.objects.create(region_id="990101", valid_from=date(2020, 1, 1), star_hours=[2, 6, 300, 600, 1000])
        memory.forget_all()
        asked = certificates.request_certificate(
            actor=volunteer,
            volunteer_id=volunteer.id,
            organization_id=organization.id,
            from_on=date(2026, 1, 1),
            to_on=date(2026, 12, 31),
            at=now,
        )
        made = certificates.issue(
            actor=owner, organization_id=organization.id, request_id=asked.id, head="清明", handler="芒种", at=now
        )

        def brought():
            parts = {volunteer.id: [Part.HONOURS, Part.CERTIFICATES]}
            honour, certificate = accompanying.brought([volunteer.id], parts, now)[volunteer.id]
            return honour, certificate["id"], certificate["facts"]

        honour, certificate_id, facts = brought()
        assert (honour["kind"], honour["facts"]["stars"], honour["facts"]["credit_minutes"]) == ("honour", 2, 360)
        said = [facts[name] for name in ("number", "from_on", "to_on", "credit_minutes", "state")]
        assert (certificate_id, said) == (str(made.id), [made.number, "2026-01-01", "2026-05-19", 360, "stands"])
        RecordHead.objects.filter(record_id=queries.to_carry([volunteer.id])[0].head.record_id).update(minutes=60)
        assert brought()[2]["state"] == "changed"
        Certificate.objects.update(withdrawn_at=now, withdrawn_reason="姓名有误。")
        assert brought()[2]["state"] == "withdrawn"

    def test_an_amendment_holds_the_whole_history_of_a_record_that_moved(self, heads, now, volunteer, owner, system):
        head = heads[0]
        handed = handed_over(volunteer, head)
        actions.hand_over(actor=system, handed=[handed], at=now)
        actions.revoke_record(
            actor=owner, volunteer_id=volunteer.id, record_id=head.record_id, reason="人没有来", at=now
        )
        log_actions.integrate(now)

        (made,) = bundles.made_of({volunteer.id: [head.record_id]}, now).values()

        assert [(one.version, one.minutes) for one in bundles.listed(made)] == [(2, 0)]
        assert len(bundles.made([volunteer.id], {}, now)[volunteer.id]["records"]) == 2
        assert queries.totals_of(volunteer, volunteer.id).records == 2


def handed_over(volunteer, head):
    return HandOver(
        volunteer_id=volunteer.id, record_id=head.record_id, version=1, node_name=NAME, transfer_id=ids.uuid7()
    )


def test_more_than_may_be_is_not_looked_at(origin, records, monkeypatch):
    packed = bundles.packed(bundles.written(document(origin, *records)))
    text = bundles.unpacked(packed)
    monkeypatch.setattr(shape, "LARGEST_PACKED", len(packed))
    assert bundles.unpacked(packed) == text
    monkeypatch.setattr(shape, "LARGEST_PACKED", len(packed) - 1)
    monkeypatch.setattr(shape, "LARGEST_TEXT", len(text) - 1)
    for read, content in ((bundles.unpacked, packed), (bundles.read, text)):
        with pytest.raises(Faulty) as fault:
            read(content)
        assert fault.value.code == "bundle.too_large"
    monkeypatch.setattr(checking, "MOST_RECORDS", 2)
    assert said(document(origin, *records)) == ["holds"]
    monkeypatch.setattr(checking, "MOST_RECORDS", 1)
    assert refusal(document(origin, *records)) == "bundle.too_many"


def test_a_record_without_versions_or_with_too_many_is_none(origin, records, monkeypatch):
    bundle = document(origin, *records)
    monkeypatch.setattr(checking.arriving, "MOST_VERSIONS", 1)
    assert said(bundle) == ["record.form", "holds"]
    bundle["records"][1]["versions"] = []
    assert said(bundle) == ["record.form"]


@pytest.mark.parametrize("content", [b"{", b"[]", b"7", b'{"record_id":"1","version":1,"volunteer_id":"1"}'])
def test_what_was_sealed_and_is_no_record(content):
    with pytest.raises(checking._Fault) as fault:
        checking._shown(content)
    assert fault.value.code == "record.form"


@pytest.mark.parametrize("whose", ["x", 7, None])
def test_what_names_nobody_is_of_nobody(whose, origin, records):
    person = bundles.checked(document(origin, *records), NAME, THERE).person
    assert checking._is_of({"volunteer_id": whose}, person) is False
    assert checking._is_of({"volunteer_id": str(origin.volunteer_id)}, person) is True
