"""Snapshots: what others read of them is what the database says to the public, in each form; a version never changes."""

import csv
import hashlib
import json
from datetime import date, timedelta

import duckdb
import pandas as pd
import pytest
from django.db import transaction
from pyarrow import parquet

from tests.domain.statistics.open_data.conftest import AT, MONTH
from volunteercloud.core import memory
from volunteercloud.core.actor import ANONYMOUS, system
from volunteercloud.core.cells import dead
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.statistics import periods, queries
from volunteercloud.domain.statistics.models import Progress, Restatement, ServiceCell, Slice, Snapshot
from volunteercloud.domain.statistics.open_data import actions, publishing, snapshots
from volunteercloud.domain.statistics.open_data.columns import Type
from volunteercloud.domain.statistics.open_data.datasets import DATASETS, dataset

pytestmark = pytest.mark.django_db

CLERK = system("tests")


@pytest.fixture
def published(country):
    return {snapshot.dataset: snapshot for snapshot in publishing.publish(CLERK, MONTH, AT)}


def read(snapshot, form="csv"):
    """What stands in a file, by DuckDB, without being told anything but its form."""
    path = snapshots.place_of(snapshot, form)
    called = path.rename(path.with_suffix(f".{form}"))
    reader = {"csv": duckdb.read_csv, "json": duckdb.read_json, "parquet": duckdb.read_parquet}[form]
    rows = reader(str(called)).fetchall()
    called.rename(path)
    return rows


def of_service(snapshot, **asked):
    """Numbers of the rows of service that are asked for, by region."""
    names = dataset("service").names
    rows = [dict(zip(names, row, strict=True)) for row in read(snapshot, "parquet")]
    asked = {"basis": "place", "slice": "total"} | asked
    return {row["region"]: row for row in rows if all(row[name] == value for name, value in asked.items())}


def test_every_dataset_has_its_files(published, data_folder):
    assert [snapshot.named for snapshot in published.values()] == ["2026-03-v1"] * len(DATASETS)
    for snapshot in published.values():
        folder = data_folder / "files" / "open-data" / snapshot.dataset
        assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()) == [
            "2026-03-v1/csv",
            "2026-03-v1/json",
            "2026-03-v1/parquet",
        ]
        for form, said in snapshot.files.items():
            content = snapshots.place_of(snapshot, form).read_bytes()
            assert said == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def test_all_forms_say_the_same_to_other_readers(published):
    for one in DATASETS:
        compare_forms(one, published[one.code])


def compare_forms(one, snapshot):
    by_duckdb = read(snapshot, "parquet")
    assert len(by_duckdb) == snapshot.rows > 0
    assert [tuple(row) for row in one.rows(MONTH)] == by_duckdb
    texts = {column.name: str for column in one.columns if column.type == Type.TEXT}
    days = [column.name for column in one.columns if column.type == Type.DAY]
    table = pd.read_csv(
        snapshots.place_of(snapshot, "csv"), dtype=texts, parse_dates=days, keep_default_na=False, na_values=[""]
    )
    columnar = pd.read_parquet(snapshots.place_of(snapshot, "parquet"))
    assert list(table.columns) == list(columnar.columns) == list(one.names)
    said = [tuple(map(told, row)) for row in by_duckdb]
    assert plain(columnar) == said
    # In a sheet a name that would be a formula has an apostrophe before it.
    assert plain(table) == [tuple(dead(cell) if isinstance(cell, str) else cell for cell in row) for row in said]
    objects = json.loads(snapshots.place_of(snapshot, "json").read_text(encoding="utf-8"))
    assert [tuple(each.values()) for each in objects] == [tuple(map(told, row)) for row in by_duckdb]


def plain(table):
    """Rows of a table as JSON would say them."""
    return [tuple(None if pd.isna(cell) else told(cell) for cell in row) for row in table.itertuples(index=False)]


def told(cell):
    cell = cell.item() if hasattr(cell, "item") else cell
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def test_service_is_what_the_public_sees_on_the_pages(published):
    codes = ["990101", "990102", "990103"]
    seen = queries.by_region(ANONYMOUS, codes, periods.month(MONTH))
    rows = of_service(published["service"])
    for code in codes:
        sums, row = seen[code], rows[code]
        numbers = (row["records"], row["people"], row["credit_minutes"], row["withheld"])
        said = (None, None, None, True) if sums.is_withheld else (sums.records, sums.people, sums.credit_minutes, False)
        assert numbers == said
    assert rows["nation"]["people"] == 68
    assert (rows["990103"]["withheld"], rows["990103"]["people"]) == (True, None)
    # Of two that are left the smaller hides it.
    assert (rows["990102"]["withheld"], rows["990101"]["people"]) == (True, 40)


def test_small_numbers_of_people_and_places_are_left_open(published):
    rows = read(published["shifts"], "parquet")
    assert rows == [(MONTH, "9901", "total", "all", 10, 120, 80, 80, None, 70, True)]
    assert read(published["needs"], "parquet")[-1] == (MONTH, "9901", 30, 20, 20, None, 100, True)
    people = {row[1]: row[4:] for row in read(published["registrations"], "parquet") if row[2] == "total"}
    assert people == {"nation": (70, False), "99": (70, False), "9901": (70, False)} | {
        "990101": (40, False),
        "990102": (30, False),
        "990103": (None, True),
    }


