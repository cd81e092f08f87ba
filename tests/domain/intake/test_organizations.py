"""Lists of organizations: what comes of each line, in the dry run and in earnest."""

from pathlib import Path

import pytest

from tests.domain.bulk import lists
from tests.domain.intake.factories import HEADINGS, code, enter, entered, lines_of, outcomes, row, run, send
from tests.domain.organizations import factories
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import OfficerGrant
from volunteercloud.domain.intake import actions, queries, tasks
from volunteercloud.domain.intake.actions import entering
from volunteercloud.domain.intake.models import Intake, IntakeLine, IntakeState, Kind
from volunteercloud.domain.organizations.models import Invitation, Node, Organization, State

pytestmark = pytest.mark.django_db
OPEN_DATA = Path(__file__).parent / "data" / "organisations.jsonld"


@pytest.fixture(autouse=True)
def ground():
    factories.ground()
    for position, (kind, name) in enumerate((("branch", "分支机构"), ("other", "其他"))):
        factories.Term.objects.create(
            list="organization_kind", code=kind, name=name, name_en=kind, position=position, valid_from=factories.BEGAN
        )


@pytest.fixture
def officer():
    return factories.officer("99")


def names():
    return set(Organization.objects.values_list("name", flat=True))


def test_parents_are_entered_first_whatever_the_order(officer, at):
    top, city = code(1), code(2)
    rows = [
        row("青松临溪分会", "branch", above=city),
        row("青松市级协会", uscc=city, above="青松省级联合会"),
        row("青松省级联合会", uscc=top),
        row("星火队", "team", beside=top),
    ]
    intake = send(officer, rows, at)
    assert outcomes(intake) == ["ready"] * 4
    assert Organization.objects.count() == 0

    done = enter(officer, intake, at)

    assert (done.state, entered(done)) == (IntakeState.ENTERED, 4)
    node = Node.objects.get(name="青松临溪分会")
    assert [Node.objects.get(pk=each).name for each in node.path] == ["青松省级联合会", "青松市级协会", "青松临溪分会"]
    assert Organization.objects.get(name="星火队").liaison_name == "青松省级联合会"


def test_the_same_list_changes_nothing_the_second_time(officer, at):
    rows = [row(uscc=code(1)), row("清泉队", above=code(1)), row("清泉队", region="东渡区", above=code(1))]
    enter(officer, send(officer, rows, at), at)
    entries = Entry.objects.filter(name="organizations.organization_listed").count()

    again = send(officer, rows, at)

    assert outcomes(again) == ["line.same"] * 3
    with pytest.raises(Refused) as refused:
        actions.order(actor=officer, owner_id=officer.id, intake_id=again.id, at=at)
    assert refused.value.code == "sheet.nothing"
    assert Organization.objects.count() == 3
    assert Entry.objects.filter(name="organizations.organization_listed").count() == entries


def test_a_list_sent_twice_while_it_is_open_is_one_list(officer, at):
    first = send(officer, [row()], at)

    assert send(officer, [row()], at).id == first.id
    assert Intake.objects.count() == 1


def test_half_wrong_lines_do_not_hurt_the_right_ones(officer, at):
    wrong = [
        (row(""), "line.name_missing"),
        (row("一", uscc="51990000MJ00000011"), "uscc.check_digit"),
        (row("二", uscc="5199"), "uscc.length"),
        (row("三", kind="飞船"), "line.kind_unknown"),
        (row("四", region="亚特兰蒂斯"), "line.region_unknown"),
        (row("五", above="没有的联合会"), "line.parent_unknown"),
        (row("六", owner="V没有"), "line.owner_unknown"),
        (row("七", owner="guyu@"), "line.owner_address"),
        (row("八", kind="branch"), "organization.branch_alone"),
        (row("九" * 201), "line.name_long"),
        (row("十", kind="team", beside="右一"), "organization.liaison_unfit"),
    ]
    right = [row(f"右{place}") for place in "一二三四五六七八九十甲"]
    rows = [each for pair in zip((rows for rows, _code in wrong), right, strict=True) for each in pair]

    intake = send(officer, rows, at)

    assert outcomes(intake)[::2] == [why for _row, why in wrong]
    assert outcomes(intake)[1::2] == ["ready"] * 11
    assert entered(enter(officer, intake, at)) == 11
    for shown in queries.every_line(intake):
        assert shown.message
        assert "{" not in shown.message + shown.next_step


def test_two_lines_with_one_code_and_two_that_say_the_same(officer, at):
    intake = send(officer, [row("甲", uscc=code(1)), row("乙", uscc=code(1)), row("丙"), row("丙")], at)

    assert outcomes(intake) == ["ready", "line.code_twice", "ready", "line.name_twice"]
    assert [line.facts.get("other") for line in lines_of(intake)] == [None, 2, None, 4]


