"""The country as its nodes tell it, at the national node: hours and people by province, organizations, and where each figure
comes from. Everything is public; groups of fewer than ten people are never shown by themselves."""

import json
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from volunteercloud.core import cells
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.national import documents, queries, totals
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.web import answers, cursors

COLUMNS = tuple(totals.Sums.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the picture: how long the bars of credit and honour are, in per cent of the longest."""

    code: str
    label: str
    sums: totals.Sums
    credit: float
    honour: float


@require_safe
def nation(request):
    """One month or all, by province."""
    require_national()
    month = request.GET.get("month", "")
    found = totals.nation(answers.reader_now(), month)
    facts = {
        "found": found,
        "months": [(period, first_of(period)) for period in found.periods[:24]],
        "month": first_of(month) if month else None,
        "lines": lines(found.parts),
        "missing": [each for each in found.sources if each.is_late],
    }
    return render(request, "public/nation/nation.html", facts)


@require_safe
def figures_file(request):
    """The table of the page as CSV: a row for the country and one for each province."""
    require_national()
    month = request.GET.get("month", "")
    found = totals.nation(answers.reader_now(), month)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="nation-{month or "all"}.csv"'
    rows = cells.Lines(answer)
    rows.add(["region", "name", *COLUMNS])
    rows.add(["", _("The whole country"), *values(found.whole)])
    for line in lines(found.parts):
        rows.add([line.code or "-", line.label, *values(line.sums)])
    return answer


@require_safe
def node(request, name):
    """What one node said of each month, and by which document and proof."""
    require_national()
    rows = totals.gathered_of(name)
    chosen = next((row for row in rows if row.period == request.GET.get("month")), rows[0])
    whole, parts = totals.node_sums(name, chosen.period)
    facts = {
        "name": name,
        "source": next((each for each in totals.sources(answers.reader_now()) if each.name == name), None),
        "rows": [(row, first_of(row.period)) for row in rows],
        "chosen": chosen,
        "month": first_of(chosen.period),
        "digest": documents.text_of(bytes(chosen.digest)),
        "versions": totals.versions(name, chosen.period),
        "whole": whole,
        "lines": lines(parts),
        "vkey": getattr(nodes_queries.node(name), "vkey", ""),
    }
    return render(request, "public/nation/node.html", facts)


@require_safe
def proof(request, name, period, version):
    """That the log of a node holds the digest of a version: a file that core/proofs.py checks. It holds no figure."""
    require_national()
    found = totals.version(name, period, version)
    answer = HttpResponse(json.dumps(found.proof, ensure_ascii=False, indent=1), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{period}-{version}.proof.json"'
    return answer


@require_safe
def organizations(request):
    """Organizations of every node, by name."""
    require_national()
    text = request.GET.get("q", "").replace("\x00", "")[:100].strip()
    place = cursors.read(request.GET.get("after"), str)
    after = place[0] if place else ""
    found = queries.organizations(text, after)
    page = found[: queries.PAGE]
    cursor = queries.cursor_of(page[-1]) if len(found) > len(page) else ""
    region_queries.full_names({row.region_code for row in page}, get_language() or "")
    facts = {
        "text": text,
        "rows": page,
        "cursor": cursor,
        "titles": {each.name: each for each in nodes_queries.trusted()},
    }
    return render(request, "public/nation/organizations.html", facts)


def require_national() -> None:
    """Any other node gathers nothing, so it has no such page."""
    if not nodes_queries.own().is_national:
        raise NotFound


def lines(parts: list[totals.Part]) -> list[Line]:
    longest = max((each.sums.credit_minutes + each.sums.honour_minutes for each in parts), default=0) or 1
    language = get_language() or ""
    region_queries.full_names({each.code for each in parts if each.code}, language)
    return [
        Line(
            each.code,
            region_queries.full_name(each.code, language) if each.code else _("Regions with few people, together"),
            each.sums,
            round(100 * each.sums.credit_minutes / longest, 2),
            round(100 * each.sums.honour_minutes / longest, 2),
        )
        for each in parts
    ]


def values(sums: totals.Sums) -> list[int]:
    return [getattr(sums, name) for name in COLUMNS]


def first_of(period: str) -> date:
    year, month = period.split("-")
    return date(int(year), int(month), 1)
