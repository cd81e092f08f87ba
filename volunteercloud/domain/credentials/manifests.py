"""The list of contents of a package, read as what it is: something that a stranger wrote."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from .unpacking import MOST_FILES, PATH, Unsafe

FORM = "volunteercloud.copy/1"
SIGNATURE = "vc-copy+jws"  # the kind of signed paper that it is
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose package it is, as it says itself. ``document_number`` is masked; ``sealed`` is what only other nodes can open."""

    name: str
    name_latin: str
    birth_on: date | None
    number: str
    document_kind: str
    document_number: str
    ids: frozenset[str] = field(repr=False)
    sealed: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Manifest:
    """``files`` are size and SHA-256 by path; ``said`` is the whole of it, with whatever fields are not known here."""

    node: str
    site: str
    made_at: datetime
    holder: Holder
    credit_minutes: int
    honour_minutes: int
    vkey: str
    files: Mapping[str, tuple[int, str]] = field(repr=False)
    said: Mapping[str, Any] = field(repr=False)


def read(said: Mapping[str, Any]) -> Manifest:
    """Raises `Unsafe`: `copy.no_package` for another document, `copy.version` for a form that is newer than this program."""
    form = said.get("form")
    if isinstance(form, str) and form.startswith("volunteercloud.copy/") and form != FORM:
        raise Unsafe("copy.version")
    if form != FORM:
        raise Unsafe("copy.no_package")
    try:
        return Manifest(
            node=_text(said["node"]),
            site=_text(said["site"]),
            made_at=_moment(said["at"]),
            holder=_holder(said["holder"]),
            credit_minutes=_minutes(said["counts"]["credit_minutes"]),
            honour_minutes=_minutes(said["counts"]["honour_minutes"]),
            vkey=_text(said["log"]["vkey"]),
            files=_files(said["files"]),
            said=said,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unsafe("copy.no_package") from None


def _holder(said: Mapping[str, Any]) -> Holder:
    document = said["document"] or {"kind": "", "number": ""}
    if not isinstance(said["sealed"], dict):
        raise TypeError
    return Holder(
        name=_text(said["name"]),
        name_latin=_text(said["name_latin"]),
        birth_on=date.fromisoformat(said["birth_on"]) if said["birth_on"] is not None else None,
        number=_text(said["number"]),
        document_kind=_text(document["kind"]),
        document_number=_text(document["number"]),
        ids=frozenset(str(UUID(one)) for one in said["ids"][:100]),
        sealed=said["sealed"],
    )


def _files(said: list[Mapping[str, Any]]) -> dict[str, tuple[int, str]]:
    if len(said) > MOST_FILES:
        raise ValueError
    found: dict[str, tuple[int, str]] = {}
    for one in said:
        path = _text(one["path"])
        if not PATH.fullmatch(path) or path in found:
            raise ValueError
        found[path] = (_minutes(one["size"]), _text(one["sha256"]))
    return found


def _text(said: object) -> str:
    if not isinstance(said, str) or len(said) > LONGEST:
        raise TypeError
    return said


def _minutes(said: object) -> int:
    """A count that the database can hold."""
    if type(said) is not int or not 0 <= said < 2**31:
        raise TypeError
    return said


def _moment(said: object) -> datetime:
    moment = datetime.fromisoformat(_text(said))
    if moment.tzinfo is None:
        raise ValueError
    return moment
