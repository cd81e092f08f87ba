"""From a list to records: the dry run, what is asked, entering, sending again."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.bulk import lists
from tests.domain.bulk.conftest import refused, row_of
from tests.domain.bulk.lists import HEADINGS
from tests.domain.identity import factories as identity
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.activities.actions import planning
from volunteercloud.domain.activities.models import SignUp
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.bulk import actions, tasks, trying
from volunteercloud.domain.bulk.models import Sheet, SheetFile, SheetLine
from volunteercloud.domain.identity import claims
from volunteercloud.domain.identity.models import ClaimKind, Guardianship, Volunteer
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.records.models import OrganizationRecord, RecordHead

pytestmark = pytest.mark.django_db
BY_DOCUMENT = ("身份证号", "姓名", "日期", "时间")
BY_NAME = ("姓名", "日期", "时间")
WHEN = ("2026-05-18", "9:00-11:00")


@pytest.fixture
def crowd(shift, at):
    """Five people on the roster."""
    people = [organizations.person(name) for name in ("立春", "雨水", "惊蛰", "春分", "清明")]
    for person in people:
        attendance.sign_up(shift, person, at)
    return people


def prove(person, number):
    """Give a person a document, as a verified real name does."""
    claims.hold(ClaimKind.DOCUMENT, f"18:{number}", person.id, at=organizations.LONG_AGO)
    return number


# The way of a list


def test_a_list_becomes_records(desk, shift, served):
    sheet = desk.checked([HEADINGS, row_of(served)])
    assert (sheet.state, sheet.counts, RecordHead.objects.count()) == ("checked", {"ready": 1}, 0)
    assert sheet.totals["after"] == {"records": 1, "people": 1, "credit_minutes": 0, "honour_minutes": 120}

    done = desk.enter(sheet)
    assert (done.state, done.counts) == ("entered", {"entered": 1})
    head = RecordHead.objects.get()
    assert (head.grade, head.minutes, head.volunteer_id) == ("E", 120, served.id)
    assert SheetLine.objects.get().record_id == head.record_id == OrganizationRecord.objects.get().record_id
    assert trying.totals(shift.organization_id, [shift.activity_id]) == done.totals["after"]


def test_a_dry_run_leaves_nothing_but_what_it_found(desk, shift, served):
    before = _counts()
    sheet = desk.checked([HEADINGS, row_of(served), row_of(organizations.person("大暑"))], added_reason="临时来帮忙。")
    assert sheet.counts == {"ready": 2}
    changed = {name: rows for name, rows in _counts().items() if rows != before[name]}
    assert set(changed) == {
        *(
            "audit_entry",
            "bulk_sheet",
            "bulk_sheetfile",
            "bulk_sheetline",
            "procrastinate_jobs",
            "procrastinate_events",
        ),
        *("identity_account", "identity_volunteer", "identity_claim"),
    }


def _counts():
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def test_what_the_dry_run_says_is_what_comes(desk, shift, crowd, at):
    """Every line's outcome in earnest is the one of the dry run, also where lines bear on each other."""
    long_day = activities.shift(
        desk.actor, shift.post, at, begins_in=timedelta(days=2, hours=3), lasts=timedelta(hours=9)
    )
    attendance.sign_up(long_day, crowd[0], at)
    attendance.confirm(desk.actor, shift, crowd[4])
    rows = [
        HEADINGS,
        *[row_of(person) for person in crowd],
        row_of(crowd[0], starts="12:00", ends="21:00"),
        row_of(crowd[1], starts="9:30", ends="10:30"),
        row_of(organizations.person("大暑")),
        row_of(crowd[2], starts="8:00", ends="9:00"),
        row_of(crowd[3], on="2026-05-19"),
        row_of(desk.actor),
    ]
    sheet = desk.checked(rows)
    tried = desk.said(sheet)
    assert (
        tried
        == [
            *[(line, "ready", "") for line in range(2, 7)],
            (7, "asks", "record.daily_cap"),
            (8, "refused", "line.twice"),
            (9, "asks", "line.not_signed_up"),
            (10, "refused", "line.twice"),
            (11, "refused", "shift.none_that_day"),
            (12, "refused", "attendance.own"),
        ]
        or tried
    )
    desk.enter(sheet)
    came = [(line, "ready" if state == "entered" else state, code) for line, state, code in desk.said(sheet)]
    assert came == tried


