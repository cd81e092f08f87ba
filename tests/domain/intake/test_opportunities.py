"""Lists of opportunities elsewhere: what comes of each line, the second time too, and what a list lacks."""

from datetime import timedelta

import pytest

from tests.domain.bulk import lists
from tests.domain.intake.factories import enter, lines_of, outcomes, run
from tests.domain.intake.opportunities import HEADINGS, found, row, send, source, stand
from tests.domain.organizations import factories
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.elsewhere import actions as elsewhere_actions
from volunteercloud.domain.elsewhere.models import Opportunity, State
from volunteercloud.domain.identity.models import OfficerGrant
from volunteercloud.domain.intake import actions, queries
from volunteercloud.domain.intake.models import Intake, IntakeFile, IntakeState
from volunteercloud.domain.search.models import Change, Document

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)


@pytest.fixture(autouse=True)
def ground():
    factories.ground()


@pytest.fixture
def officer():
    return factories.officer("99")


@pytest.fixture
def of(officer, at):
    return source(officer, at)


@pytest.fixture
def three(officer, of, at):
    """Three that stand."""
    enter(officer, send(officer, of, [row("1"), row("2", "包饺子"), row("3", "扫雪")], at), at)


def test_a_list_is_tried_entered_and_found(officer, of, at):
    intake = send(officer, of, [row("1"), row("2", "包饺子", starts="", ends="", places="不限")], at)
    assert outcomes(intake) == ["ready", "ready"]
    assert found() == set()

    done = enter(officer, intake, at)

    assert (done.state, done.counts) == (IntakeState.ENTERED, {"entered": 2})
    document = Document.objects.get(title="陪老人下棋")
    assert (document.kind, document.owner_id, document.owner_name) == ("elsewhere", of.id, "清泉社区")
    assert (document.address, document.place, document.region_code) == ("https://linli.example/1", "春分路1号", "99")
    assert document.places == 5
    assert f"{document.starts_at:%Y-%m-%dT%H:%M}" == "2026-12-01T01:00"
    assert found() == {"陪老人下棋", "包饺子"}
    assert not IntakeFile.objects.exists()


def test_the_same_list_changes_nothing_the_second_time(officer, of, three, at):
    changed = dict(Change.objects.values_list("document_id", "changed_at"))

    again = send(officer, of, [row("1"), row("2", "包饺子"), row("3", "扫雪")], at + LATER)

    assert outcomes(again) == ["opportunity.same"] * 3
    with pytest.raises(Refused) as refused:
        actions.order(actor=officer, owner_id=officer.id, intake_id=again.id, at=at)
    assert refused.value.code == "sheet.nothing"
    assert dict(Change.objects.values_list("document_id", "changed_at")) == changed


def test_a_line_that_says_something_else_changes_what_stands(officer, of, three, at):
    before = Opportunity.objects.get(key="1").id

    intake = send(officer, of, [row("1", "陪老人下象棋"), row("2", "包饺子"), row("4", "修伞")], at + LATER)
    assert outcomes(intake) == ["opportunity.changes", "opportunity.same", "ready"]
    enter(officer, intake, at + LATER)

    assert stand() == {"1": "陪老人下象棋", "2": "包饺子", "3": "扫雪", "4": "修伞"}
    assert Opportunity.objects.get(key="1").id == before
    assert found() == {"陪老人下象棋", "包饺子", "扫雪", "修伞"}


def test_what_a_whole_list_lacks_is_withdrawn_and_may_come_back(officer, of, three, at):
    rows = [row("1"), row("2", "包饺子")]
    intake = send(officer, of, rows, at + LATER, is_whole=True)
    assert outcomes(intake) == ["opportunity.same", "opportunity.same", "opportunity.missing"]

    enter(officer, intake, at + LATER)

    assert stand() == {"1": "陪老人下棋", "2": "包饺子"}
    assert found() == {"陪老人下棋", "包饺子"}
    back = send(officer, of, [row("3", "扫雪")], at + 2 * LATER)
    assert outcomes(back) == ["opportunity.returns"]
    enter(officer, back, at + 2 * LATER)
    assert found() == {"陪老人下棋", "包饺子", "扫雪"}


