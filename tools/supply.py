#!/usr/bin/env python3
"""What we are built from: `check` holds the locks to their rules, `list` writes it down for others (CycloneDX 1.6), `audit`
holds it against a file of known weaknesses. None of them asks another machine."""

import argparse
import importlib.metadata
import json
import re
import sys
import tomllib
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

CHECKOUT = Path(__file__).resolve().parent.parent
OURS = CHECKOUT / "requirements.lock"
LOCKS = (OURS, CHECKOUT / "requirements-test.lock")
PINNED = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[^\s;\\]+)(?: ; (?P<marker>[^\\]+?))?(?: \\)?")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
REMARK = re.compile(r" +#(?:(?!://).)*")  # none names where something comes from
# What our own licence cannot go with. The Lesser licence can: we use such libraries as they are.
FORBIDDEN = re.compile(
    r"(?<!L)\bA?GPL|(?<!Lesser )General Public License|Affero|SSPL|Business Source|Commons Clause", re.I
)


@dataclass(frozen=True, slots=True)
class Locked:
    name: str
    version: str
    hashes: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="every package pinned with a hash, under a licence that ours can go with")
    commands.add_parser("list", help="the bill of materials of what is installed where it runs")
    audit = commands.add_parser("audit", help="which of it has a known weakness")
    audit.add_argument("weaknesses", type=Path, help="all.zip of the ecosystem PyPI, as osv.dev gives it out")
    chosen = parser.parse_args()
    if chosen.command == "list":
        print(json.dumps(bill(locked(OURS.read_text()), datetime.now(UTC)), ensure_ascii=False, indent=1))
        return 0
    if chosen.command == "audit":
        everything = {one for lock in LOCKS for one in locked(lock.read_text())}
        return told(sorted(known_weak(everything, chosen.weaknesses)), "known to be weak")
    faults = [f"{lock.name}: {fault}" for lock in LOCKS for fault in faults_of(lock.read_text())]
    return told(faults, "not as it has to be")


def told(faults: list[str], what: str) -> int:
    print("\n".join(faults) if faults else f"Nothing is {what}.")
    return 1 if faults else 0


def locked(text: str) -> list[Locked]:
    """The packages of a lock, each once for every version that some machine would get."""
    found: list[Locked] = []
    for line in text.splitlines():
        if pinned := PINNED.fullmatch(line):
            found.append(Locked(canonicalize_name(pinned["name"]), pinned["version"], 0))
        elif HASH.fullmatch(line):
            found[-1] = Locked(found[-1].name, found[-1].version, found[-1].hashes + 1)
    return found


def faults_of(text: str) -> Iterator[str]:
    """What a lock may not have: a line that pins nothing, a package without a hash, a licence that ours cannot go with."""
    for number, line in enumerate(text.splitlines(), 1):
        if line and not any(form.fullmatch(line) for form in (PINNED, HASH, REMARK)):
            yield f"line {number} names no version with hashes: {line.strip()[:60]}"
    for one in locked(text):
        if not one.hashes:
            yield f"{one.name} {one.version} has no hash"
        licence = licence_of(one.name)
        if licence is not None and (not licence or not is_good(licence)):
            yield f"{one.name} {one.version} is under {licence or 'no licence that it names'}"


def licence_of(name: str) -> str | None:
    """What a package says of itself; None where it is not installed, being for other machines."""
    try:
        told = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return None
    named = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if line.startswith("License ::")]
    free = " ".join((told.get("License") or "").split())[:60]
    return told.get("License-Expression") or ", ".join(named) or free


def is_good(licence: str) -> bool:
    """Of several to choose from one is enough."""
    return any(not FORBIDDEN.search(choice) for choice in re.split(r"\bOR\b", licence))


def bill(packages: list[Locked], at: datetime) -> dict[str, Any]:
    """CycloneDX 1.6: what runs, under which licence, and what asks for what."""
    names = {one.name for one in packages}
    own = canonicalize_name("volunteercloud")
    asked = {one.name: _asked_by(one.name) & names for one in packages}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, OURS.read_text())}",
        "version": 1,
        "metadata": {
            "timestamp": at.isoformat(timespec="seconds"),
            "component": {"type": "application", "bom-ref": own, "name": own, **_licensed("Apache-2.0")},
        },
        "components": [_component(one) for one in packages],
        "dependencies": [
            {"ref": own, "dependsOn": sorted(_purl(one) for one in packages if one.name in _asked_by_us())},
            *(
                {
                    "ref": _purl(one),
                    "dependsOn": sorted(_purl(each) for each in packages if each.name in asked[one.name]),
                }
                for one in packages
            ),
        ],
    }


def _component(one: Locked) -> dict[str, Any]:
    said = {"type": "library", "bom-ref": _purl(one), "name": one.name, "version": one.version, "purl": _purl(one)}
    return said | _licensed(licence_of(one.name))


def _licensed(licence: str | None) -> dict[str, Any]:
    if not licence:
        return {}
    is_expression = re.fullmatch(r"[A-Za-z0-9.+() -]+", licence) and re.search(r"-\d|^MIT$", licence)
    return {"licenses": [{"expression": licence} if is_expression else {"license": {"name": licence}}]}


def _purl(one: Locked) -> str:
    return f"pkg:pypi/{one.name}@{one.version}"


def _asked_by(name: str) -> set[str]:
    try:
        lines = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return set()
    return _names(lines)


def _asked_by_us() -> set[str]:
    return _names(tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["dependencies"])


def _names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def known_weak(packages: set[Locked], weaknesses: Path) -> Iterator[str]:
    """A line a package and weakness, read from a zip of OSV records, one file each."""
    by_name: dict[str, list[Locked]] = {}
    for one in packages:
        by_name.setdefault(one.name, []).append(one)
    with zipfile.ZipFile(weaknesses) as records:
        for file in records.namelist():
            record = json.loads(records.read(file))
            if "withdrawn" in record:
                continue
            for affected in record.get("affected", []):
                name = canonicalize_name(affected.get("package", {}).get("name", ""))
                for one in by_name.get(name, []):
                    if is_affected(one.version, affected):
                        yield f"{one.name} {one.version}: {record['id']} {record.get('summary', '')}".strip()


def is_affected(version: str, affected: dict[str, Any]) -> bool:
    """By name, or between where it came in and where it went out."""
    if version in affected.get("versions", []):
        return True
    ranges = (one["events"] for one in affected.get("ranges", []) if one.get("type") == "ECOSYSTEM")
    return any(_is_between(Version(version), events) for events in ranges)


def _is_between(version: Version, events: list[dict[str, str]]) -> bool:
    is_weak = False
    for event in sorted(events, key=lambda event: _moment(*event.values())):
        ((kind, at),) = event.items()
        if kind == "introduced" and version >= _moment(at):
            is_weak = True
        elif (kind == "fixed" and version >= _moment(at)) or (kind == "last_affected" and version > _moment(at)):
            is_weak = False
    return is_weak


def _moment(written: str) -> Version:
    """What cannot be read as a version is taken for the first: better told once too often."""
    try:
        return Version(written)
    except InvalidVersion:
        return Version("0")


if __name__ == "__main__":
    sys.exit(main())