def test_the_same_file_is_the_same_sheet(desk, shift, served):
    content = lists.workbook([HEADINGS, row_of(served)])
    first = desk.send(content)
    desk.enter(desk.check(first))
    again = desk.send(content, at=desk.at + timedelta(days=1))
    assert (again.id, again.state, Sheet.objects.count()) == (first.id, "entered", 1)
    with refused("sheet.over"):
        desk.step(actions.match_columns, again, mapping=again.mapping)


def test_the_same_rows_in_another_file_change_nothing(desk, shift, served):
    desk.enter(desk.checked([HEADINGS, row_of(served)]))
    sheet = desk.checked(lists.workbook([HEADINGS, row_of(served)], worksheet="再来一次"))
    assert (desk.said(sheet), sheet.totals["before"]) == ([(2, "same", "line.same")], sheet.totals["after"])
    with refused("sheet.nothing"):
        desk.step(actions.order, sheet, choice="good")
    assert RecordHead.objects.count() == 1


def test_a_discarded_list_may_be_sent_anew(desk, shift, served):
    content = lists.workbook([HEADINGS, row_of(served)])
    first = desk.checked(content)
    desk.step(actions.discard, first)
    assert (SheetLine.objects.count(), SheetFile.objects.count()) == (0, 0)
    assert desk.checked(content).id != first.id


# All or none, and what interrupts


def test_all_or_none_wants_every_row_good(desk, shift, served):
    sheet = desk.checked([HEADINGS, row_of(served), row_of(organizations.person("大暑"))])
    with refused("sheet.not_all"):
        desk.step(actions.order, sheet, choice="all")
    assert desk.enter(sheet, "good").counts == {"entered": 1, "asks": 1}


def test_all_or_none_enters_none_when_one_has_changed(desk, shift, crowd):
    sheet = desk.checked([HEADINGS, *[row_of(person) for person in crowd]])
    _take_off(desk, shift, crowd[2])
    given_back = desk.enter(sheet, "all")
    assert (given_back.state, given_back.counts, RecordHead.objects.count()) == ("checked", {"ready": 5}, 0)
    assert given_back.trouble["en"][0].startswith("Since the dry run something changed for row 4,")


def test_the_good_rows_go_on_when_one_has_changed(desk, shift, crowd):
    sheet = desk.checked([HEADINGS, *[row_of(person) for person in crowd]])
    _take_off(desk, shift, crowd[2])
    done = desk.enter(sheet, "good")
    assert (done.state, done.counts) == ("entered", {"entered": 4, "asks": 1})


def _take_off(desk, shift, person):
    SignUp.objects.filter(shift_id=shift.id, volunteer_id=person.id).update(state="declined")


def test_a_run_that_was_killed_goes_on_behind_what_is_done(desk, shift, crowd, monkeypatch):
    sheet = desk.checked([HEADINGS, *[row_of(person) for person in crowd]])
    monkeypatch.setattr(trying, "MOST_AT_ONCE", 2)
    desk.step(actions.order, sheet, choice="good")
    parts = []

    def killed(**given):
        if len(parts) == 2:
            raise KeyboardInterrupt
        parts.append(whole(**given))
        return parts[-1]

    whole = actions.enter_part
    monkeypatch.setattr(actions, "enter_part", killed)
    with pytest.raises(KeyboardInterrupt):
        desk.work(sheet)
    assert (desk.look(sheet).state, desk.look(sheet).done, RecordHead.objects.count()) == ("entering", 4, 4)
    monkeypatch.setattr(actions, "enter_part", whole)
    done = desk.work(sheet)
    assert (done.state, done.counts, RecordHead.objects.count(), parts) == ("entered", {"entered": 5}, 5, [2, 2])


