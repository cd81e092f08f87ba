"""Which backups are kept: the last of each of so many days, weeks and months; and what nobody can need goes with the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from volunteercloud.cli.backups import following, manifests, wal
from volunteercloud.cli.backups.manifests import Manifest
from volunteercloud.cli.backups.stores import Store

# A backup that is still taken has no manifest yet either.
HALF_DONE = timedelta(days=2)


@dataclass(frozen=True)
class Rule:
    days: int = 7
    weeks: int = 5
    months: int = 12


@dataclass(frozen=True)
class Pruned:
    backups: list[str]
    halves: int
    segments: int
    files: int


def kept(found: Sequence[Manifest], rule: Rule) -> set[str]:
    """The ids that stay. Days are those with a backup, so that a pause deletes nothing; the newest always stays."""
    ordered = sorted(found, key=lambda one: one.id, reverse=True)
    staying = {ordered[0].id} if ordered else set()
    for form, most in (("%Y-%m-%d", rule.days), ("%G-%V", rule.weeks), ("%Y-%m", rule.months)):
        newest: dict[str, str] = {}
        for one in ordered:
            newest.setdefault(one.began_at.astimezone(UTC).strftime(form), one.id)
        staying |= set(list(newest.values())[:most])
    return staying


def prune(store: Store, rule: Rule, at: datetime, *, is_dry: bool = False) -> Pruned:
    """Delete what the rule does not keep; a manifest goes first, so that no half of a backup counts as one."""
    found = manifests.every(store)
    staying = kept(found, rule)
    going = [one for one in found if one.id not in staying]
    halves = _halves(store, at)
    segments, files = _unneeded(store, [one for one in found if one.id in staying])
    if not is_dry:
        for one in going:
            store.drop(one.place(manifests.NAME))
            store.drop_folder(f"{manifests.FOLDER}/{one.id}")
        for backup_id in halves:
            store.drop_folder(f"{manifests.FOLDER}/{backup_id}")
        for name in [*segments, *files]:
            store.drop(name)
    return Pruned([one.id for one in going], len(halves), len(segments), len(files))


def _halves(store: Store, at: datetime) -> list[str]:
    """What ended backups left that never got a manifest."""
    limit = manifests.new_id(at - HALF_DONE)
    begun = {name.split("/")[1] for name in store.names(manifests.FOLDER)}
    return sorted(backup_id for backup_id in begun - set(manifests.ids(store)) if backup_id < limit)


def _unneeded(store: Store, staying: Sequence[Manifest]) -> tuple[list[str], list[str]]:
    """Segments of the log and bundles of files from before the oldest backup of their cluster that stays."""
    segments, files = [], []
    for system in {one.system for one in staying if one.system}:
        first = min((one for one in staying if one.system == system), key=lambda one: one.id)
        for name in store.names(f"{wal.FOLDER}/{system}"):
            last = name.rpartition("/")[2]
            if wal.is_segment(last) and wal.number(last) < wal.number(first.begins):
                segments.append(name)
        bundles = store.names(f"{following.FILES}/{system}")
        files += [name for name in bundles if name.rpartition("/")[2] < first.id]
    return segments, files
