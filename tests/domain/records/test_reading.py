"""What is read of records, and who may: totals with one organization, versions, what two numbers cannot both have served."""

from datetime import timedelta

import pytest

from tests.domain.organizations import factories as organizations
from tests.domain.records import factories
from volunteercloud.core import ids
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import Account, GuardianConsent, Volunteer
from volunteercloud.domain.log.models import Alarm
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.records import actions, explaining, proving, queries, rulebook, tasks, whereabouts, whole
from volunteercloud.domain.records.actions import reading
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.records.queries import Totals, Wanted
from volunteercloud.domain.records.rulebook import gathering
from volunteercloud.domain.records.whereabouts import Elsewhere

DAY = timedelta(days=1)


@pytest.fixture
def heads(owner, organization, volunteer, at):
    """Two hours of grade B on each of three days, the first ten days ago."""
    return factories.recorded(organization, volunteer, owner, at - 10 * DAY, 3)


@pytest.fixture
def stranger(owner):
    return organizations.person("芒种")


def correct(owner, head, at):
    return actions.correct_record(
        actor=owner,
        volunteer_id=head.volunteer_id,
        record_id=head.record_id,
        starts_at=head.during.lower,
        ends_at=head.during.lower + timedelta(hours=1),
        break_minutes=0,
        reason="提前一小时结束。",
        at=at,
    )


def refused(kind, step, *arguments):
    with pytest.raises(kind) as caught:
        step(*arguments)
    return caught.value


def test_totals_with_one_organization_are_for_those_who_lead_there(owner, organization, volunteer, stranger, heads):
    assert queries.served_with(owner, organization.id, volunteer.id) == Totals({"B": 360}, 3)
    refused(NotAllowed, queries.served_with, stranger, organization.id, volunteer.id)


def test_versions_are_read_by_the_person_and_by_who_wrote_them(owner, organization, volunteer, stranger, heads, at):
    first = heads[0]
    correct(owner, first, at)
    for read in (
        lambda viewer, record_id: queries.versions_of(viewer, volunteer.id, record_id),
        lambda viewer, record_id: queries.recorded_by(viewer, organization.id, volunteer.id, record_id),
    ):
        viewer = volunteer if read.__code__.co_names[1] == "versions_of" else owner
        assert [(one.version, one.minutes) for one in read(viewer, first.record_id)] == [(1, 120), (2, 60)]
        refused(NotFound, read, stranger, first.record_id)
        refused(NotFound, read, viewer, organization.id)
    (corrected,) = queries.records_of(volunteer, volunteer.id, Wanted(corrected=True))
    assert corrected.record_id == first.record_id
    versions = queries.every_version(volunteer.id, first.record_id)
    assert queries.versions_by_id(volunteer.id, [versions[1].id, heads[1].version_id]) == [
        versions[1],
        queries.every_version(volunteer.id, heads[1].record_id)[0],
    ]


def test_pages_of_records_go_on_from_the_last_one_seen(volunteer, heads):
    first, second = (queries.records_of(volunteer, volunteer.id, Wanted(), limit=limit) for limit in (0, 1))
    assert [len(first), len(second)] == [1, 2]
    after = Wanted(before=(second[1].day, second[1].record_id))
    assert [one.record_id for one in queries.records_of(volunteer, volunteer.id, after)] == [heads[0].record_id]


def test_everything_is_read_a_page_at_a_time(owner, volunteer, heads, at):
    correct(owner, heads[0], at)
    for read, number in ((whole.versions, 4), (whole.heads, 3)):
        pages = list(read(volunteer.id, page=2))
        assert [len(page) for page in pages] == [2, number - 2]
        assert len({row.pk for page in pages for row in page}) == number
        assert [row for page in pages for row in page] == next(read(volunteer.id))


def test_what_two_numbers_cannot_both_have_served(owner, organization, volunteer, stranger, heads, at):
    assert queries.overlapping(volunteer.id, stranger.id) == []
    begins = [heads[0].during.lower + timedelta(hours=1), heads[1].during.upper, heads[2].during.lower]
    drafts = [factories.draft(organization, stranger, owner, moment) for moment in begins]
    theirs = actions.record_many(actor=owner, drafts=drafts, at=at)
    pairs = [(mine.record_id, other.record_id) for mine, other in queries.overlapping(volunteer.id, stranger.id)]
    assert pairs == [(heads[0].record_id, theirs[0].record_id), (heads[2].record_id, theirs[2].record_id)]
    turned = queries.overlapping(stranger.id, volunteer.id)
    assert [(other.record_id, mine.record_id) for mine, other in turned] == pairs


