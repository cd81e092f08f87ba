"""Making snapshots: after the end of a month, and again where corrections changed it."""

import csv
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.statistics import queries
from volunteercloud.domain.statistics.models import Restatement

from . import actions, snapshots, writing
from .columns import Row
from .datasets import BY_CODE, DATASETS, Dataset
from .models import Snapshot
from .writing import Form

# Corrections come for two years (the time of objections and appeals ends long before).
RESTATED_FOR_YEARS = 2
# Only of service is it told how the past changed.
RESTATED = BY_CODE["service"]


def last_over(today: date) -> date:
    """The first day of the last month that is over."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def follow(actor: Actor, at: datetime) -> list[Snapshot]:
    """What the worker makes by night: the month that was over last, and months that were corrected since they were made."""
    made = publish(actor, last_over(timezone.localdate(at)), at)
    for month in _restated(at):
        if snapshot := _publish(actor, RESTATED, month, at):
            made.append(snapshot)
    return made


def publish(actor: Actor, month: date, at: datetime, *, anew: bool = False) -> list[Snapshot]:
    """The snapshots of a month that is over: of every dataset that has none, with ``anew`` of all. What comes to the same rows
    as the version before gets no new one. Refused for a month that is not over, and where nothing was ever counted."""
    if month > last_over(timezone.localdate(at)):
        raise Refused(
            "data.month_not_over",
            _("The month is not over, so nothing can be said of it that stays."),
            next_step=_("Choose an earlier one."),
        )
    if queries.as_of(at) is None:
        raise Refused(
            "data.not_counted",
            _("Nothing was ever counted here."),
            next_step=_("Start the worker, or count by “volunteercloud statistics recount”."),
        )
    made = []
    for dataset in DATASETS:
        if anew or snapshots.newest(dataset, month) is None:
            made.append(_publish(actor, dataset, month, at))
    return [snapshot for snapshot in made if snapshot]


def _publish(actor: Actor, dataset: Dataset, month: date, at: datetime) -> Snapshot | None:
    """The next version, unless it says the same as the last, or somebody else made it meanwhile."""
    before = snapshots.newest(dataset, month)
    with _folder(dataset) as folder, _one_moment():
        freshness = queries.as_of(at)
        snapshot = Snapshot(
            dataset=dataset.code,
            month=month,
            version=before.version + 1 if before else 1,
            leaf_id=ids.uuid7(),
            as_of=freshness.at if freshness else at,
            made_at=at,
        )
        rows = _still_withheld(dataset, dataset.rows(month), before)
        written = writing.write(dataset, rows, folder, said_of(dataset, snapshot))
        snapshot.rows, snapshot.withheld, snapshot.files = written.rows, written.withheld, written.files
    if before and before.files[Form.CSV]["sha256"] == snapshot.files[Form.CSV]["sha256"]:
        shutil.rmtree(folder)
        return None
    try:
        return actions.keep(actor=actor, snapshot=snapshot, made=folder, at=at)
    except IntegrityError:
        shutil.rmtree(folder)
        return None


def said_of(dataset: Dataset, snapshot: Snapshot) -> dict[str, str]:
    """What a Parquet file says of itself, in the words that the catalogue uses."""
    return {
        "title": str(dataset.title),
        "description": str(dataset.about),
        "license": settings.DATA_LICENCE,
        "publisher": settings.SITE_NAME or "Volunteer Cloud",
        "identifier": f"{settings.SITE_URL}/data/open/{dataset.code}/{snapshot.named}.parquet",
        "issued": snapshot.made_at.isoformat(),
        "as_of": snapshot.as_of.isoformat(),
    }


def _restated(at: datetime) -> list[date]:
    """Months that were corrected on the day of their newest version or later."""
    today = timezone.localdate(at)
    since = today.replace(year=today.year - RESTATED_FOR_YEARS, month=1, day=1)
    changed: dict[date, date] = {}
    for row in Restatement.objects.filter(region_code="", month__gte=since).order_by("month", "on"):
        changed[row.month] = row.on
    made: dict[date, date] = {}
    for snapshot in Snapshot.objects.filter(dataset=RESTATED.code, month__gte=since).order_by("month", "version"):
        made[snapshot.month] = timezone.localdate(snapshot.made_at)
    return [month for month, on in changed.items() if month in made and on >= made[month]]


def _still_withheld(dataset: Dataset, rows: Iterable[Row], before: Snapshot | None) -> Iterable[Row]:
    """What one version withholds no later one tells, so that two of them together tell no more than each alone."""
    if before is None or not before.withheld:
        return rows
    names = dataset.names
    key = [names.index(name) for name in dataset.key]
    hidden: dict[tuple[str, ...], list[bool]] = {}
    with snapshots.place_of(before, Form.CSV).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["withheld"] == "true":
                hidden[tuple(row[name] for name in dataset.key)] = [row[name] == "" for name in names]

    def told(row: Row) -> Row:
        emptied = hidden.get(tuple(str(row[place]) for place in key))
        if emptied is None:
            return row
        return *(None if is_empty else cell for cell, is_empty in zip(row[:-1], emptied[:-1], strict=True)), True

    return map(told, rows)


@contextmanager
def _folder(dataset: Dataset) -> Iterator[Path]:
    """An empty folder beside the place of the files; gone again where they could not be written, such as on a full disk."""
    folder = snapshots.folder_of(dataset.code) / f".making-{ids.uuid7()}"
    folder.mkdir(parents=True)
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextmanager
def _one_moment() -> Iterator[None]:
    """All statements see one state of the cells, however long the writing takes; what is withheld is decided by it, too."""
    is_inside = connection.in_atomic_block
    with transaction.atomic():
        if not is_inside:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