def test_a_list_that_is_not_the_whole_withdraws_nothing(officer, of, three, at):
    enter(officer, send(officer, of, [row("9", "修伞")], at + LATER), at + LATER)

    assert sorted(stand()) == ["1", "2", "3", "9"]


def test_more_than_half_goes_only_when_somebody_says_so(officer, of, three, at):
    intake = send(officer, of, [row("1", "下棋")], at + LATER, is_whole=True)
    assert outcomes(intake) == ["opportunity.changes", "opportunity.missing_many", "opportunity.missing_many"]
    enter(officer, intake, at + LATER, with_alike=True)
    assert sorted(stand()) == ["1", "2", "3"]

    again = send(officer, of, [row("1", "下棋")], at + 2 * LATER, is_whole=True)
    enter(officer, again, at + 2 * LATER, with_missing=True)

    assert stand() == {"1": "下棋"}


def test_new_ids_of_the_same_are_noticed_before_anything_is_doubled_or_withdrawn(officer, of, three, at):
    ids = dict(Opportunity.objects.values_list("title", "id"))
    rows = [row("A1"), row("A2", "包饺子"), row("A3", "扫雪")]

    intake = send(officer, of, rows, at + LATER, is_whole=True)

    assert outcomes(intake) == ["opportunity.renamed"] * 3
    assert lines_of(intake)[0].facts == {"before": "1", "now": "A1"}
    with pytest.raises(Refused):
        actions.order(actor=officer, owner_id=officer.id, intake_id=intake.id, at=at + LATER)
    assert sorted(stand()) == ["1", "2", "3"]
    enter(officer, intake, at + LATER, with_alike=True)
    assert stand() == {"A1": "陪老人下棋", "A2": "包饺子", "A3": "扫雪"}
    assert dict(Opportunity.objects.values_list("title", "id")) == ids
    assert outcomes(send(officer, of, rows, at + 2 * LATER, is_whole=True)) == ["opportunity.same"] * 3


def test_wrong_lines_do_not_hurt_the_right_ones(officer, of, at):
    wrong = [
        (row("1", ""), "opportunity.title_missing"),
        (row("2", starts="03/04/2026 09:00"), "opportunity.when_ambiguous"),
        (row("3", starts="不定期"), "opportunity.when"),
        (row("4", ends="2026-11-01"), "opportunity.ends_before"),
        (row("5", starts="2020-01-01 09:00", ends=""), "opportunity.over"),
        (row("20", "右0"), "opportunity.key_twice"),
    ]
    right = [row(f"2{place}", f"右{place}") for place in range(6)]

    intake = send(officer, of, [*right, *(line for line, _why in wrong)], at)

    assert outcomes(intake) == ["ready"] * 6 + [why for _line, why in wrong]
    enter(officer, intake, at)
    assert len(stand()) == 6
    for shown in queries.every_line(intake):
        assert shown.message
        assert "{" not in shown.message + shown.next_step


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        ("2026-12-01 09:00", "11:00", ("01T01:00", "01T03:00")),
        ("2026年12月1日 上午9点", "2026年12月1日 上午11点", ("01T01:00", "01T03:00")),
        ("2026/12/1 9:00", "", ("01T01:00", None)),
        ("1 Dec 2026 9:00", "1 December 2026 11:00", ("01T01:00", "01T03:00")),
        ("2026-12-01T09:00:00Z", "2026-12-01T19:00:00+08:00", ("01T09:00", "01T11:00")),
        ("20261201", "20261202", ("30T16:00", "02T16:00")),
        ("２０２６－１２－０１　２２：００", "02:00", ("01T14:00", "01T18:00")),
    ],
)
def test_days_and_times_as_people_and_programs_write_them(officer, of, at, starts, ends, expected):
    enter(officer, send(officer, of, [row(starts=starts, ends=ends)], at), at)

    one = Opportunity.objects.get()
    assert tuple(moment and f"{moment:%dT%H:%M}" for moment in (one.starts_at, one.ends_at)) == expected


