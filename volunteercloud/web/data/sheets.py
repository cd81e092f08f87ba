"""What a dashboard shows, to take along: the table as CSV, and one or two pages as PDF."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from volunteercloud.core import cells
from volunteercloud.domain.statistics.sums import Sums
from volunteercloud.web.answers import reader_now

from . import asking, papers, showing, views

COLUMNS = (
    "table", "code", "name", "period", "credit_minutes", "honour_minutes", "minutes_a", "minutes_b", "minutes_c",
    "minutes_d", "minutes_e", "records", "people", "residents", "withheld",
)  # fmt: skip


@require_safe
def download(request, code):
    """A row for each line of each table of the page, numbers in whole minutes and people; withheld ones are empty."""
    shown = views.asked(request, code)
    name = f"{code or asking.NATION}-{asking.key_of(shown.read.period)}.csv"
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    rows = cells.Lines(answer)
    rows.add(COLUMNS)
    rows.add_all(lines(shown))
    return answer


def lines(shown: showing.Shown) -> Iterator[list[object]]:
    read = shown.read
    key = asking.key_of(read.period)
    yield _line("total", read.stand.code, shown.name, key, read.total, read.residents)
    for row in shown.below:
        yield _line("region", row.code, row.name, key, row.sums, row.residents)
    for moment in read.moments:
        yield _line("time", read.stand.code, shown.name, asking.key_of(moment.period), moment.sums)
    slices = {"category": shown.categories, "sdg": shown.sdgs, "sex": shown.sexes, "age": shown.ages}
    for table, rows in slices.items():
        for row in rows:
            yield _line(table, row.code, row.name, key, row.sums)


def _line(table: str, code: str, name: str, key: str, sums: Sums, residents: int | None = None) -> list[object]:
    start = [table, code, name, key]
    if sums.is_withheld:
        return [*start, *[""] * 9, residents or "", 1]
    counts = [sums.credit_minutes, sums.honour_minutes, *sums.minutes, sums.records, sums.people]
    return [*start, *counts, residents or "", 0]


@require_safe
def paper(request, code):
    """The sheet of a region: the same figures on A4, for a file or a meeting."""
    shown = views.asked(request, code)
    address = settings.SITE_URL + request.get_full_path().replace("/figures.pdf", "/")
    content = papers.pdf(shown, translation.get_language() or "", address, reader_now())
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"{code or asking.NATION}-{asking.key_of(shown.read.period)}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
