"""What a benchmark or drill found: one document of one shape, or the same as a table for people."""

import importlib.metadata
import platform
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

import django
import psutil
from django.db import connection

PACKAGES = ("django-ninja", "granian", "psycopg", "pydantic")


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure must reach: in words, and as a question to its value and its ratio to the limit."""

    words: str
    is_met: Callable[[float, float | None], bool]


def at_most(most: float) -> Target:
    return Target(f"≤ {most:g}", lambda value, ratio: value <= most)


def at_least(least: float) -> Target:
    return Target(f"≥ {least:g}", lambda value, ratio: value >= least)


def exactly(wanted: float) -> Target:
    return Target(f"= {wanted:g}", lambda value, ratio: value == wanted)


def ratio_at_least(least: float) -> Target:
    return Target(f"ratio ≥ {least:g}", lambda value, ratio: ratio is not None and ratio >= least)


NONE = Target("", lambda value, ratio: True)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value. ``limit`` was measured in the same run: what this machine can do at best of the kind."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    ratio: float | None = None
    target: str = ""
    ok: bool = True


def figure(name: str, value: float, unit: str, *, limit: float | None = None, target: Target = NONE) -> Figure:
    ratio = value / limit if limit else None
    ok = target.is_met(value, ratio)
    rounded = None if ratio is None else round(ratio, 3)
    return Figure(name, round(value, 3), unit, None if limit is None else round(limit, 3), rounded, target.words, ok)


def document(figures: Iterable[Figure], on: dict[str, Any], took_s: float) -> dict[str, Any]:
    """``on`` is the `machine` as it was before: what else it had to do then is part of how far to trust the figures."""
    return {
        "figures": [asdict(found) for found in figures],
        "machine": on,
        "versions": versions(),
        "took_s": round(took_s, 1),
    }


def machine() -> dict[str, Any]:
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": psutil.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "load_before": round(psutil.getloadavg()[0], 2),
    }


def _processor() -> str:
    try:
        with open("/proc/cpuinfo") as lines:
            return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


def versions() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        database = cursor.fetchone()[0]
    found = {"python": platform.python_version(), "django": django.get_version(), "postgresql": database}
    return found | {name: importlib.metadata.version(name) for name in PACKAGES}


def table(figures: Iterable[Figure]) -> str:
    head = ("", "figure", "value", "limit", "ratio", "target")
    rows = [
        (
            " " if not found.target else "✓" if found.ok else "✗",
            found.name,
            f"{found.value:,.10g} {found.unit}",
            "" if found.limit is None else f"{found.limit:,.10g}",
            "" if found.ratio is None else f"{found.ratio:.2f}",
            found.target,
        )
        for found in figures
    ]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)
    )
