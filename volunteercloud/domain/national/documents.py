"""The document of figures: what a node says of one month, as it is signed, sealed and read again. Pure.

The form is open: whatever measure a node counts travels and is kept, also by those who don't know what it means.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from volunteercloud.core import parsing

from .counting import STOCK_MEASURES, Cells, Key

FORM = "volunteercloud.figures/1"
KIND = "vc-figures+jws"
LEAF = "figures/1"
CLOSING, CORRECTIONS, RUNNING = "closing", "corrections", "running"

PERIOD = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
REGION = re.compile(r"|\d{2}|\d{4}|\d{6}")
WORD = re.compile(r"[a-z]{0,12}")
GRADE = re.compile(r"|[A-Z]")
MEASURE = re.compile(r"[a-z][a-z0-9_]{0,19}(\.[a-z][a-z0-9_]{0,18})?")
MOST_CELLS = 200_000
MOST_MEASURES = 100
LARGEST = 2**53 - 1  # what a number in JSON can say to everybody


class Unfit(Exception):
    """It is no document of figures of that node. ``code`` says why in one word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Figures:
    """What a document says. ``previous`` is the digest of the version before it, empty for the first."""

    node: str
    period: str
    version: int
    previous: bytes
    is_closed: bool
    reason: str
    at: datetime
    cells: Cells


def written(
    *, node: str, period: str, version: int, previous: bytes, is_closed: bool, reason: str, cells: Cells
) -> dict[str, Any]:
    """The document as it is given to be signed: cells in the order of their keys, so that the same is written the same."""
    return {
        "form": FORM,
        "node": node,
        "period": period,
        "version": version,
        "previous": text_of(previous),
        "closed": is_closed,
        "reason": reason,
        "cells": [
            {"region": key.region, "kind": key.kind, "grade": key.grade, "values": dict(sorted(cells[key].items()))}
            for key in sorted(cells)
        ],
    }


def sealed(*, node: str, period: str, version: int, digest: bytes) -> bytes:
    """What the leaf in the log commits to; the proof shows it to everybody."""
    return parsing.json_bytes(
        {"form": FORM, "node": node, "period": period, "version": version, "digest": text_of(digest)}
    )


def read(document: Mapping[str, Any], node: str) -> Figures:
    """The document of a node, its signature opened before. `Unfit`: `figures.form`, `figures.other_node`, `figures.cells`."""
    said = document.get
    if said("form") != FORM:
        raise Unfit("figures.form")
    if said("node") != node:
        raise Unfit("figures.other_node")
    period, version, reason, is_closed = said("period"), said("version"), said("reason"), said("closed")
    is_right = (
        _is(PERIOD, period) and type(version) is int and 1 <= version <= 2**31 - 1 and type(is_closed) is bool
    ) and (isinstance(reason, str) and len(reason) <= 20)
    if not is_right:
        raise Unfit("figures.form")
    return Figures(
        node=node,
        period=str(period),
        version=int(version or 0),
        previous=_bytes_of(said("previous")),
        is_closed=bool(is_closed),
        reason=str(reason),
        at=datetime.fromisoformat(str(said("at"))),
        cells=_cells(said("cells")),
    )


def stocks_of(cells: Cells) -> Cells:
    """Of the cells only what there was at one moment."""
    kept = {
        key: {name: value for name, value in values.items() if name in STOCK_MEASURES} for key, values in cells.items()
    }
    return {key: values for key, values in kept.items() if values}


def joined(one: Cells, other: Cells) -> Cells:
    return {key: one.get(key, {}) | other.get(key, {}) for key in one.keys() | other.keys()}


def text_of(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _bytes_of(text: object) -> bytes:
    """The digest; nothing for the first version."""
    try:
        found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) if isinstance(text, str) else None
    except ValueError:
        found = None
    if found is None or len(found) not in (0, 32):
        raise Unfit("figures.form")
    return found


def _cells(said: object) -> Cells:
    if not isinstance(said, list) or len(said) > MOST_CELLS:
        raise Unfit("figures.cells")
    found: Cells = {}
    for cell in said:
        key, values = _cell(cell)
        if key in found:
            raise Unfit("figures.cells")
        found[key] = values
    return found


def _cell(cell: object) -> tuple[Key, dict[str, int]]:
    if not isinstance(cell, dict):
        raise Unfit("figures.cells")
    values = cell.get("values")
    is_right = _is(REGION, cell.get("region")) and _is(WORD, cell.get("kind")) and _is(GRADE, cell.get("grade"))
    if not is_right or not isinstance(values, dict) or len(values) > MOST_MEASURES:
        raise Unfit("figures.cells")
    for measure, value in values.items():
        if not _is(MEASURE, measure) or type(value) is not int or not 0 <= value <= LARGEST:
            raise Unfit("figures.cells")
    return Key(cell["region"], cell["kind"], cell["grade"]), values


def _is(form: re.Pattern[str], said: object) -> bool:
    return isinstance(said, str) and form.fullmatch(said) is not None
