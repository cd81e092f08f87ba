"""Messages out: everything once, then what changed; in either packing the same."""

from datetime import timedelta

import pytest

from tests.domain.exchange import factories
from tests.domain.organizations import factories as organizations
from tests.domain.records import factories as records
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.exchange import access, actions, envelopes, mapping, queries
from volunteercloud.domain.exchange.actions.giving import Rejection
from volunteercloud.domain.exchange.models import Entity, Message
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records.models import RecordHead


@pytest.fixture
def served(shift, organization, owner, volunteer, at):
    """A project, an activity, and one record of two hours."""
    (head,) = records.recorded(organization, volunteer, owner, at - timedelta(days=3), 1)
    return head


def told(messages):
    return [(one.entity, one.operation, one.count) for one in messages]


def read_again(system, message, pack):
    form = mapping.of(system.form_code, message.form_version)
    opened = envelopes.opened(pack(queries.written(system, message)), form, access.key_of(system))
    return [form.read(message.entity, line) for line in opened.lines]


def as_kept(message):
    """What was kept, without what is empty and without the owner, which no form says."""
    return [
        {name: value for name, value in line.items() if name != "owner_id" and value not in ("", [])}
        for line in message.lines
    ]


@pytest.mark.parametrize("form_code", ["volunteercloud", "siji"])
@pytest.mark.parametrize("pack", [envelopes.as_json, envelopes.as_xml])
def test_what_is_written_reads_back_the_same(served, officer, system, at, form_code, pack):
    named = factories.named(officer, at, form_code=form_code)
    messages = factories.collected(named, system, at)

    assert {one.entity for one in messages} == {"volunteer", "group", "project", "activity", "record"}
    assert [read_again(named, one, pack) for one in messages] == [as_kept(one) for one in messages]


def test_both_packings_have_one_signature(served, officer, system, at):
    named = factories.named(officer, at)
    (message, *_rest) = factories.collected(named, system, at)
    form, key = mapping.of("siji", 1), access.key_of(named)
    written = queries.written(named, message)

    assert envelopes.opened(envelopes.as_json(written), form, key) == envelopes.opened(
        envelopes.as_xml(written), form, key
    )


def test_a_message_stays_in_the_form_that_it_was_made_in(served, officer, system, at):
    named = factories.named(officer, at)
    (message, *_rest) = factories.collected(named, system, at)
    before = queries.written(named, message)
    said = {"name": named.name, "gets": named.gets, "brings": named.brings, "basis": named.basis, "with_names": True}
    changed = actions.change_system(actor=officer, code=named.code, form_code="volunteercloud", at=at, **said)

    assert queries.written(changed, message) == before


def test_numbers_have_no_gap_and_nothing_is_told_twice(served, officer, system, at):
    named = factories.named(officer, at)

    first = factories.collected(named, system, at)

    assert [one.sequence for one in first] == list(range(1, len(first) + 1))
    assert factories.collected(named, system, at + timedelta(minutes=1)) == []


def test_a_correction_is_told_as_a_change(served, officer, system, owner, volunteer, at):
    named = factories.named(officer, at)
    factories.collected(named, system, at)
    later = at + timedelta(minutes=5)
    record_actions.correct_record(
        actor=owner,
        volunteer_id=volunteer.id,
        record_id=served.record_id,
        starts_at=at - timedelta(days=3),
        ends_at=at - timedelta(days=3) + timedelta(hours=1),
        break_minutes=0,
        reason="早退一小时",
        at=later,
    )

    factories.collected(named, system, later)
    (message,) = Message.objects.filter(system=named, operation="change", entity="record")

    (line,) = message.lines
    assert (line["minutes"], line["record_version"], line["source_version"], line["reason"]) == (60, 2, 2, "早退一小时")


