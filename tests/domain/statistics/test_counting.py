"""Counting differences comes to what the rows come to: a recount after each finds nothing to mend."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from tests.domain.statistics import desks, worlds
from tests.domain.statistics.happenings import WHAT, Happenings
from volunteercloud.core import checks, ids
from volunteercloud.core.actor import system
from volunteercloud.domain.activities.models import AbsenceKind, Shift
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.changes import noting
from volunteercloud.domain.changes.models import Change
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.statistics import actions, queries, recounting, sampling, tasks
from volunteercloud.domain.statistics.checks import STATEMENTS
from volunteercloud.domain.statistics.models import (
    CohortCell,
    OrganizationCell,
    Progress,
    Restatement,
    ServiceCell,
    ServiceFact,
    ShiftCell,
    ShiftFact,
    Span,
    Touched,
)

COUNTER = system("statistics")
HOUR = timedelta(hours=1)


@pytest.fixture
def begun(volunteer, at):
    """An installation whose figures are kept: everything was counted once."""
    return recounting.recount(actor=COUNTER, at=at)


@pytest.fixture
def after(shift):
    return shift.ends_at + HOUR


@pytest.fixture
def served(owner, shift, volunteer, at):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    return RecordHead.objects.get()


def count(at):
    """What a round changed it has to say, or those who remember figures go on with what they know."""
    while actions.sweep(actor=COUNTER, at=at):
        pass
    before = worlds.told()
    done = actions.count(actor=COUNTER, at=at)
    changed = {cell[:4] for cell in before ^ worlds.told() if cell[2] != Span.DAY}
    touched = Touched.objects.filter(rounds__in=Progress.objects.values("rounds"))
    assert set(touched.values_list("basis", "region_code", "span", "start")) == changed
    return done


def assert_proved(at):
    found = recounting.recount(actor=COUNTER, at=at)
    assert (found.differing, found.examples) == ({}, {})
    assert [*checks.run(STATEMENTS), *sampling.findings()] == []


def test_a_record_is_counted(begun, served, after):
    count(after)
    cell = ServiceCell.objects.get(basis="place", region_code="", span="ever", slice="total")
    assert (cell.records, cell.people, cell.firsts, cell.minutes_a) == (1, 1, 1, 120)
    assert_proved(after)


def test_a_shift_is_counted_when_it_is_over(begun, served, shift, after):
    count(shift.ends_at - timedelta(minutes=1))
    assert not ShiftCell.objects.exists()
    count(after)
    cell = ShiftCell.objects.get(region_code="990101", span="month", slice="total")
    assert (cell.shifts, cell.taken, cell.came, cell.missed, cell.recorded) == (1, 1, 1, 0, 1)
    assert_proved(after)


def test_who_stayed_away_is_missed_until_it_is_excused(begun, owner, shift, volunteer, at, after):
    attendance.sign_up(shift, volunteer, at)
    count(after)
    attendance_actions.mark_absent(actor=owner, **activities.key(shift, volunteer), at=after)
    count(after)
    assert ShiftFact.objects.values_list("came", "missed").get() == (0, 1)
    excuse = {"kind": AbsenceKind.EXCUSED, "reason": "发烧"}
    attendance_actions.mark_absent(actor=owner, **activities.key(shift, volunteer), **excuse, at=after)
    count(after + HOUR)
    assert ShiftFact.objects.values_list("came", "missed").get() == (0, 0)
    assert_proved(after + HOUR)


def test_counted_twice_is_counted_once(begun, served, volunteer, after):
    count(after)
    before = list(ServiceCell.objects.order_by("pk").values_list())
    noting.note_people([volunteer.id, volunteer.id], after)
    noting.note_people([volunteer.id], after)
    assert count(after) >= 2
    assert list(ServiceCell.objects.order_by("pk").values_list()) == before


def test_what_falls_to_nothing_is_no_cell(begun, owner, served, volunteer, after):
    count(after)
    record_actions.revoke_record(
        actor=owner, volunteer_id=volunteer.id, record_id=served.record_id, reason="没有发生", at=after
    )
    count(after)
    assert not ServiceCell.objects.exists()
    assert not OrganizationCell.objects.exists()
    assert not CohortCell.objects.exists()
    assert_proved(after)


def test_what_ends_in_between_did_nothing(begun, served, after, monkeypatch):
    def fail(_changes):
        raise RuntimeError("the machine stops")

    monkeypatch.setattr(noting, "forget", fail)
    with pytest.raises(RuntimeError):
        actions.count(actor=COUNTER, at=after)
    assert not ServiceFact.objects.exists()
    assert not ServiceCell.objects.exists()
    assert Change.objects.filter(kind="person").exists()
    monkeypatch.undo()
    count(after)
    assert_proved(after)


def test_nothing_is_counted_before_everything_was_counted_once(served, after):
    assert actions.count(actor=COUNTER, at=after) == 0
    assert queries.as_of(after) is None
    tasks.begin(after)
    assert ServiceCell.objects.get(basis="place", region_code="", span="ever", slice="total").records == 1
    count(after)
    assert_proved(after)


def test_the_figures_are_as_old_as_what_waits_longest(begun, served, volunteer, after):
    count(after)
    assert queries.as_of(after).at == after
    noting.note_people([volunteer.id], after + HOUR)
    noting.note_people([ids.uuid7()], after + 2 * HOUR)
    actions.count(actor=COUNTER, at=after + 3 * HOUR, limit=1)
    assert queries.as_of(after + 3 * HOUR).at == after + 2 * HOUR
    actions.count(actor=COUNTER, at=after + 3 * HOUR, limit=1)
    assert queries.as_of(after + 3 * HOUR).at == after + 3 * HOUR


def test_a_clock_that_was_ahead_is_put_right(begun, served, shift, after):
    """What seemed to be over is taken back, is counted when it ends, and the figures say as of when they are."""
    early = shift.ends_at - HOUR
    count(after + timedelta(days=3))
    assert ShiftFact.objects.count() == 1
    count(early)
    assert queries.as_of(early).at == early
    assert not ShiftFact.objects.exists()
    assert_proved(early)
    count(after)
    assert ShiftFact.objects.count() == 1
    assert_proved(after)


def test_what_was_counted_wrongly_is_found_and_mended(begun, served, after):
    count(after)
    ServiceCell.objects.filter(region_code="9901", span="month", slice="total").update(minutes_a=7)
    ServiceCell.objects.filter(region_code="99", span="year", slice="sex").delete()
    ServiceFact.objects.update(grade="E")
    found = recounting.recount(actor=COUNTER, at=after)
    assert found.differing == {"servicefact": 1, "servicecell": 4}
    assert_proved(after)


def test_what_waits_is_the_counters_and_no_fault(begun, served, after):
    found = recounting.recount(actor=COUNTER, at=after)
    assert found.differing == {}
    assert not ServiceFact.objects.exists()
    count(after)
    assert_proved(after)


def test_months_that_are_over_are_restated(begun, owner, served, volunteer, after):
    count(after)
    assert not Restatement.objects.exists()
    later = after + timedelta(days=40)
    record_actions.revoke_record(
        actor=owner, volunteer_id=volunteer.id, record_id=served.record_id, reason="没有发生", at=later
    )
    count(later)
    told = Restatement.objects.order_by("region_code").values_list("region_code", "records", "credit_minutes")
    assert list(told) == [("", -1, -120), ("99", -1, -120), ("9901", -1, -120)]


def test_an_organization_that_becomes_another_kind_is_counted_so_piece_by_piece(
    begun, owner, officer, shift, at, after
):
    for name in ("小满", "芒种"):
        person = organizations.person(name)
        attendance.serve(shift, person, at)
        attendance.confirm(owner, shift, person)
    count(after)
    particulars = {"kind": desks.another_kind()}
    organization_actions.change_organization(
        actor=officer, organization_id=shift.organization_id, particulars=particulars, at=after + HOUR
    )

    seen = []
    while actions.count(actor=COUNTER, at=after + 2 * HOUR, limit=1):
        seen.append((kinds(ServiceCell), queries.as_of(after + 2 * HOUR).at))
        assert recounting.recount(actor=COUNTER, at=after + 2 * HOUR).differing == {}
    assert [dict(records) for records, _as_of in seen] == [
        {"social-group": 1, "other": 1}, {"other": 2}, {"other": 2},
    ]  # fmt: skip
    assert [as_of for _records, as_of in seen] == [after + HOUR, after + HOUR, after + 2 * HOUR]
    assert kinds(ShiftCell) == [("other", 1)]
    assert_proved(after + 2 * HOUR)


def kinds(cells):
    """What stands for each kind of organization, of the whole country and one month."""
    found = cells.objects.filter(region_code="", span="month", slice="orgkind")
    number = "shifts" if cells is ShiftCell else "records"
    return list(found.order_by("-value").values_list("value", number))


def test_what_an_organization_says_otherwise_of_itself_is_no_change(begun, officer, organization, after):
    organization_actions.change_organization(
        actor=officer, organization_id=organization.id, particulars={"purpose": "送三餐。"}, at=after
    )
    assert not Change.objects.exists()


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_comes_to_what_a_recount_says(seed, owner, organization, at):
    world = Happenings(seed, owner, organization, at)
    recounting.recount(actor=COUNTER, at=at)
    for _step in range(60):
        world.something()
        if world.luck.random() < 0.2:
            actions.count(actor=COUNTER, at=world.at, limit=world.luck.choice((1, 3, 500)))
    while actions.count(actor=COUNTER, at=world.at):
        pass
    assert len(set(world.done) & set(WHAT)) >= 8  # most of it did happen
    assert_proved(world.at)


def test_parts_of_ranges_add_up(owner, organization, at, monkeypatch):
    world = Happenings(7, owner, organization, at)
    recounting.recount(actor=COUNTER, at=at)
    for _step in range(60):
        world.something()
    while actions.count(actor=COUNTER, at=world.at):
        pass
    monkeypatch.setattr(recounting, "PEOPLE_AT_ONCE", 1)
    monkeypatch.setattr(recounting, "MOST_PARTS", 1)
    assert_proved(world.at)


def test_a_change_that_nobody_noted_is_found(begun, served, volunteer, shift, after):
    count(after)
    RecordHead.objects.update(minutes=60)
    Volunteer.objects.filter(id=volunteer.id).update(region_id="990102")
    Shift.objects.filter(id=shift.id).update(taken=2)
    assert sorted({finding.check for finding in checks.run(STATEMENTS)}) == sorted(list(STATEMENTS)[:3])
    noting.note_people([volunteer.id], after)
    noting.note_shifts([(shift.organization_id, shift.id)], after)
    assert list(checks.run(STATEMENTS)) == []
