from datetime import date, timedelta

import pytest

from tests.domain.organizations import factories as organizations
from tests.domain.radar import factories
from volunteercloud.core import memory
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.radar import actions, queries, tasks
from volunteercloud.domain.radar.models import Thresholds
from volunteercloud.domain.radar.queries import Wanted
from volunteercloud.domain.records.models import OrganizationRecord

DAY = timedelta(days=1)


def found(viewer, **wanted):
    return [case.id for case in queries.cases(viewer, Wanted(**wanted))]


def test_cases_are_those_of_the_officers_region(case, officer, above):
    assert found(officer) == found(above) == [case.id]
    elsewhere = organizations.officer("990102", "立秋")
    assert found(elsewhere) == []
    with pytest.raises(NotFound):
        queries.case(elsewhere, case.id)
    with pytest.raises(NotAllowed):
        found(elsewhere, region_code="990101")


def test_nobody_without_an_office_sees_any(case, volunteer):
    assert found(volunteer) == []
    with pytest.raises(NotFound):
        queries.rows(volunteer, case.id)


def test_an_officer_who_works_there_is_not_warned(case, owner):
    organizations.make_officer(owner, "9901")
    assert found(owner) == []
    assert queries.counts(owner) == []
    with pytest.raises(NotFound):
        queries.case(owner, case.id)


def test_cases_are_found_by_state_and_organization(case, officer, organization, scanned_at):
    assert found(officer, organization_id=organization.id) == [case.id]
    assert found(officer, organization_id=case.id) == []
    actions.dismiss(actor=officer, case_id=case.id, reason="名单已核对", at=scanned_at)
    assert found(officer) == []
    assert found(officer, state="dismissed") == [case.id]


def test_the_next_page_begins_after_the_last_case(case, officer):
    assert found(officer, after=(case.opened_at - DAY, case.id)) == [case.id]
    assert found(officer, after=(case.opened_at, case.id)) == []


def test_open_cases_are_counted_by_region(case, above, scanned_at):
    (count,) = queries.counts(above)
    assert (count.region_code, count.cases, count.records, count.minutes, count.newest) == (
        "990101", 1, 3, 360, scanned_at,
    )  # fmt: skip


def test_names_are_masked(case, officer):
    rows = queries.rows(officer, case.id)
    assert sorted(row.name for row in rows) == ["处＊", "大＊", "小＊"]
    assert [row.number for row in rows] == [row.record.volunteer_number[-3:] for row in rows]
    assert [code for code, _facts in rows[0].reasons] == case.rules


def test_rows_come_page_by_page(case, officer, records):
    first = queries.rows(officer, case.id, limit=2)
    assert [row.record.record_id for row in first] == sorted(records)
    second = queries.rows(officer, case.id, after=first[1].record.record_id, limit=2)
    assert [row.record.record_id for row in second] == sorted(records)[2:]


def test_an_erased_record_leaves_no_gap_in_a_page(case, officer, records):
    OrganizationRecord.objects.filter(record_id=min(records)).delete()
    assert [row.record.record_id for row in queries.rows(officer, case.id, limit=1)] == sorted(records)[1:]


def test_rows_take_as_many_statements_for_many_records_as_for_few(case, officer, django_assert_num_queries):
    """The case, the officer's offices, what the officer does at the organization or at its parent, records and reasons."""
    for limit in (1, 3):
        with django_assert_num_queries(6):
            queries.rows(officer, case.id, limit=limit)


def test_the_nearest_region_sets_the_thresholds_from_a_day_on(officer):
    def records_for(code, day):
        memory.forget_all()
        return queries.thresholds_for(code, day).case_records

    assert records_for("990101", date(2026, 6, 1)) == 3
    Thresholds.objects.create(region_id="99", valid_from=date(2026, 1, 1), case_records=5)
    Thresholds.objects.create(region_id="9901", valid_from=date(2026, 7, 1), case_records=2)
    assert records_for("990101", date(2026, 6, 1)) == 5
    assert records_for("990101", date(2026, 7, 1)) == 2
    assert records_for("990102", date(2025, 7, 1)) == 3


def test_a_region_that_wants_more_gets_fewer_cases(records, shift, scanned_at):
    Thresholds.objects.create(region_id="9901", valid_from=date(2026, 1, 1), case_records=4)
    assert factories.scan(shift, scanned_at) == []


def test_the_nation_is_gone_through_in_ranges(records, organization, monkeypatch):
    """One range of organizations after the other, each asked for by the one before."""
    owner = organizations.person("小寒")
    second = organizations.organization(
        owner, organization.created_at, name="绿岸志愿服务队", uscc="51990000MJ00000023"
    )
    looked_at, asked = [], []
    monkeypatch.setattr(tasks, "RANGE", 1)
    monkeypatch.setattr(tasks.actions, "scan", lambda *, organization_id, **_rest: looked_at.append(organization_id))
    monkeypatch.setattr(tasks.scan_range, "defer", lambda *, after: asked.append(after))
    after = ""
    while asked or not looked_at:
        asked.clear()
        tasks.scan_range(after=after)
        after = asked[-1] if asked else after
    assert looked_at == sorted([organization.id, second.id])
