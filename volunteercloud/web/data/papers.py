"""The sheet of a region on A4: the same figures as the page, for a file or a meeting."""

from datetime import datetime
from pathlib import Path

from django.template import loader
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from volunteercloud.core import fonts, press
from volunteercloud.core.errors import Refused
from volunteercloud.web import formats
from volunteercloud.web.templatetags.charts import beside_axis, large_hours, percent, rate
from volunteercloud.web.templatetags.data import exactly, with_unit

from . import showing

TEMPLATE = Path(__file__).parent / "paper.typ"
PRESS = press.command("volunteercloud.core.typesetter")
MOST_ROWS = 40  # of the regions below: what fits on the second page


def pdf(shown: showing.Shown, language: str, address: str, at: datetime) -> bytes:
    """One or two pages. Refused (`data.printing`) when the press is busy for too long or fails."""
    order = {
        "template": str(TEMPLATE),
        "said": said(shown, language, address),
        "standards": ["ua-1"],
        "at": at.isoformat(),
    }
    try:
        return press.printed(PRESS, order)
    except press.NotPrinted:
        raise Refused(
            "data.printing",
            _("The sheet could not be printed just now: the press is busy or has failed."),
            next_step=_("Try again in a minute."),
        ) from None


def said(shown: showing.Shown, language: str, address: str) -> dict[str, object]:
    """Everything the template sets, in one language, cleaned for the typefaces; plain enough for JSON."""
    with override(language):
        read = shown.read
        withheld = pgettext("a figure", "not shown")
        total = withheld if read.total.is_withheld else large_hours(read.total.credit_minutes)
        return {
            "families": fonts.FAMILIES,
            "language": "en" if language == "en" else "zh",
            "title": fonts.printable(_("Voluntary service in figures: %(name)s") % {"name": shown.name}),
            "period": shown.period,
            "as_of": _("As of %(moment)s") % {"moment": exactly(read.as_of.at)} if read.as_of else "",
            "credit_label": _("Credit hours"),
            "credit": total,
            "credit_unit": "" if read.total.is_withheld else pgettext("unit", "hours"),
            "change": shown.change,
            "figures": _figures(shown),
            "trend": _trend(shown),
            "grades_label": _("How it was evidenced"),
            "grades": [
                [grade.letter, grade.name, large_hours(grade.minutes), percent(grade.part.share)]
                for grade in shown.grades
            ],
            "below_label": _("Regions"),
            "below_head": [_("Region"), _("Credit hours"), pgettext("how many", "People"), _("for each 100 residents")],
            "below": [
                [fonts.printable(row.name), withheld, "", ""]
                if row.sums.is_withheld
                else [
                    fonts.printable(row.name),
                    large_hours(row.sums.credit_minutes),
                    formats.large(row.sums.people),
                    rate(row.per_hundred),
                ]
                for row in shown.below[:MOST_ROWS]
            ],
            "note": _("Groups of fewer than 10 people are not shown."),
            "address": address.removeprefix("https://").removeprefix("http://"),
            "site": _("Volunteer Cloud"),
        }


def _figures(shown: showing.Shown) -> list[list[str]]:
    total = shown.read.total
    if total.is_withheld:
        return []
    first = [
        [_("Honour hours, apart"), with_unit(large_hours(total.honour_minutes), pgettext("unit", "hours")), ""],
        [_("People who served"), with_unit(formats.large(total.people), _("people")), ""],
    ]
    return first + [
        [figure.title, with_unit(figure.number, figure.unit) if figure.number else "–", figure.beside]
        for figure in shown.figures
    ]


def _trend(shown: showing.Shown) -> dict[str, object] | None:
    """The picture with its axis; colours of paper, whatever the reader's screen has."""
    if shown.trend is None:
        return None
    chart = shown.trend.chart
    picture = loader.render_to_string("data/paper_trend.svg", {"chart": chart})
    return {
        "title": _("Hours of each month"),
        "finding": shown.trend.finding,
        "svg": picture,
        "ticks": [beside_axis(tick) for tick in chart.axis.ticks],
        "first": shown.trend.moments[-1][0],
        "last": shown.trend.moments[0][0],
        "key": [_("Credit hours (A to C)"), _("Honour hours (D and E)")],
    }