def test_what_commits_late_is_not_missed(served, officer, system, owner, organization, volunteer, at):
    """An entry with a time before the window that was opened last is found by the next one."""
    named = factories.named(officer, at)
    factories.collected(named, system, at)
    factories.collected(named, system, at + timedelta(minutes=10))
    draft = records.draft(organization, volunteer, owner, at - timedelta(days=2))
    record_actions.record_service(actor=owner, draft=draft, at=at + timedelta(minutes=8))

    factories.collected(named, system, at + timedelta(minutes=11))
    factories.collected(named, system, at + timedelta(minutes=12))

    assert told(Message.objects.filter(system=named).order_by("sequence"))[-1] == ("record", "add", 1)


@pytest.mark.parametrize(
    ("change", "operation"), [({"standing": "revoked"}, "void"), ({"whereabouts": "moved"}, "moved")]
)
def test_what_counts_no_more_says_why(served, officer, system, at, change, operation):
    named = factories.named(officer, at)
    factories.collected(named, system, at)
    if "whereabouts" in change:
        change = change | {"moved_to": "bailu.example", "moved_version": 1}
    RecordHead.objects.filter(record_id=served.record_id).update(**change)
    actions.begin_again(actor=officer, code=named.code, at=at)

    (message,) = factories.collected(named, system, at)

    assert (message.entity, message.operation) == ("record", operation)


def test_who_moves_away_is_withdrawn(served, officer, system, volunteer, at):
    named = factories.named(officer, at)
    factories.collected(named, system, at)
    Volunteer.objects.filter(id=volunteer.id).update(region_id="990102")
    later = at + timedelta(minutes=5)
    _leave_an_entry(volunteer, system, later)

    factories.collected(named, system, later)
    withdrawn = Message.objects.filter(system=named, operation="withdraw").order_by("sequence")

    assert told(withdrawn) == [("volunteer", "withdraw", 1), ("record", "withdraw", 1)]
    assert [sorted(line) for one in withdrawn for line in one.lines] == [
        ["owner_id", "source_id", "source_version"]
    ] * 2


def _leave_an_entry(volunteer, system, at):
    subject = ("volunteer", volunteer.id, volunteer.label)
    audit.record(system, "identity.profile_changed", at=at, owner_id=volunteer.id, subject=subject)


def test_without_names_none_is_in_any_message(served, officer, system, volunteer, owner, at):
    named = factories.named(officer, at, with_names=False)

    messages = factories.collected(named, system, at)
    texts = [envelopes.as_json(queries.written(named, one)).decode() for one in messages]

    assert [text for text in texts if volunteer.label in text or owner.label in text] == []


def test_only_what_was_granted_is_told(served, officer, system, at):
    named = factories.named(officer, at, gets=["group"])

    assert told(factories.collected(named, system, at)) == [("group", "add", 1)]


def test_a_region_is_told_of_itself_alone(served, system, at):
    country = organizations.officer(None, "惊蛰")
    named = factories.named(country, at, region_code="990102")

    assert factories.collected(named, system, at) == []


def test_a_receipt_is_kept_and_the_line_offered_again_when_it_changed(served, officer, system, owner, volunteer, at):
    named = factories.named(officer, at, gets=[Entity.RECORD])
    (message,) = factories.collected(named, system, at)
    rejected = [Rejection(served.record_id, "E-17", "项目未登记")]

    for _twice in range(2):
        actions.note_receipt(actor=system, code=named.code, message_id=message.id, rejected=rejected, at=at)
    message.refresh_from_db()

    assert message.receipt == [{"source_id": str(served.record_id), "code": "E-17", "text": "项目未登记"}]
    assert factories.collected(named, system, at + timedelta(minutes=1)) == []


def test_statements_do_not_grow_with_people(
    served, officer, system, organization, owner, at, django_assert_num_queries
):
    for number in range(5):
        person = organizations.person(f"寒露{number}")
        records.recorded(organization, person, owner, at - timedelta(days=3), 2)
    named = factories.named(officer, at)

    with django_assert_num_queries(19):
        actions.collect(actor=system, code=named.code, at=at)
