"""Which snapshots there are, and where their files lie."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.conf import settings

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.log import queries as log_queries

from .datasets import Dataset
from .models import Snapshot
from .sealed import content_of

LATEST = "latest"
NAMED = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-v([1-9]\d{0,3}))?")
MOST = 2_000


def folder_of(dataset: str) -> Path:
    return settings.DATA / "files" / "open-data" / dataset


def place_of(snapshot: Snapshot, form: str) -> Path:
    return folder_of(snapshot.dataset) / snapshot.named / form


def all_of(datasets: Iterable[Dataset]) -> dict[str, list[Snapshot]]:
    """Every snapshot by dataset, the newest month and version first; of the whole a few thousand, the newest."""
    found: dict[str, list[Snapshot]] = {dataset.code: [] for dataset in datasets}
    for snapshot in Snapshot.objects.filter(dataset__in=found).order_by("-month", "-version", "dataset")[:MOST]:
        found[snapshot.dataset].append(snapshot)
    return found


def named(dataset: Dataset, name: str) -> Snapshot:
    """The one that an address means: `latest`, a month (its newest version), or a month with its version. Raises `NotFound`."""
    found = Snapshot.objects.filter(dataset=dataset.code)
    if name != LATEST:
        said = NAMED.fullmatch(name)
        if said is None or int(said[1]) < 1:
            raise NotFound
        found = found.filter(month=date(int(said[1]), int(said[2]), 1))
        if said[3]:
            found = found.filter(version=int(said[3]))
    snapshot = found.order_by("-month", "-version").first()
    if snapshot is None:
        raise NotFound
    return snapshot


def newest(dataset: Dataset, month: date) -> Snapshot | None:
    return Snapshot.objects.filter(dataset=dataset.code, month=month).order_by("-version").first()


def proof_of(snapshot: Snapshot) -> dict[str, object]:
    """That the public log holds the digests of its files, for anybody to check. `NotFound` in the seconds until it does."""
    place = log_queries.proof_of(snapshot.leaf_id, snapshot.leaf_id)
    if place is None:
        raise NotFound
    return place.bundle(content_of(snapshot))
