"""The document of everything for people: on the terminal, as a page that stands alone, as a file of the documentation."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template import Context, Engine

from volunteercloud.cli.bench import report
from volunteercloud.cli.bench.report import Figure

HERE = Path(__file__).parent
TOKENS = "css/tokens.css"
WIDEST = 100.0  # percent of a bar


def tables(document: dict[str, Any]) -> str:
    """A table a part, and what failed."""
    told = []
    for part in document["parts"]:
        head = f"{part['title']} ({part['took_s']:.0f} s)"
        told.append(f"{head}\n{part['failure'] or report.table(Figure(**one) for one in part['figures'])}")
    return "\n\n".join(told)


def page(document: dict[str, Any]) -> str:
    """One HTML file: the look of the product, nothing fetched from anywhere."""
    facts = _facts(document) | {"tokens": Path(finders.find(TOKENS)).read_text()}
    return _engine().get_template("report.html").render(Context(facts))


def markdown(document: dict[str, Any]) -> str:
    return _engine().get_template("report.md").render(Context(_facts(document), autoescape=False))


def _engine() -> Engine:
    return Engine(dirs=[HERE / "templates"])


def _facts(document: dict[str, Any]) -> dict[str, Any]:
    parts = [part | {"figures": [_row(Figure(**one)) for one in part["figures"]]} for part in document["parts"]]
    asked = [row for part in parts for row in part["figures"] if row["found"].target]
    return {
        "document": document,
        "day": document["at"][:10],
        "minutes": round(document["took_s"] / 60, 1),
        "parts": parts,
        "asked": len(asked),
        "reached": sum(row["found"].ok for row in asked),
        "failed": [part["title"] for part in parts if part["failure"]],
        "versions": sorted(document["versions"].items()),
    }


def _row(found: Figure) -> dict[str, Any]:
    """A bar as long as the value is of its limit, or the limit of the value, whichever is larger fills it."""
    row: dict[str, Any] = {"found": found, "value": _number(found.value), "limit": _number(found.limit)}
    if found.ratio is not None:
        larger = max(found.ratio, 1.0)
        row |= {"ratio": f"{found.ratio:.2f}"}
        row |= {"own": round(WIDEST * found.ratio / larger, 1), "mark": round(WIDEST / larger, 1)}
    return row


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.10g}"
