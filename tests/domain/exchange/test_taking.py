"""Messages in: good lines become records of the organization that agreed, the others get a code; once, whatever comes twice."""

import json
from datetime import timedelta

import pytest
from joserfc import jwe

from tests.domain.exchange import factories
from tests.domain.identity import factories as identity
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import Refused
from volunteercloud.domain.exchange import access, actions, envelopes, mapping
from volunteercloud.domain.identity import claims
from volunteercloud.domain.identity.models import ClaimKind
from volunteercloud.domain.nodes import keyring, sealing
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.records.models import RecordHead


@pytest.fixture
def named(officer, organization, owner, at):
    """A system that the organization lets record in its name."""
    found = factories.named(officer, at)
    actions.agree(actor=owner, organization_id=organization.id, system_code=found.code, at=at)
    return found


def heads(volunteer):
    return list(RecordHead.objects.filter(volunteer_id=volunteer.id).order_by("day"))


def why(named, content, system, at):
    with pytest.raises(Refused) as refusal:
        actions.take(actor=system, code=named.code, content=content, at=at)
    return refusal.value.code


def test_a_line_becomes_a_record_that_says_how_it_came(named, organization, owner, volunteer, system, at):
    receipt = factories.taken(named, [factories.line(volunteer, at)], system, at)

    (head,) = heads(volunteer)
    record = head.record
    assert (receipt["accepted"], receipt["rejected"], receipt["missing"]) == (1, [], [])
    assert (record.grade, record.worked_minutes, record.organization_id) == ("E", 150, organization.id)
    assert (record.confirmer_id, record.source_kind) == (owner.id, "exchange")
    assert [step["what"] for step in record.trail] == ["brought", "explained"]


def test_the_same_message_twice_gets_the_same_receipt(named, volunteer, system, at):
    content = envelopes.as_json(factories.message(named, [factories.line(volunteer, at)], at))

    receipts = [actions.take(actor=system, code=named.code, content=content, at=at) for _time in range(2)]

    assert receipts[0] == receipts[1]
    assert len(heads(volunteer)) == 1


def test_the_same_line_in_another_message_changes_nothing(named, volunteer, system, at):
    line = factories.line(volunteer, at)
    factories.taken(named, [line], system, at)

    receipt = factories.taken(named, [line], system, at, sequence=2)

    assert (receipt["accepted"], len(heads(volunteer))) == (1, 1)


def test_half_bad_message(named, volunteer, system, at):
    later = factories.line(volunteer, at)["ends_at"]
    lines = [
        factories.line(volunteer, at),
        factories.line(volunteer, at, source_id="R-002", volunteer_number="V000000000"),
        factories.line(volunteer, at, source_id="R-003", volunteer_name="立夏"),
        factories.line(volunteer, at, source_id="R-004", group_uscc="51990000MJ00000029"),
        factories.line(volunteer, at, source_id="R-005", worked_minutes=600),
        factories.line(volunteer, at, source_id="R-006"),
        factories.line(volunteer, at, source_id="R-007", starts_at=later),
        factories.line(volunteer, at, source_id="R-001"),
        factories.line(volunteer, at, source_id="R-008", title=""),
        factories.line(volunteer, at, source_id="R-009", title="长" * 201),
        factories.line(volunteer, at, source_id="R-010", grade="Z"),
    ]

    receipt = factories.taken(named, lines, system, at)

    assert receipt["accepted"] == 1
    assert factories.codes(receipt) == [
        ("R-002", "person.unknown"),
        ("R-003", "person.unknown"),
        ("R-004", "group.unknown"),
        ("R-005", "line.sum"),
        ("R-006", "record.overlap"),
        ("R-007", "line.order"),
        ("R-001", "line.twice"),
        ("R-008", "value.missing"),
        ("R-009", "value.text"),
        ("R-010", "value.code"),
    ]
    assert len(heads(volunteer)) == 1


def test_nothing_without_the_organizations_word(officer, organization, owner, volunteer, system, at):
    named = factories.named(officer, at)
    line = factories.line(volunteer, at)
    before = factories.taken(named, [line], system, at)
    actions.agree(actor=owner, organization_id=organization.id, system_code=named.code, at=at)
    agreed = factories.taken(named, [line], system, at, sequence=2)
    actions.end_agreement(actor=owner, organization_id=organization.id, system_code=named.code, at=at)
    ended = factories.taken(named, [factories.line(volunteer, at, source_id="R-2")], system, at, sequence=3)

    assert [factories.codes(one) for one in (before, agreed, ended)] == [
        [("R-001", "group.not_agreed")],
        [],
        [("R-2", "group.not_agreed")],
    ]


