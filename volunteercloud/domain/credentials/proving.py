"""The records of a package, held against the log of the node that recorded them, version by version."""

import base64
import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from volunteercloud.core import proofs
from volunteercloud.domain.records import canonical
from volunteercloud.domain.records.models import CREDIT_GRADES, Grade, Kind, Standing, Whereabouts

from .manifests import Manifest
from .unpacking import Opened

RECORDS = re.compile(r"records/[0-9]{4}\.json")
WAITING, TABLE = "waiting.json", "records.csv"
# Forty years of two records each working day; a few seconds of checking.
MOST_VERSIONS = 20_000
LONGEST_TITLE = 200
MOST_MINUTES = 24 * 60


class Unproved(Exception):
    """A record of the package does not hold. ``code`` says what, ``path`` where."""

    def __init__(self, code: str, path: str) -> None:
        super().__init__(code)
        self.code, self.path = code, path


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that counts at its node, as it stands there."""

    day: date
    title: str
    title_en: str
    organization: str
    organization_en: str
    minutes: int
    grade: str

    def as_kept(self) -> dict[str, Any]:
        return asdict(self) | {"day": self.day.isoformat()}


@dataclass(slots=True)
class Found:
    """What the records of a package come to, newest first."""

    entries: list[Entry] = field(default_factory=list)
    versions: int = 0
    proved: int = 0
    credit_minutes: int = 0
    honour_minutes: int = 0


def of(opened: Opened, manifest: Manifest, log: proofs.Verifier) -> Found:
    """Every version checked, and the sums made again from what stands. Raises `Unproved`."""
    found = Found()
    newest: dict[str, tuple[int, Entry | None]] = {}
    seen: set[tuple[str, int]] = set()
    for path, bundle in _bundles(opened):
        found.versions += 1
        if found.versions > MOST_VERSIONS:
            raise Unproved("copy.too_many_records", path)
        said = _said(bundle, log, path) if path != WAITING else _read(bundle.get("content"), path)
        found.proved += path != WAITING
        if said.get("volunteer_id") not in manifest.holder.ids:
            raise Unproved("copy.other_person", path)
        record_id, version = _key(said, path)
        if (record_id, version) in seen:
            raise Unproved("copy.doubled_version", path)
        seen.add((record_id, version))
        if record_id not in newest or newest[record_id][0] < version:
            newest[record_id] = (version, _summary(said, path))
    _reckon(opened, newest, found)
    if (found.credit_minutes, found.honour_minutes) != (manifest.credit_minutes, manifest.honour_minutes):
        raise Unproved("copy.totals", TABLE)
    return found


def _bundles(opened: Opened) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(name for name in opened.names if RECORDS.fullmatch(name) or name == WAITING):
        try:
            listed = json.loads(opened.content(path))
        except (ValueError, RecursionError):
            raise Unproved("copy.unreadable", path) from None
        if not isinstance(listed, list):
            raise Unproved("copy.unreadable", path)
        for bundle in listed:
            if not isinstance(bundle, dict):
                raise Unproved("copy.unreadable", path)
            yield path, bundle


def _said(bundle: dict[str, Any], log: proofs.Verifier, path: str) -> dict[str, Any]:
    """What a version says, by the log; its details belong to it by the hash that it holds of them."""
    try:
        proved = proofs.verify_record(bundle, log)
    except proofs.Invalid:
        raise Unproved("copy.proof", path) from None
    said = _read(proved.content, path)
    details = bundle.get("details")
    if proved.kind != canonical.KIND or not isinstance(details, str):
        raise Unproved("copy.unreadable", path)
    salt = canonical.details_salt(base64.b64decode(bundle["salt"]))
    if hashlib.sha256(salt + details.encode(errors="replace")).hexdigest() != said.get("details"):
        raise Unproved("copy.details", path)
    return said


def _read(content: object, path: str) -> dict[str, Any]:
    try:
        said = json.loads(content) if isinstance(content, str) else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Unproved("copy.unreadable", path)
    return said


def _key(said: Mapping[str, Any], path: str) -> tuple[str, int]:
    try:
        record_id, version = str(UUID(said["record_id"])), said["version"]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unproved("copy.unreadable", path) from None
    if type(version) is not int or version < 1:
        raise Unproved("copy.unreadable", path)
    return record_id, version


def _summary(said: Mapping[str, Any], path: str) -> Entry | None:
    """None for a version that is no valid service: it is part of the history, and makes no hours."""
    try:
        if Standing(said["standing"]) != Standing.VALID or Kind(said["kind"]) != Kind.SERVICE:
            return None
        minutes = said["minutes"]
        if type(minutes) is not int or not 0 < minutes <= MOST_MINUTES:
            raise ValueError
        words = [said[name] for name in ("title", "title_en", "organization_name", "organization_name_en")]
        if not all(isinstance(word, str) for word in words):
            raise TypeError
        title, title_en, organization, organization_en = (word.replace("\0", "")[:LONGEST_TITLE] for word in words)
        return Entry(
            date.fromisoformat(said["day"]),
            title,
            title_en,
            organization,
            organization_en,
            minutes,
            Grade(said["grade"]),
        )
    except (KeyError, TypeError, ValueError):
        raise Unproved("copy.unreadable", path) from None


def _reckon(opened: Opened, newest: Mapping[str, tuple[int, Entry | None]], found: Found) -> None:
    """Of what stands, what counts at that node: the table says of each record where it counts. It must name them all."""
    here: dict[str, bool] = {}
    try:
        for row in csv.DictReader(io.StringIO(opened.content(TABLE).decode("utf-8-sig"), newline="")):
            if newest[row["record_id"]][0] != int(row["version"]):
                raise Unproved("copy.table", TABLE)
            here[row["record_id"]] = row["whereabouts"] == Whereabouts.HERE
    except (UnicodeDecodeError, csv.Error, KeyError, TypeError, ValueError):
        raise Unproved("copy.table", TABLE) from None
    if here.keys() != newest.keys():
        raise Unproved("copy.table", TABLE)
    for record_id, (_version, entry) in newest.items():
        if entry is None or not here[record_id]:
            continue
        found.entries.append(entry)
        if entry.grade in CREDIT_GRADES:
            found.credit_minutes += entry.minutes
        else:
            found.honour_minutes += entry.minutes
    found.entries.sort(key=lambda entry: (entry.day, entry.title), reverse=True)
