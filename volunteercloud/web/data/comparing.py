"""Up to four regions side by side: for each hundred residents where they are known, so that size does not decide."""

from dataclasses import dataclass
from datetime import date

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import Level
from volunteercloud.web import answers
from volunteercloud.web.charts import lines

from . import asking, reading

MOST = 4


@dataclass(frozen=True, slots=True)
class Compared:
    """A region of the comparison; ``kind`` is the look of its line."""

    side: reading.Side
    name: str
    kind: int


@require_safe
def compare(request):
    """``region`` once for each, as a code or a name; what nobody knows is named on the page and left out."""
    today = timezone.localdate(answers.reader_now())
    period = asking.period_of(request.GET.get("period", ""), today)
    codes, unknown = _codes(request.GET.getlist("region"), today)
    language = get_language() or ""
    found = [
        Compared(side, asking.name_of(side.code, language), number)
        for number, side in enumerate(reading.side_by_side(codes, period), 1)
    ]
    by_rate = bool(found) and all(one.side.residents for one in found)
    facts = {
        "found": found,
        "unknown": unknown,
        "chart": (chart := _chart(found, by_rate=by_rate)),
        "untold": [line.kind for line in chart.lines if not line.path] if chart else [],
        "by_rate": by_rate,
        "period": asking.said(period),
        "key": asking.key_of(period),
        "choices": asking.choices(period, today),
        "free": range(MOST - len(found)),
        "query": "".join(f"&region={code or asking.NATION}" for code in codes),
    }
    return render(request, "data/compare.html", facts, status=404 if unknown and not found else 200)


def _codes(asked: list[str], today: date) -> tuple[list[str], list[str]]:
    """The regions meant, each once, and what of it nobody knows."""
    codes: list[str] = []
    unknown: list[str] = []
    for text in (text.replace("\x00", "").strip()[:100] for text in asked[: 2 * MOST]):
        if not text:
            continue
        try:
            code = _meant(text, today)
        except NotFound:
            unknown.append(text)
            continue
        if code not in codes and len(codes) < MOST:
            codes.append(code)
    return codes, unknown


def _meant(text: str, today: date) -> str:
    if text == asking.NATION:
        return ""
    if text.isascii() and text.isdecimal():
        found = region_queries.region(text)
    else:
        found = region_queries.search(text, today, limit=1).first()
    if found is None or found.level > Level.STREET:  # of communities no figures are kept
        raise NotFound
    return found.code


def _chart(found: list[Compared], *, by_rate: bool) -> lines.Lines | None:
    days = sorted({moment.period.start for one in found for moment in one.side.moments})
    if len(found) < 2 or len(days) < 2:
        return None
    return lines.lines(days, {one.name: _values(one.side, days, by_rate=by_rate) for one in found})


def _values(side: reading.Side, days: list[date], *, by_rate: bool) -> list[float | None]:
    """Credit hours of each month, for each hundred residents or as they are; a month without service is nought."""
    sums = {moment.period.start: moment.sums for moment in side.moments}
    divisor = (side.residents or 1) / 100 if by_rate else 1
    return [
        None
        if day in sums and sums[day].is_withheld
        else (sums[day].credit_minutes / 60 / divisor if day in sums else 0)
        for day in days
    ]