def test_what_counts_elsewhere_is_told_by_node(volunteer, stranger, heads):
    assert whereabouts.elsewhere(volunteer, volunteer.id) == []
    moved = {"whereabouts": "moved", "moved_to": "b.example", "moved_version": 1}
    RecordHead.objects.filter(record_id__in=[heads[0].record_id, heads[1].record_id]).update(**moved)
    RecordHead.objects.filter(record_id=heads[1].record_id).update(grade="E")
    RecordHead.objects.filter(record_id=heads[2].record_id).update(origin="c.example")
    assert whereabouts.elsewhere(volunteer, volunteer.id) == [
        Elsewhere("b.example", False, 2, 120, 120),
        Elsewhere("c.example", True, 1, 120, 0),
    ]
    refused(NotFound, whereabouts.elsewhere, stranger, volunteer.id)


def test_an_explanation_is_written_down_for_whom_it_is_not_their_own(owner, officer, volunteer, stranger, heads, at):
    read = lambda actor: reading.read_explanation(  # noqa: E731
        actor=actor, volunteer_id=volunteer.id, record_id=heads[0].record_id, at=at
    )
    entries = Entry.objects.filter(name="records.explanation_read")
    for reader, written in ((volunteer, 0), (owner, 0), (officer, 1), (officer, 2)):
        (explained,) = read(reader)
        assert (explained.version.version, entries.count()) == (1, written)
    refused(NotFound, read, stranger)
    lines = explained.lines
    parts = [explained.open_lines, explained.kept_lines, explained.idle_lines]
    assert sorted(line.rule for part in parts for line in part) == sorted(line.rule for line in lines)
    assert [{str(line.result) for line in part} for part in parts[1:]] == [{"ok"}, {"not_applicable"}]


def test_whose_a_record_is_is_told_to_officers_alone(officer, volunteer, heads):
    assert explaining.volunteer_of(officer, heads[0].record_id) == volunteer.id
    refused(NotFound, explaining.volunteer_of, officer, volunteer.id)
    refused(NotFound, explaining.volunteer_of, volunteer, heads[0].record_id)


def test_nothing_proves_nothing():
    assert proving.bundles([]) == []


def test_an_overlap_is_said_in_the_words_of_the_rule():
    assert rulebook.refusal("time.overlap").code == "record.overlap"


def test_a_record_that_was_decided_about_is_not_written_over(owner, organization, officer, heads, at):
    other = organizations.officer("990101", "处暑")
    actions.correct_by_decision(
        actor=other,
        volunteer_id=heads[0].volunteer_id,
        record_id=heads[0].record_id,
        starts_at=heads[0].during.lower,
        ends_at=heads[0].during.upper - timedelta(minutes=30),
        break_minutes=0,
        reason="照片显示提前离开。",
        decision_id=organization.id,
        at=at,
    )
    assert refused(Refused, correct, owner, heads[0], at + DAY).code == "record.decided"
    assert RecordHead.objects.get(record_id=heads[0].record_id).minutes == 90


def test_the_night_compares_by_itself(heads, log_files):
    """What was never appended to the log is an alarm each; told once, whatever the number of nights."""
    for _night in range(2):
        tasks.audit_records(0)
        assert list(Alarm.objects.values_list("kind", flat=True)) == ["record_waiting"] * 3


def test_the_same_neighbours_are_found_on_one_machine_and_on_many(volunteer, stranger, heads):
    first, second, _third = heads
    reach = {
        volunteer.id: (first.during.lower, second.during.lower),
        stranger.id: (first.during.lower, first.during.upper),
    }
    found = gathering._read(reach)
    assert [tuple(row[:3]) for row in found] == [(volunteer.id, first.record_id, first.day)]
    assert [tuple(row) for row in gathering._read_apart(reach)] == [tuple(row) for row in found]
    assert gathering._read_apart({}) == []


def test_the_days_on_which_a_guardian_agreed(volunteer, at):
    asked = {"volunteer_id": volunteer.id, "requested_at": at, "expires_at": at + DAY}
    GuardianConsent.objects.create(id=ids.uuid7(), state="requested", **asked)
    assert gathering._consents([volunteer.id]) == {}
    GuardianConsent.objects.all().delete()
    GuardianConsent.objects.create(id=ids.uuid7(), state="withdrawn", given_at=at, withdrawn_at=at + 3 * DAY, **asked)
    assert gathering._consents([volunteer.id]) == {volunteer.id: ((at.date(), (at + 3 * DAY).date()),)}


def test_nobody_is_told_of_the_record_of_somebody_without_an_account(owner, organization, stranger, heads, at):
    Volunteer.objects.filter(id=stranger.id).update(guardian_id=None)
    (head,) = factories.recorded(organization, stranger, owner, at - 5 * DAY, 1)
    Account.objects.filter(id=stranger.id).delete()
    assert correct(owner, head, at).version == 2
    assert not Message.objects.filter(recipient_id=stranger.id).exists()