def test_addresses_lead_to_a_page_or_to_that_of_the_source(officer, of, at):
    wrong = ["javascript:alert(1)", "http://", "ftp://a.example/", "https://白露@a.example/", "//a.example", ""]
    rows = [row(str(place), f"活动{place}", address=address) for place, address in enumerate(wrong)]

    enter(officer, send(officer, of, rows, at), at)

    assert set(Opportunity.objects.values_list("address", flat=True)) == {"https://linli.example/"}
    bare = source(officer, at, "没有网站", address="")
    assert outcomes(send(officer, bare, [row(address="javascript:1")], at)) == ["opportunity.address_missing"]


def test_what_programs_leave_behind_is_made_right(officer, of, at):
    title = "陪&lt;b&gt;老人&lt;/b&gt;&amp;nbsp;下棋\n第二行"
    words = "<p>带&amp;上棋盘</p><script>x</script> 电话13800138000"
    rows = [("编号", "活动名称", "简介", "报名链接"), ("1", title, words, "https://linli.example/?a=1&amp;b=2")]

    enter(officer, send(officer, of, [], at, content=lists.workbook(rows), file_name="活动.xlsx"), at)

    one = Opportunity.objects.get()
    assert one.title == "陪老人 下棋 第二行"
    assert one.words == "带&上棋盘\nx 电话**** 8000"
    assert one.address == "https://linli.example/?a=1&b=2"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_text_in_every_encoding_and_workbooks(officer, of, at, encoding):
    content = lists.text([HEADINGS, row()], encoding=encoding)
    assert outcomes(send(officer, of, [], at, content=content)) == ["ready"]

    book = lists.workbook([HEADINGS, row("2")])
    assert outcomes(send(officer, of, [], at, content=book, file_name="活动.xlsx")) == ["ready"]


def test_columns_that_nobody_knows_are_said_once_and_kept(officer, of, at):
    rows = [("甲", "乙", "丙"), ("1", "陪老人下棋", "https://linli.example/1")]
    intake = send(officer, of, [], at, content=lists.text(rows))
    assert outcomes(intake) == ["opportunity.title_missing"]
    assert intake.headings == ["甲", "乙", "丙"]
    with pytest.raises(Refused) as refused:
        actions.map_columns(actor=officer, owner_id=officer.id, intake_id=intake.id, mapping={"key": "甲"}, at=at)
    assert refused.value.code == "sheet.title"

    mapping = {"key": "甲", "title": "乙", "address": "丙", "nonsense": "甲"}
    again = run(
        actions.map_columns(actor=officer, owner_id=officer.id, intake_id=intake.id, mapping=mapping, at=at), at
    )

    assert outcomes(again) == ["ready"]
    assert again.mapping == {"key": "甲", "title": "乙", "address": "丙"}
    enter(officer, again, at)
    assert stand() == {"1": "陪老人下棋"}
    next_one = [rows[0], ("2", "包饺子", "https://linli.example/2")]
    assert outcomes(send(officer, of, [], at + LATER, content=lists.text(next_one))) == ["ready"]


def test_without_ids_the_web_address_is_one_and_else_what_it_is(officer, of, at):
    headings = HEADINGS[1:]
    rows = [row("1")[1:], row("x", "包饺子")[1:], row("x", "扫雪")[1:]]

    enter(officer, send(officer, of, [], at, content=lists.text([headings, *rows])), at)

    keys = sorted(stand())
    assert keys[0] == "https://linli.example/1"
    assert [key.partition(":")[0] for key in keys[1:]] == ["like", "like"]
    assert (
        outcomes(send(officer, of, [], at + LATER, content=lists.text([headings, *rows]))) == ["opportunity.same"] * 3
    )