def test_a_dry_run_that_was_killed_begins_again(desk, shift, crowd, monkeypatch):
    sheet = desk.send(lists.workbook([HEADINGS, *[row_of(person) for person in crowd]]))
    desk.step(actions.match_columns, sheet, mapping=sheet.mapping)
    whole = trying.totals
    monkeypatch.setattr(trying, "totals", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        desk.work(sheet)
    monkeypatch.setattr(trying, "totals", whole)
    assert desk.look(sheet).state == "checking"
    assert desk.work(sheet).counts == {"ready": 5}


def _interrupt(*_given):
    raise KeyboardInterrupt


def test_a_job_that_comes_twice_finds_nothing_to_do(desk, shift, served):
    sheet = desk.enter(desk.checked([HEADINGS, row_of(served)]))
    tasks.run(sheet.organization_id, sheet.id, desk.at)
    assert (desk.look(sheet).changed_at, RecordHead.objects.count()) == (sheet.changed_at, 1)


def test_who_lost_the_right_meanwhile_enters_nothing(desk, shift, served, owner, organization):
    helper = organizations.person("处暑")
    organization_actions.add_staff(
        actor=owner,
        organization_id=organization.id,
        number=organizations.number_of(helper),
        role="recorder",
        at=desk.at,
    )
    theirs = type(desk)(helper, organization, desk.at)
    sheet = theirs.checked([HEADINGS, row_of(served)])
    theirs.step(actions.order, sheet, choice="good")
    organization_actions.end_staff(actor=owner, organization_id=organization.id, person_id=helper.id, at=desk.at)
    tasks.run(organization.id, sheet.id, desk.at)
    given_back = desk.look(sheet)
    assert (given_back.state, RecordHead.objects.count()) == ("checked", 0)
    assert given_back.trouble["en"][0].startswith("Whoever started this may no longer record")


# Who is meant


def test_people_are_found_by_document_with_name_and_nothing_is_kept_of_it(desk, shift, served):
    number = prove(served, identity.number())
    sheet = desk.checked([(*BY_DOCUMENT, "备注"), (number, "小满", *WHEN, f"证件{number}，电话13800001234")])
    line = SheetLine.objects.get()
    assert (line.state, line.volunteer_id, line.number) == ("ready", served.id, organizations.number_of(served))
    assert line.cells == ["*" * 16 + number[-2:], "小满", *WHEN, f"证件{'*' * 16}{number[-2:]}，电话**** 1234"]
    assert desk.look(sheet).sample == [line.cells]
    assert number.encode() not in bytes(SheetFile.objects.get().sealed)
    assert number not in str(list(Entry.objects.values_list("facts", "subject_label")))
    assert Entry.objects.get(name="bulk.sheet_checked").facts["documents_looked_up"] == 1


def test_a_list_is_no_way_to_ask_who_is_registered(desk, shift, served):
    number = prove(served, identity.number())
    another = identity.number(sequence=3)
    rows = [BY_DOCUMENT, (number, "大满", *WHEN), (another, "小满", *WHEN), (number, "", *WHEN)]
    assert desk.said(desk.checked(rows)) == [
        (2, "refused", "person.unknown"),
        (3, "refused", "person.unknown"),
        (4, "refused", "person.name_with_document"),
    ]


def test_people_are_found_by_phone_with_name(desk, shift, served):
    claims.hold(ClaimKind.PHONE, "+8613800001234", served.id, at=organizations.LONG_AGO)
    rows = [("姓名", "手机号", "日期", "时间"), ("小满", "138 0000 1234", *WHEN), ("大满", "13800001234", *WHEN)]
    sheet = desk.checked(rows)
    assert desk.said(sheet) == [(2, "ready", ""), (3, "refused", "person.unknown")]
    assert SheetLine.objects.get(line=2).cells[1] == "*" * 9 + "1234"


def test_number_and_name_must_agree(desk, shift, served):
    number, _name, *when = row_of(served)
    rows = [HEADINGS, (number, "大满", *when), (f" {number[:4]}-{number[4:8]} {number[8:]}".lower(), "", *when)]
    assert desk.said(desk.checked(rows)) == [(2, "refused", "person.another_name"), (3, "ready", "")]


def test_names_are_found_on_rosters_only(desk, shift, served):
    organizations.person("大暑")
    sheet = desk.checked([BY_NAME, ("小 满", *WHEN), ("大暑", *WHEN)])
    assert desk.said(sheet) == [(2, "ready", ""), (3, "refused", "person.unknown_name")]
    assert SheetLine.objects.get(line=2).notes == ["by_name", *SheetLine.objects.get(line=2).notes[1:]]


def test_whoever_of_two_was_signed_up_is_meant(desk, shift, served, owner, at):
    another = organizations.person("小满")
    other = activities.shift(owner, shift.post, at, begins_in=timedelta(days=3))
    attendance.sign_up(other, another, at)
    rows = [BY_NAME, ("小满", *WHEN), ("小满", "2026-05-19", "9:00-11:00")]
    desk.checked(rows)
    assert list(SheetLine.objects.order_by("line").values_list("volunteer_id", flat=True)) == [served.id, another.id]


def test_one_answer_serves_all_rows_of_a_name(desk, shift, served, owner, at):
    another = organizations.person("小满")
    later = activities.shift(owner, shift.post, at, begins_in=timedelta(days=3))
    for person in (served, another):
        attendance.sign_up(later, person, at)
    attendance.sign_up(shift, another, at)
    sheet = desk.checked([BY_NAME, ("小满", *WHEN), ("小满", "2026-05-19", "9:00-11:00")])
    assert desk.said(sheet) == [(2, "asks", "person.which"), (3, "asks", "person.which")]
    number = organizations.number_of(another)
    stranger = organizations.number_of(organizations.person("小满"))
    with refused("line.candidate"):
        desk.step(actions.answer, sheet, answers=[actions.Answer(line=2, number=stranger)])
    desk.step(actions.answer, sheet, answers=[actions.Answer(line=2, number=number, for_all=True)])
    assert desk.work(sheet).counts == {"ready": 2}
    assert set(SheetLine.objects.values_list("volunteer_id", flat=True)) == {another.id}


def test_a_child_is_found_by_the_phone_of_its_guardian(desk, shift, at, served):
    guardian = organizations.person("芒种")
    claims.hold(ClaimKind.PHONE, "+8613800001234", guardian.id, at=organizations.LONG_AGO)
    child = organizations.person("小寒")
    Guardianship.objects.create(guardian_id=guardian.id, ward_id=child.id, ward_name="小寒", since=at)
    Volunteer.objects.filter(id=child.id).update(guardian_id=guardian.id)
    rows = [("姓名", "手机号", "日期", "时间"), ("小寒", "13800001234", *WHEN)]
    desk.checked(rows)
    assert SheetLine.objects.get().volunteer_id == child.id


# Which shift, and when


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("姓名", "日期", "时数"), ("小满", "2026-05-18", "1.5")], ("ready", "")),
        ([("姓名", "日期", "时数"), ("小满", "2026-05-18", "3")], ("refused", "shift.too_long")),
        ([("姓名", "日期", "开始", "时数"), ("小满", "2026-05-18", "9:00", "2")], ("ready", "")),
        (
            [("姓名", "日期", "开始", "结束", "时数"), ("小满", "5月18日", "9:00", "11:00", "3")],
            ("refused", "line.hours_differ"),
        ),
        ([("姓名", "日期", "开始", "结束", "时数"), ("小满", "5月18日", "9:00", "10:50", "1.5")], ("ready", "")),
        ([("姓名", "日期", "开始", "结束"), ("小满", "", "9:00", "11:00")], ("refused", "line.date_missing")),
        ([("姓名", "日期", "开始", "结束"), ("小满", "2026-05-18", "9:00", "")], ("refused", "line.end_missing")),
        ([("姓名", "日期", "开始", "结束"), ("小满", "2026-05-18", "", "")], ("refused", "line.no_hours")),
        ([("姓名", "日期", "开始", "结束"), ("小满", "2026-05-18", "11:00", "9:00")], ("refused", "line.order")),
        ([("姓名", "日期", "开始", "结束"), ("小满", "2026-05-18", "14:00", "16:00")], ("refused", "shift.none")),
        (
            [("姓名", "日期", "开始", "结束"), ("小满", "2026-05-17", "9:00", "11:00")],
            ("refused", "shift.none_that_day"),
        ),
        ([("姓名", "开始", "结束"), ("小满", "2026-05-18 9:00", "2026-05-18 11:00")], ("ready", "")),
        (
            [("姓名", "日期", "开始", "结束"), ("小满", "2026-05-18", "2026-05-17 9:00", "11:00")],
            ("refused", "line.dates_differ"),
        ),
        ([("姓名", "日期", "时间", "岗位"), ("小满", *WHEN, "送 餐员")], ("ready", "")),
        ([("姓名", "日期", "时间", "岗位"), ("小满", *WHEN, "歌手")], ("refused", "shift.unknown_post")),
        ([("姓名", "日期", "时间", "休息"), ("小满", *WHEN, "120")], ("refused", "line.break_too_long")),
        ([("姓名", "日期", "时间"), ("😀", *WHEN)], ("refused", "line.name")),
        ([("姓名", "日期", "时间"), ("", *WHEN)], ("refused", "line.no_person")),
    ],
)
def test_what_a_row_says_of_its_time(desk, served, rows, said):
    assert [(state, code) for _line, state, code in desk.said(desk.checked(rows))] == [said]


