"""Exports are what the facts say, row by row and without people; they go on where they were killed, and end when told to."""

import csv
import json
from datetime import date, timedelta
from itertools import pairwise

import duckdb
import pandas as pd
import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pyarrow import parquet

from tests.domain.organizations import factories
from tests.domain.statistics.exports.conftest import AT, FIRST, ORGANIZATION, PEOPLE, person
from volunteercloud.core.actor import ANONYMOUS, system
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import OfficerGrant, Right
from volunteercloud.domain.statistics.exports import actions, queries, running, writing
from volunteercloud.domain.statistics.exports.columns import COLUMNS
from volunteercloud.domain.statistics.exports.models import Export, Form, State
from volunteercloud.domain.statistics.exports.scopes import Scope

pytestmark = pytest.mark.django_db

UNTIL = date(2026, 4, 1)
NAMES = [column.name for column in COLUMNS]


@pytest.fixture
def officer(facts):
    return factories.officer("99", "白露")


def ordered(officer, region_code="99", form=Form.PARQUET, since=FIRST, until=UNTIL, at=AT):
    return actions.order(actor=officer, region_code=region_code, since=since, until=until, form=form, at=at)


def wanted(facts, prefix="99", since=FIRST, until=UNTIL):
    """What the file must hold, in any order."""
    return sorted(
        (
            str(row.day),
            row.place_code,
            "990101",
            None,
            "team",
            "service",
            row.category or None,
            "3 11",
            row.sex,
            "18",
            row.grade,
            row.minutes,
            row.is_counted,
        )
        for row in facts
        if row.is_given and row.place_code.startswith(prefix) and since <= row.day < until
    )


def finish(export):
    while running.run(export.id, AT):
        pass
    export.refresh_from_db()
    return queries.folder_of(export.id)


def rows_of(path):
    read = duckdb.read_parquet if path.suffix == ".parquet" else duckdb.read_csv
    text = [name for name in NAMES if name not in ("minutes", "counted")]
    more = {} if path.suffix == ".parquet" else {"dtype": dict.fromkeys(text, "VARCHAR")}
    rows = read(str(path), **more).fetchall()
    return sorted((str(row[0]), *row[1:]) for row in rows)


@pytest.mark.parametrize("form", list(Form))
def test_a_file_holds_every_fact_of_the_region_once(officer, facts, form):
    export = ordered(officer, form=form)
    folder = finish(export)
    path = writing.result_of(folder, form)
    assert rows_of(path) == wanted(facts)
    assert (export.state, export.done, export.bytes) == (State.DONE, len(wanted(facts)), path.stat().st_size)
    assert export.expected == export.done
    assert queries.file_of(officer, export.id) == (export, path)
    assert sorted(each.name for each in folder.iterdir()) == sorted(["lock", "state.json", path.name])
    table = pd.read_parquet(path) if form == Form.PARQUET else pd.read_csv(path, dtype={"place": str, "home": str})
    assert (list(table.columns), int(table["minutes"].sum())) == (NAMES, sum(row[11] for row in wanted(facts)))


def test_nothing_in_it_says_whose_a_row_is(officer, facts):
    """No id of a person or a record; within a part rows stand in the order of what they say, not of people."""
    path = writing.result_of(finish(ordered(officer, form=Form.CSV)), Form.CSV)
    text = path.read_text(encoding="utf-8")
    hidden = {str(person(number)) for number in range(1, PEOPLE + 1)} | {str(row.record_id) for row in facts}
    assert not [each for each in hidden | {"990101001", str(ORGANIZATION)} if each in text]
    days = [row["day"] for row in csv.DictReader(text.splitlines())]
    assert sum(one > other for one, other in pairwise(days)) < len(days) / 10


def test_a_part_of_the_days_and_a_district_that_took_over_from_another(officer, facts):
    since, until = FIRST, FIRST + timedelta(days=1)
    export = ordered(officer, "990102", Form.CSV, since, until)
    found = rows_of(writing.result_of(finish(export), Form.CSV))
    of_before = wanted(facts, "990199", since, until)
    assert len(of_before) == 1
    assert found == sorted(wanted(facts, "990102", since, until) + of_before)


def test_the_whole_country_is_for_its_own_officers(officer, facts):
    with pytest.raises(NotAllowed):
        ordered(officer, "")
    export = ordered(factories.officer(None, "霜降"), "")
    assert rows_of(writing.result_of(finish(export), Form.PARQUET)) == wanted(facts, "")