def test_nobody_confirms_their_own_service(named, owner, system, at):
    receipt = factories.taken(named, [factories.line(owner, at)], system, at)

    assert factories.codes(receipt) == [("R-001", "record.confirmer")]


def test_a_further_version_corrects_and_an_older_one_is_outdated(named, volunteer, system, at):
    line = factories.line(volunteer, at)
    factories.taken(named, [line], system, at)
    shorter = line | {"break_minutes": 60, "worked_minutes": 120, "source_version": 3, "reason": "核对后更正"}
    corrected = factories.taken(named, [shorter], system, at, sequence=2, operation="change")
    older = factories.taken(named, [line | {"source_version": 2}], system, at, sequence=3, operation="change")

    (head,) = heads(volunteer)
    assert (corrected["rejected"], factories.codes(older)) == ([], [("R-001", "line.outdated")])
    assert (head.version, head.record.worked_minutes, head.record.reason) == (2, 120, "核对后更正")


def test_a_void_revokes(named, volunteer, system, at):
    line = factories.line(volunteer, at)
    factories.taken(named, [line], system, at)
    receipt = factories.taken(named, [line | {"source_version": 2}], system, at, sequence=2, operation="void")
    unknown = factories.taken(named, [line | {"source_id": "R-9"}], system, at, sequence=3, operation="void")

    assert (receipt["accepted"], heads(volunteer)[0].standing) == (1, "revoked")
    assert factories.codes(unknown) == [("R-9", "line.unknown")]


def test_one_version_says_one_thing(named, volunteer, system, at):
    line = factories.line(volunteer, at)
    factories.taken(named, [line], system, at)

    receipt = factories.taken(named, [line | {"title": "别的事"}], system, at, sequence=2)

    assert factories.codes(receipt) == [("R-001", "exchange.contradiction")]
    assert heads(volunteer)[0].record.title == "河岸清洁"


def test_a_version_about_somebody_else(named, volunteer, system, at):
    factories.taken(named, [factories.line(volunteer, at)], system, at)
    other = organizations.person("处暑")

    receipt = factories.taken(named, [factories.line(other, at, source_version=2)], system, at, sequence=2)

    assert factories.codes(receipt) == [("R-001", "line.another_person")]


def test_replay_with_other_content(named, volunteer, system, at):
    line = factories.line(volunteer, at)
    first = factories.message(named, [line], at, message_id="M-1")
    actions.take(actor=system, code=named.code, content=envelopes.as_json(first), at=at)
    other = [line | {"source_id": "R-2"}]

    same_id = factories.message(named, other, at, message_id="M-1", sequence=2)
    same_number = factories.message(named, other, at, message_id="M-2", sequence=1)

    assert [why(named, envelopes.as_json(one), system, at) for one in (same_id, same_number)] == [
        "exchange.contradiction"
    ] * 2


def test_missing_numbers_are_told(named, volunteer, system, at):
    receipt = factories.taken(named, [factories.line(volunteer, at)], system, at, sequence=4)

    assert (receipt["accepted"], receipt["missing"]) == (1, [1, 2, 3])


def test_the_end_of_a_day_is_midnight(named, volunteer, system, at):
    line = factories.line(volunteer, at, break_minutes=0, worked_minutes=120)
    message = factories.message(
        named, [line | {"starts_at": "2026-05-14T22:00:00+08:00", "ends_at": "2026-05-15T00:00:00+08:00"}], at
    )
    form, key = mapping.of("siji", 1), access.key_of(named)
    said = message["交换报文"]["数据集"]["数据项"][0]
    said["时间"]["结束"] = "2026/05/14 24:00:00"
    opened = envelopes.digest_of([envelopes._flat(said)])
    tail = message["交换报文"]["报文尾"]
    tail["摘要"] = opened
    values = envelopes._flat({name: part for name, part in message["交换报文"].items() if name != "数据集"})
    tail["签名"] = envelopes.signature_of({path: text for path, text in values.items() if path != "报文尾/签名"}, key)

    receipt = actions.take(actor=system, code=named.code, content=envelopes.as_xml(message), at=at)

    assert (receipt["rejected"], heads(volunteer)[0].record.worked_minutes) == ([], 120)
    assert form.code == "siji"