def test_an_older_list_is_not_entered_after_a_newer_one(officer, of, at):
    older = send(officer, of, [row("1")], at)
    newer = send(officer, of, [row("2", "包饺子")], at + LATER)
    enter(officer, newer, at + LATER)

    with pytest.raises(Refused) as refused:
        actions.order(actor=officer, owner_id=officer.id, intake_id=older.id, at=at + LATER)

    assert refused.value.code == "source.newer"
    assert stand() == {"2": "包饺子"}


def test_a_newer_list_stops_an_older_one_on_its_way(officer, of, at):
    older = send(officer, of, [row("1")], at)
    newer = send(officer, of, [row("2", "包饺子")], at + LATER)
    actions.order(actor=officer, owner_id=officer.id, intake_id=older.id, at=at)
    enter(officer, newer, at + LATER)

    assert run(older, at).state == IntakeState.CHECKED
    assert stand() == {"2": "包饺子"}


def test_only_officers_of_the_region_and_the_task(officer, of, at):
    below = factories.officer("990101", "霜降")
    other = factories.officer("99", "大雪")
    OfficerGrant.objects.filter(account_id=other.id).update(rights=["identity", "organizations"])
    intake = send(officer, of, [row()], at)

    for stranger in (below, other, factories.person()):
        with pytest.raises(NotAllowed):
            send(stranger, of, [row()], at)
        with pytest.raises(NotAllowed):
            source(stranger, at, "别的")
        with pytest.raises(NotFound):
            queries.intake(stranger, "opportunities", officer.id, intake.id)
    OfficerGrant.objects.filter(account_id=other.id).update(rights=["needs"])
    assert outcomes(send(other, of, [row()], at)) == ["ready"]


def test_a_right_that_ended_meanwhile_stops_the_run(officer, of, at):
    intake = send(officer, of, [row()], at)
    actions.order(actor=officer, owner_id=officer.id, intake_id=intake.id, at=at)
    OfficerGrant.objects.filter(account_id=officer.id).update(revoked_at=at)

    assert run(intake, at).state == IntakeState.CHECKED
    assert stand() == {}


def test_an_ended_source_takes_everything_along(officer, of, three, at):
    waiting = send(officer, of, [row("4", "修伞")], at + LATER)

    elsewhere_actions.end_source(actor=officer, source_id=of.id, reason="网站已关闭", at=at + LATER)

    assert (stand(), found()) == ({}, set())
    assert Opportunity.objects.filter(state=State.WITHDRAWN).count() == 3
    for again in (lambda: send(officer, of, [row()], at), lambda: enter(officer, waiting, at)):
        with pytest.raises(Refused) as refused:
            again()
        assert refused.value.code == "source.ended"


def test_regions_stay_within_that_of_the_source(officer, at):
    of = source(officer, at, region="9901")
    rows = [
        ("编号", "活动名称", "所在地区"),
        ("1", "甲", "临溪区"),
        ("2", "乙", ""),
        ("3", "丙", "98"),
        ("4", "丁", "火星"),
    ]

    intake = send(officer, of, [], at, content=lists.text(rows))

    assert outcomes(intake) == ["ready", "ready", "line.region_unknown", "line.region_unknown"]
    assert [line.region_code for line in lines_of(intake)[:2]] == ["990101", "9901"]


def test_a_list_of_opportunities_needs_its_source(officer, at):
    assert Intake.objects.count() == 0
    with pytest.raises(NotFound):
        actions.send(
            actor=officer,
            kind="opportunities",
            owner_id=officer.id,
            region_code="99",
            content=b"x",
            file_name="a.csv",
            language="en",
            at=at,
        )