def test_a_code_of_another_organization_is_refused(officer, at):
    holder = factories.organization(factories.person(), at)

    assert outcomes(send(officer, [row("别家", uscc=holder.uscc)], at)) == ["line.code_of_another"]
    assert outcomes(send(officer, [row(holder.name, uscc=holder.uscc)], at)) == ["line.same"]


def test_a_ring_is_refused_by_name_and_what_hangs_below_it_too(officer, at):
    rows = [
        row("甲", above="乙"),
        row("乙", above="丙"),
        row("丙", above="甲"),
        row("丁", above="甲"),
        row("己", above="己"),
    ]

    intake = send(officer, rows, at)

    assert outcomes(intake) == ["line.ring"] * 3 + ["line.parent_refused", "line.ring"]
    assert lines_of(intake)[0].facts == {"names": "甲 → 乙 → 丙 → 甲"}
    assert lines_of(intake)[4].facts == {"names": "己 → 己"}


def test_thirteen_levels_are_one_too_many(officer, at):
    rows = [row(f"第{level:02}层", above=f"第{level - 1:02}层" if level else "") for level in range(14)]

    assert outcomes(send(officer, rows, at)) == ["ready"] * 12 + ["organization.too_deep", "line.parent_refused"]


def test_what_may_be_the_same_is_entered_only_when_said(officer, at):
    enter(officer, send(officer, [row("清泉队")], at), at)
    rows = [row("清泉队", region="东渡区"), row("清泉分队", above="清泉队", region="东渡区"), row("向阳队")]

    intake = send(officer, rows, at)
    assert outcomes(intake) == ["line.alike", "line.parent_asks", "ready"]
    assert entered(enter(officer, intake, at)) == 1

    again = send(officer, rows, at)
    assert entered(enter(officer, again, at, with_alike=True)) == 2
    assert outcomes(send(officer, rows, at)) == ["line.same"] * 3


def test_owners_begin_or_are_invited(officer, at):
    owner = factories.person()
    rows = [
        row("甲", uscc=code(1), owner=factories.number_of(owner)),
        row("乙", uscc=code(2), owner="guyu@qinghe.example"),
        row("丙", uscc=code(3), owner="138 0013 8000"),
        row("丁", uscc=code(4), owner=factories.number_of(factories.person("小满", real_name_level=0))),
        row("戊", owner=factories.number_of(owner)),
    ]

    intake = send(officer, rows, at)
    assert [line.notes for line in lines_of(intake)] == [
        ["kind_supposed", "owned"],
        ["kind_supposed", "invited"],
        ["kind_supposed", "invited"],
        ["kind_supposed", "owner_not_real_name"],
        ["kind_supposed", "answers_to_nobody"],
    ]
    assert [line.cells[6] for line in lines_of(intake)][1:3] == ["g***@qinghe.example", "**** 8000"]
    enter(officer, intake, at)

    states = dict(Organization.objects.values_list("name", "state"))
    assert states == {"甲": State.ACTIVE} | dict.fromkeys("乙丙丁戊", State.LISTED)
    assert sorted(Invitation.objects.values_list("way", flat=True)) == ["email", "sms"]
    assert [line.given for line in lines_of(intake)] == [{}] * 5


def test_open_data_comes_in_made_right_and_named(officer, at):
    intake = send(officer, [], at, content=OPEN_DATA.read_bytes(), file_name="organisations.jsonld")

    found = [(line.name, line.code or line.state, line.notes) for line in lines_of(intake)]
    assert found[0] == ("CREATE Paisley", "ready", ["name_supposed", "entities", "kind_supposed", "nobody"])
    assert [code for _name, code, _notes in found] == ["ready"] * 5 + ["line.name_twice"]
    assert ["address_empty" in notes for _name, _code, notes in found] == [False, False, True, False, False, False]
    enter(officer, intake, at)
    assert "&" not in Organization.objects.get(name="CREATE Paisley").purpose
    assert "‘young people transformed" in Organization.objects.get(name="CREATE Paisley").purpose


def test_markup_and_odd_spaces_are_gone(officer, at):
    rows = [row("&lt;b&gt;青&amp;amp;松&lt;/b&gt;　 志愿\u200b队", address="<script>alert(1)</script>春分路&nbsp;1号")]

    enter(officer, send(officer, rows, at), at)

    assert Organization.objects.values_list("name", "address").get() == ("青&松 志愿队", "alert(1)春分路 1号")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_text_in_every_encoding(officer, at, encoding):
    content = lists.text([HEADINGS, row("青松"), row("清泉")], encoding=encoding)

    assert outcomes(send(officer, [], at, content=content)) == ["ready", "ready"]