def test_a_parquet_file_says_what_it_is(published, settings):
    file = parquet.ParquetFile(snapshots.place_of(published["service"], "parquet"))
    said = {key.decode(): value.decode() for key, value in file.schema_arrow.metadata.items()}
    assert said["license"] == settings.DATA_LICENCE
    assert said["identifier"] == f"{settings.SITE_URL}/data/open/service/2026-03-v1.parquet"
    assert said["as_of"] == AT.isoformat()
    assert file.schema_arrow.field("people").metadata[b"description"].startswith(b"Different people who served.")
    place = file.schema_arrow.names.index("region")
    assert "RLE_DICTIONARY" in file.metadata.row_group(0).column(place).encodings


def test_it_is_made_once_and_told_in_the_trail(published):
    assert publishing.publish(CLERK, MONTH, AT) == []
    assert publishing.publish(CLERK, MONTH, AT, anew=True) == []
    assert Entry.objects.filter(name="statistics.snapshot_published").count() == len(DATASETS)


def test_the_log_holds_the_digests(published, log_files):
    snapshot = published["service"]
    with pytest.raises(NotFound):
        snapshots.proof_of(snapshot)
    log_actions.integrate(AT)
    assert snapshots.proof_of(snapshot)["kind"] == "open-data/1"


def test_a_corrected_month_gets_a_version_beside_the_first(published):
    first = published["service"]
    before = snapshots.place_of(first, "csv").read_bytes()
    assert publishing.follow(CLERK, AT + timedelta(days=1)) == []
    ServiceCell.objects.filter(region_code="990101", slice=Slice.TOTAL).update(minutes_a=6000)
    Restatement.objects.create(region_code="", month=MONTH, on=AT.date(), records=1, credit_minutes=3600)
    Progress.objects.update(as_of=AT + timedelta(hours=1))
    memory.forget_all()
    (second,) = publishing.follow(CLERK, AT + timedelta(days=1))
    assert (second.dataset, second.named) == ("service", "2026-03-v2")
    assert of_service(second)["990101"]["minutes_a"] == 6000
    assert snapshots.place_of(first, "csv").read_bytes() == before
    assert snapshots.named(dataset("service"), "2026-03") == second
    assert snapshots.named(dataset("service"), "2026-03-v1") == first
    assert publishing.follow(CLERK, AT + timedelta(days=1)) == []


def test_what_a_version_withheld_no_later_one_tells(published):
    assert of_service(published["service"])["990102"]["withheld"]
    ServiceCell.objects.filter(region_code="990103").update(people=30, records=30)
    Progress.objects.update(as_of=AT + timedelta(hours=1))
    memory.forget_all()
    assert queries.by_region(ANONYMOUS, ["990102"], periods.month(MONTH))["990102"].people == 25
    (second,) = publishing.publish(CLERK, MONTH, AT, anew=True)
    rows = of_service(second)
    assert [(rows[code]["withheld"], rows[code]["people"]) for code in ("990101", "990102", "990103")] == [
        (False, 40),
        (True, None),
        (True, None),
    ]


def test_other_names_mean_nothing(published):
    for name in ("2026-04", "2026-03-v2", "2026-3", "2026-13", "0000-01", "2026-03-v0", "../service", ""):
        with pytest.raises(NotFound):
            snapshots.named(dataset("service"), name)


def test_a_month_that_is_not_over_is_refused(country):
    with pytest.raises(Refused) as refusal:
        publishing.publish(CLERK, date(2026, 4, 1), AT)
    assert refusal.value.code == "data.month_not_over"
    Progress.objects.all().delete()
    with pytest.raises(Refused) as refusal:
        publishing.publish(CLERK, MONTH, AT)
    assert refusal.value.code == "data.not_counted"


def test_people_publish_nothing(published, data_folder):
    again = Snapshot(dataset="service", month=MONTH, version=2)
    with pytest.raises(NotAllowed):
        actions.keep(actor=ANONYMOUS, snapshot=again, made=data_folder, at=AT)


def test_of_two_at_once_one_is_kept(published, data_folder, monkeypatch):
    """The second finds out when it writes its row, and leaves nothing behind."""
    monkeypatch.setattr(snapshots, "newest", lambda *asked: None)
    with transaction.atomic():
        assert publishing.publish(CLERK, MONTH, AT) == []
    folder = data_folder / "files" / "open-data" / "service"
    assert [path.name for path in folder.iterdir()] == ["2026-03-v1"]


def test_a_disk_that_fills_leaves_nothing_behind(country, data_folder, monkeypatch):
    def full(*anything):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing.writing, "write", full)
    with pytest.raises(OSError, match="No space"):
        publishing.publish(CLERK, MONTH, AT)
    assert not list((data_folder / "files" / "open-data" / "service").iterdir())
    assert Snapshot.objects.count() == 0


def test_a_country_without_anything_has_empty_files(db):
    Progress.objects.create(as_of=AT, swept_until=AT, recounted_at=AT)
    made = {snapshot.dataset: snapshot for snapshot in publishing.publish(CLERK, MONTH, AT)}
    assert made["service"].rows == 0
    with snapshots.place_of(made["service"], "csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [list(dataset("service").names)]
    assert json.loads(snapshots.place_of(made["service"], "json").read_text(encoding="utf-8")) == []
    assert parquet.read_table(snapshots.place_of(made["service"], "parquet")).num_rows == 0