def test_only_officers_of_the_region_with_the_right(officer, facts):
    elsewhere = factories.officer("98", "立冬")
    without = factories.officer("99", "小雪")
    OfficerGrant.objects.filter(account_id=without.id).update(rights=[Right.IDENTITY])
    for actor in (ANONYMOUS, factories.person("小寒"), elsewhere, without):
        with pytest.raises(NotAllowed):
            ordered(actor)
    export = ordered(officer)
    finish(export)
    for actor in (elsewhere, without):
        with pytest.raises(NotFound):
            queries.file_of(actor, export.id)
        with pytest.raises(NotFound):
            actions.cancel(actor=actor, export_id=export.id, at=AT)
    OfficerGrant.objects.filter(account_id=officer.id).delete()
    with pytest.raises(NotFound):
        queries.file_of(officer, export.id)


def test_days_that_cannot_be_and_regions_without_figures_are_refused(officer):
    for since, until in (
        (FIRST, FIRST),
        (UNTIL, FIRST),
        (date(1979, 12, 31), UNTIL),
        (FIRST, AT.date() + timedelta(days=2)),
        (date(1, 1, 1), date(9999, 12, 31)),
    ):
        with pytest.raises(Refused) as refusal:
            ordered(officer, since=since, until=until)
        assert refusal.value.code == "statistics.export_days"
    for code in ("9977", "99010100100199"):
        with pytest.raises(NotFound):
            ordered(officer, code)
    assert Export.objects.count() == 0


def test_one_at_a_time(officer):
    first = ordered(officer)
    with pytest.raises(Refused) as refusal:
        ordered(officer)
    assert refusal.value.code == "statistics.export_under_way"
    with pytest.raises(IntegrityError, match="export_one_at_a_time"), transaction.atomic():
        Export.objects.create(**_again(first))
    finish(first)
    assert ordered(officer).state == State.WAITING


def _again(export):
    names = [field.attname for field in Export._meta.concrete_fields]
    return {name: getattr(export, name) for name in names} | {"id": person(9)}


def test_the_trail_tells_all_of_it(officer):
    export = ordered(officer)
    finish(export)
    entries = Entry.objects.filter(name__startswith="statistics.").order_by("at", "id")
    assert [entry.name for entry in entries] == ["statistics.export_ordered", "statistics.export_made"]
    assert {entry.region_code for entry in entries} == {"99"}
    assert entries[1].facts["rows"] == export.done
    jobs = ProcrastinateJob.objects.filter(task_name="statistics.export")
    assert [job.args for job in jobs] == [{"export_id": str(export.id)}]


@pytest.mark.parametrize("form", list(Form))
def test_killed_at_any_step_it_goes_on_to_the_same_file(officer, facts, small, form):
    """The state stands before or after a part, whatever was written of it: cut off, written twice, or not yet named."""
    scope = Scope("99", FIRST, UNTIL, form)
    folder = small / "killed"
    steps = 0
    more = True
    while more:
        with writing.begun(scope, folder) as writer:
            before = (folder / writing.STATE).read_bytes() if steps else b""
            writer.step()
        for path in (folder / writing.LINES, folder / "joined", folder / f"{writing.STATE}.new"):
            if steps % 2 and path.exists():
                path.write_bytes(path.read_bytes() + b"half a li")
        if before and steps % 3 == 0 and not writer.standing.is_whole:
            (folder / writing.STATE).write_bytes(before)
        steps += 1
        more = not writer.standing.is_whole
    assert steps > 3
    assert rows_of(writing.result_of(folder, form)) == wanted(facts)
    with writing.begun(scope, folder) as writer:
        assert (writer.step(), writer.standing.rows) == (False, len(wanted(facts)))


@pytest.mark.parametrize("form", list(Form))
def test_killed_when_only_the_state_was_missing_it_is_the_same_file(facts, small, form):
    """The file has its name, some of its parts are deleted, and the state does not say yet that it is whole."""
    scope, folder = Scope("99", FIRST, UNTIL, form), small / "killed"
    while True:
        with writing.begun(scope, folder) as writer:
            before = (folder / writing.STATE).read_bytes() if (folder / writing.STATE).exists() else b""
            parts = {path.name: path.read_bytes() for path in (folder / writing.PARTS).glob("*.parquet")}
            if not writer.step():
                break
    (folder / writing.STATE).write_bytes(before)
    (folder / writing.PARTS).mkdir()
    for name, content in sorted(parts.items())[1:]:
        (folder / writing.PARTS / name).write_bytes(content)

    with writing.begun(scope, folder) as writer:
        assert (writer.step(), writer.standing.is_whole) == (False, True)
    assert rows_of(writing.result_of(folder, form)) == wanted(facts)
    assert not (folder / writing.PARTS).exists()