def test_a_workbook_is_read_as_text_is(officer, at):
    intake = send(officer, [], at, content=lists.workbook([HEADINGS, row(uscc=code(1))]), file_name="名录.xlsx")

    assert outcomes(intake) == ["ready"]


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"PK\x03\x04broken", "a.xlsx", "sheet.damaged"),
        (b'{"@graph": [{"type": "Activity"}]}', "a.json", "sheet.empty"),
        (b'{"@graph": ' + b"[" * 100_000, "a.json", "sheet.damaged"),
        ("组织名称,地址\n".encode(), "a.csv", "sheet.empty"),
        ("甲,乙\n1,2\n".encode(), "a.csv", "sheet.no_headings"),
        ("组织名称,地址\n=1+1,春分路\n".encode(), "a.csv", "sheet.formula"),
        ("组织名称,地址\n".encode() + "队,路\n".encode() * 300_000, "a.csv", "sheet.too_many"),
    ],
)
def test_what_cannot_be_read_says_why(officer, at, content, name, why):
    intake = send(officer, [], at, content=content, file_name=name)

    assert intake.state == IntakeState.UNREAD
    assert Entry.objects.get(name="intake.list_given_back").facts["code"] == why
    assert set(intake.trouble) == {"zh-hans", "en"}
    assert IntakeLine.objects.count() == 0


def test_only_officers_of_the_region_send_and_see(officer, at):
    intake = send(officer, [row()], at)
    below = factories.officer("990102", "霜降")

    with pytest.raises(NotAllowed):
        send(below, [row()], at, region="9901")
    with pytest.raises(NotFound):
        queries.intake(below, Kind.ORGANIZATIONS, officer.id, intake.id)
    with pytest.raises(NotFound):
        actions.order(actor=below, owner_id=officer.id, intake_id=intake.id, at=at)
    assert outcomes(send(below, [row()], at, region="990102")) == ["line.region_unknown"]
    assert outcomes(send(below, [row(region="990101")], at, region="990102")) == ["line.region_outside"]


def test_an_office_that_ended_meanwhile_stops_the_run(officer, at):
    intake = send(officer, [row()], at)
    actions.order(actor=officer, owner_id=officer.id, intake_id=intake.id, at=at)
    OfficerGrant.objects.filter(account_id=officer.id).update(revoked_at=at)

    assert run(intake, at).state == IntakeState.CHECKED
    assert Organization.objects.count() == 0


def test_a_run_that_was_stopped_goes_on_behind_what_it_did(officer, at, monkeypatch):
    monkeypatch.setattr(entering, "AT_ONCE", 2)
    intake = send(officer, [row(f"第{number}队") for number in range(5)], at)
    actions.order(actor=officer, owner_id=officer.id, intake_id=intake.id, at=at)
    assert actions.enter_part(actor=officer, owner_id=officer.id, intake_id=intake.id, at=at) == 2
    assert Intake.objects.get(id=intake.id).done == 2

    tasks.run(officer.id, intake.id, at)

    assert entered(Intake.objects.get(id=intake.id)) == 5
    assert Organization.objects.count() == 5


def test_what_was_claimed_since_the_dry_run_is_told_and_the_rest_goes_in(officer, at):
    intake = send(officer, [row("青松", uscc=factories.USCC, kind="social-group"), row("清泉")], at)
    factories.organization(factories.person(), at)

    done = enter(officer, intake, at)

    assert outcomes(done) == ["organization.uscc_claimed", "entered"]


def test_discarded_lists_leave_nothing(officer, at):
    intake = send(officer, [row()], at)

    actions.discard(actor=officer, owner_id=officer.id, intake_id=intake.id, at=at)

    assert (IntakeLine.objects.count(), names()) == (0, set())
    assert send(officer, [row()], at).id != intake.id


def test_entries_of_a_program(officer, at):
    def made(entries, **given):
        found = actions.enter_entries(
            actor=officer, region_code="99", entries=entries, language="zh-hans", at=at, **given
        )
        return [line.code or line.state for line in found]

    entries = [
        {"name": "青松分会", "region": "990101", "parent": code(1)},
        {"name": "青松", "uscc": code(1), "region": "9901"},
        {"name": "", "region": "9901"},
    ]

    assert made(entries, dry_run=True) == ["ready", "ready", "line.name_missing"]
    assert names() == set()
    assert made(entries) == ["entered", "entered", "line.name_missing"]
    assert made(entries) == ["line.same", "line.same", "line.name_missing"]
    assert made([{"name": "青松", "region": "9901"}]) == ["line.alike"]
    assert made([{"name": "青松", "region": "9901"}], with_alike=True) == ["entered"]
    with pytest.raises(Refused):
        made([{"name": "x"}] * 1001)
    with pytest.raises(NotAllowed):
        actions.enter_entries(actor=factories.person(), region_code="99", entries=entries, language="zh-hans", at=at)
