"""What pages of figures say: how fresh they are, squares of cohorts, changes with their sign."""

from collections.abc import Sequence
from datetime import datetime

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from volunteercloud.web import formats
from volunteercloud.web.charts.cohorts import Cohort
from volunteercloud.web.data.showing import Row
from volunteercloud.web.templatetags.charts import percent

register = template.Library()

MINUTE, HOUR, DAY = 60, 3600, 86_400


@register.filter
def exactly(value: datetime) -> str:
    """A moment to the second."""
    local = formats.local(value)
    return f"{formats.plain_day(value)}{' ' if formats.in_chinese() else ', '}{local:%H:%M:%S}"


@register.filter
def lag(seconds: float) -> str:
    """How far behind, in the largest unit that says enough."""
    if seconds < MINUTE:
        number = int(seconds)
        return ngettext("%(number)d second", "%(number)d seconds", number) % {"number": number}
    if seconds < HOUR:
        number = int(seconds // MINUTE)
        return ngettext("%(number)d minute", "%(number)d minutes", number) % {"number": number}
    if seconds < 2 * DAY:
        number = int(seconds // HOUR)
        return ngettext("%(number)d hour", "%(number)d hours", number) % {"number": number}
    number = int(seconds // DAY)
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}


@register.filter
def length_above(rows: Sequence[object], number: int) -> bool:
    """Whether a table is too long to stand beside a map."""
    return len(rows) > number


@register.filter
def withheld(rows: Sequence[Row]) -> int:
    """How many rows of a table nothing is told of."""
    return sum(row.sums.is_withheld for row in rows)


@register.filter
def year_said(year: int) -> str:
    return f"{year}年" if formats.in_chinese() else str(year)


@register.filter
def signed_hours(minutes: int) -> str:
    """A change in hours with its sign: +2.0, −1.5; nothing changed is a dash."""
    if not minutes:
        return "–"
    return f"{'+' if minutes > 0 else '−'}{formats.hours(abs(minutes))}"


@register.simple_tag
def with_unit(number: str, unit: str) -> str:
    """A number with its unit in a line: 8.3%, 300 people; a Chinese unit follows without a space."""
    return f"{number}{unit}" if unit == "%" or formats.in_chinese() else f"{number} {unit}".rstrip()


@register.simple_tag
def measure_address(code: str) -> str:
    """The page of a measure, or of all."""
    return reverse("data:measure", args=[code]) if code else reverse("data:measures")


@register.simple_tag
def cohort_square(cohort: Cohort, year: int) -> SafeString:
    """A cell of the table of who stays, tinted by its share. What has not come yet, or is withheld, is a dash."""
    square = next((one for one in cohort.squares if one.year == year), None)
    if square is None or square.share is None:
        return format_html("<td>{}</td>", "–")
    return format_html('<td class="t{}">{}</td>', square.shade, percent(square.share))