def test_a_folder_is_one_writers_and_of_one_export(facts, small):
    scope = Scope("99", FIRST, UNTIL, Form.CSV)
    with writing.begun(scope, small / "one") as writer:
        writer.step()
        with pytest.raises(writing.Busy), writing.begun(scope, small / "one"):
            pass
    other = Scope("9901", FIRST, UNTIL, Form.CSV)
    with pytest.raises(writing.Other), writing.begun(other, small / "one"):
        pass


def test_cancelled_it_stops_and_nothing_is_left(officer, monkeypatch):
    monkeypatch.setattr(running, "TURN_SECONDS", 0)
    export = ordered(officer)
    assert running.run(export.id, AT)
    folder = queries.folder_of(export.id)
    assert folder.exists()
    actions.cancel(actor=officer, export_id=export.id, at=AT)
    assert not running.run(export.id, AT)
    assert not folder.exists()
    with pytest.raises(Refused) as refusal:
        actions.cancel(actor=officer, export_id=export.id, at=AT)
    assert refusal.value.code == "statistics.export_ended"
    with pytest.raises(Refused) as refusal:
        actions.resume(actor=officer, export_id=export.id, at=AT)
    assert refusal.value.code == "statistics.export_not_failed"


def test_who_lost_the_right_gets_nothing_more(officer, monkeypatch):
    monkeypatch.setattr(running, "TURN_SECONDS", 0)
    export = ordered(officer)
    assert running.run(export.id, AT)
    grants = list(OfficerGrant.objects.filter(account_id=officer.id))
    OfficerGrant.objects.filter(account_id=officer.id).delete()
    assert not running.run(export.id, AT)
    export.refresh_from_db()
    assert (export.state, export.trouble) == (State.FAILED, "right")
    with pytest.raises(NotAllowed):
        actions.resume(actor=officer, export_id=export.id, at=AT)
    OfficerGrant.objects.bulk_create(grants)
    assert actions.resume(actor=officer, export_id=export.id, at=AT).state == State.WAITING


def test_a_disk_that_fills_stops_it_and_it_is_carried_on(officer, facts, monkeypatch):
    monkeypatch.setattr(running, "TURN_SECONDS", 0)
    export = ordered(officer, form=Form.CSV)
    assert running.run(export.id, AT)

    def full(*anything):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(writing.Writer, "_copy", full)
        assert not running.run(export.id, AT)
    export.refresh_from_db()
    assert (export.state, export.trouble) == (State.FAILED, "disk")
    actions.resume(actor=officer, export_id=export.id, at=AT)
    assert rows_of(writing.result_of(finish(export), Form.CSV)) == wanted(facts)


def test_without_room_it_does_not_begin(officer, monkeypatch):
    monkeypatch.setattr(writing, "KEPT_FREE_BYTES", 1 << 60)
    export = ordered(officer)
    assert not running.run(export.id, AT)
    export.refresh_from_db()
    assert (export.state, export.trouble) == (State.FAILED, "disk")


def test_an_export_of_nothing_is_an_empty_file(officer):
    for form in Form:
        export = ordered(officer, since=date(2020, 1, 1), until=date(2020, 2, 1), form=form)
        path = writing.result_of(finish(export), form)
        assert (export.state, export.done) == (State.DONE, 0)
        assert (parquet.read_table(path).num_rows if form == Form.PARQUET else len(rows_of(path))) == 0


def test_a_week_later_the_files_go(officer):
    export = ordered(officer)
    folder = finish(export)
    assert actions.delete_old(actor=system("tests"), at=AT + timedelta(days=6)) == 0
    assert actions.delete_old(actor=system("tests"), at=AT + timedelta(days=8)) == 1
    assert not folder.exists()
    assert Export.objects.get(id=export.id).state == State.DELETED
    with pytest.raises(NotFound):
        queries.file_of(officer, export.id)
    assert actions.delete_old(actor=system("tests"), at=AT + timedelta(days=8)) == 0


def test_the_operator_takes_one_by_command_and_nobody_else(officer):
    scope = Scope("99", FIRST, UNTIL, Form.CSV)
    with pytest.raises(NotAllowed):
        actions.take(actor=officer, scope=scope, at=AT)
    actions.take(actor=system("operator"), scope=scope, at=AT)
    assert Entry.objects.get(name="statistics.export_taken").region_code == "99"


def test_the_state_on_the_disk_names_what_it_is_of(facts, small):
    with writing.begun(Scope("99", FIRST, UNTIL, Form.CSV), small / "named") as writer:
        writer.step()
    said = json.loads((small / "named" / writing.STATE).read_text())
    assert said["scope"] == {"region_code": "99", "since": str(FIRST), "until": str(UNTIL), "form": "csv"}