def sealed_for_us(content, at):
    key = keyring.own_ring(nodes_queries.own_name()).sealing(at)
    header = {"alg": sealing.ALGORITHM, "enc": sealing.ENCRYPTION, "kid": key.kid}
    return jwe.encrypt_compact(header, json.dumps(content).encode(), key.key, registry=sealing.REGISTRY)


def test_a_person_by_a_document_that_only_this_node_can_read(named, volunteer, system, at):
    number = identity.number()
    claims.hold(ClaimKind.DOCUMENT, f"18:{number}", volunteer.id, at=at)
    line = factories.line(volunteer, at, volunteer_number="")
    said = [("小满", "R-1"), ("芒种", "R-2")]
    lines = [
        line | {"source_id": id_, "person_sealed": sealed_for_us({"number": number, "name": name}, at)}
        for name, id_ in said
    ]

    receipt = factories.taken(named, [*lines, line | {"source_id": "R-3", "person_sealed": "abc"}], system, at)

    assert factories.codes(receipt) == [("R-2", "person.unknown"), ("R-3", "person.unknown")]


def test_a_dry_run_writes_nothing(named, volunteer, system, at):
    content = envelopes.as_xml(factories.message(named, [factories.line(volunteer, at)], at))

    receipt = actions.take(actor=system, code=named.code, content=content, is_dry_run=True, at=at)

    assert (receipt["accepted"], heads(volunteer)) == (1, [])
    assert actions.take(actor=system, code=named.code, content=content, at=at)["accepted"] == 1


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>"""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf",
        b"{}",
        b"[]",
        b'{"a": 1, "b": 2}',
        b"<a/>",
        b"not a message",
        BOMB,
        OUTSIDE,
        "<交换报文><数据集/></交换报文>".encode("gbk"),
        '<?xml version="1.0" encoding="GBK"?><交换报文><a>1</a></交换报文>'.encode("gbk"),
        "<交换报文>".encode() + b"<a>" * 1000 + b"</a>" * 1000 + "</交换报文>".encode(),
        '{"交换报文":'.encode() + b'{"a":' * 100_000 + b"1" + b"}" * 100_001,
        json.dumps({"交换报文": {"报文头": {"报文编号": 7}}}).encode(),
        json.dumps({"交换报文": {"报文头": ["a", "b"]}}).encode(),
    ],
    ids=range(15),
)
def test_what_is_no_message(named, system, at, content):
    assert why(named, content, system, at) in {"exchange.unreadable", "exchange.envelope"}


def test_what_is_too_large(named, system, at):
    assert why(named, b" " * (envelopes.LARGEST + 1), system, at) == "exchange.too_large"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": b"another"}, "exchange.signature"),
        ({"sender": "other"}, "exchange.parties"),
        ({"receiver": "bailu.example"}, "exchange.parties"),
        ({"version": 2}, "exchange.version"),
        ({"entity": "group"}, "exchange.not_brought"),
        ({"operation": "moved"}, "exchange.not_brought"),
        ({"count": 2}, "exchange.count"),
        ({"message_id": "x" * 65}, "exchange.envelope"),
        ({"sequence": 0}, "exchange.envelope"),
    ],
)
def test_what_is_not_believed(named, volunteer, system, at, changes, code):
    message = factories.message(named, [factories.line(volunteer, at)], at, **changes)

    assert why(named, envelopes.as_json(message), system, at) == code


def test_a_changed_line_is_not_believed(named, volunteer, system, at):
    content = envelopes.as_xml(factories.message(named, [factories.line(volunteer, at)], at))

    assert why(named, content.replace("河岸清洁".encode(), "别的事情".encode()), system, at) == "exchange.digest"


def test_an_old_key_and_an_ended_system(named, volunteer, officer, system, at):
    content = envelopes.as_json(factories.message(named, [factories.line(volunteer, at)], at))
    actions.renew_key(actor=officer, code=named.code, at=at)
    old_key = why(named, content, system, at)
    actions.end_system(actor=officer, code=named.code, reason="改用节点接入", at=at)

    assert [old_key, why(named, content, system, at)] == ["exchange.signature", "exchange.ended"]


def test_service_that_is_not_over_yet(named, volunteer, system, at):
    soon = factories.line(volunteer, at + timedelta(days=4))

    assert factories.codes(factories.taken(named, [soon], system, at)) == [("R-001", "record.order")]
