"""Pictures of figures as parts of a page, and numbers as they stand beside an axis."""

from decimal import ROUND_DOWN, Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from volunteercloud.web import formats
from volunteercloud.web.charts import areas, lines

register = template.Library()

SIZES = ((Decimal(10**9), "bn"), (Decimal(10**6), "m"), (Decimal(10**3), "k"))


@register.inclusion_tag("charts/area.html")
def area_chart(chart: areas.Area, title: str) -> dict[str, object]:
    """Credit hours solid, honour hours hatched; `title` says the finding. The page has the {% hatch %}."""
    return {"chart": chart, "title": title}


@register.inclusion_tag("charts/lines.html")
def line_chart(chart: lines.Lines, title: str) -> dict[str, object]:
    return {"chart": chart, "title": title}


@register.inclusion_tag("charts/map.html")
def region_map(picture: object, title: str) -> dict[str, object]:
    """Regions in five shades; `picture` is of `web.data.drawing.Picture`'s shape."""
    return {"picture": picture, "title": title}


@register.simple_tag
def length_bar(width: float, kind: str = "") -> SafeString:
    """A bar beside its figure, as long as `width` per cent of its column."""
    return format_html(
        '<svg class="bar" width="100%" height="8" aria-hidden="true"><rect{} width="{}%" height="100%"/></svg>',
        format_html(' class="{}"', kind) if kind else "",
        f"{width:g}",
    )


@register.filter
def beside_axis(value: float) -> str:
    """A round number as short as it can be: 160万, 2.5k."""
    number = Decimal(f"{value:.10g}")
    if formats.in_chinese():
        if number >= 10**8:
            return f"{_plain(number / 10**8)}亿"
        return f"{_plain(number / 10**4)}万" if number >= 10**4 else _plain(number)
    size, unit = next(((size, unit) for size, unit in SIZES if number >= size), (Decimal(1), ""))
    return f"{_plain(number / size)}{unit}"


@register.filter
def large_hours(minutes: int) -> str:
    """Minutes as a total in hours: 38,214.5 below ten thousand, 12.7万 above for a Chinese reader."""
    hours = minutes // 60
    return formats.large(hours) if hours >= 10_000 else formats.hours(minutes)


@register.filter
def percent(share: float | None) -> str:
    """A share as per cent, never rounded up; below ten with one decimal."""
    if share is None:
        return "–"
    value = Decimal(str(share)) * 100
    digits = Decimal("0.1") if abs(value) < 10 else Decimal(1)
    return f"{_plain(value.quantize(digits, ROUND_DOWN))}%"


@register.filter
def rate(value: float | None) -> str:
    """So many for each hundred, with one decimal."""
    return "–" if value is None else f"{Decimal(str(value)).quantize(Decimal('0.1'), ROUND_DOWN):,}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"