def test_of_two_shifts_the_post_decides_or_it_is_asked(desk, shift, owner, organization, at, served):
    other = planning.add_post(
        actor=owner,
        organization_id=organization.id,
        activity_id=shift.activity_id,
        draft=planning.PostDraft(name="引导"),
        at=at,
    )
    guides = activities.shift(owner, other, at)
    stranger = organizations.person("大暑")
    rows = [(*HEADINGS, "岗位"), (*row_of(served), ""), (*row_of(stranger), ""), (*row_of(stranger), "引导")]
    sheet = desk.checked(rows)
    assert desk.said(sheet) == [(2, "ready", ""), (3, "refused", "shift.which"), (4, "asks", "line.not_signed_up")]
    assert [line.shift_id for line in SheetLine.objects.order_by("line")] == [shift.id, None, guides.id]
    assert desk.lines(sheet)[1].line.facts == {"posts": "送餐员 09:00–11:00、引导 09:00–11:00"}


def test_a_night_shift_ends_on_the_next_day(desk, shift, owner, at, served):
    night = activities.shift(owner, shift.post, at, begins_in=timedelta(days=2, hours=13), lasts=timedelta(hours=8))
    attendance.sign_up(night, served, at)
    sheet = desk.checked([HEADINGS, row_of(served, starts="22:00", ends="6:00")])
    assert desk.said(sheet) == [(2, "ready", "")]


def test_a_list_is_for_one_activity(desk, shift, owner, organization, at, served):
    elsewhere = activities.post(owner, organization, shift.project, at)
    sheet = desk.checked([HEADINGS, row_of(served)], activity_id=elsewhere.activity_id)
    assert desk.said(sheet) == [(2, "refused", "shift.none_that_day")]
    with pytest.raises(NotFound):
        desk.send(b"x", activity_id=organization.id)


# Who may, and what stays


def test_a_list_of_headings_alone_is_refused(desk, shift):
    with refused("sheet.only_headings"):
        desk.send(lists.workbook([HEADINGS]))


@pytest.mark.parametrize(
    "mapping",
    [{}, {"name": 1}, {"name": 1, "date": 2}, {"name": 9, "date": 2, "hours": 3}, {"name": 1, "date": 1, "hours": 3}],
)
def test_columns_that_do_not_tell_are_refused(desk, shift, served, mapping):
    sheet = desk.send(lists.workbook([HEADINGS, row_of(served)]))
    with refused("sheet.columns"):
        desk.step(actions.match_columns, sheet, mapping=mapping)


def test_others_may_nothing(desk, organization, shift, served, afterwards):
    sheet = desk.checked([HEADINGS, row_of(served)])
    theirs = type(desk)(served, organization, afterwards)
    with pytest.raises(NotAllowed):
        theirs.send(lists.workbook([HEADINGS, row_of(served)]), file_name="b.xlsx")
    for action, given in (
        (actions.match_columns, {"mapping": sheet.mapping}),
        (actions.answer, {"answers": []}),
        (actions.order, {"choice": "good"}),
        (actions.discard, {}),
    ):
        with pytest.raises(NotAllowed):
            theirs.step(action, sheet, **given)


def test_files_go_after_some_days_and_the_lines_stay(desk, shift, served, system):
    sheet = desk.checked([HEADINGS, row_of(served)])
    assert actions.drop_files(actor=system, at=desk.at + timedelta(days=2)) == 0
    with pytest.raises(NotAllowed):
        actions.drop_files(actor=desk.actor, at=desk.at + timedelta(days=3))
    assert actions.drop_files(actor=system, at=desk.at + timedelta(days=3)) == 1
    with refused("sheet.file_gone"):
        desk.step(actions.match_columns, sheet, mapping=sheet.mapping)
    assert desk.enter(sheet).counts == {"entered": 1}


def test_an_organization_that_may_not_act_enters_nothing(desk, shift, served, organization, officer):
    sheet = desk.checked([HEADINGS, row_of(served)])
    organizations.suspend(actor=officer, organization_id=organization.id, reason="调查中。", at=desk.at)
    with refused("organization.suspended"):
        desk.step(actions.order, sheet, choice="good")
