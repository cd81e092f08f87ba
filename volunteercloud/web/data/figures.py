"""A measure as a figure of a page: its number with its unit, what was divided by what, or why there is none."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from volunteercloud.domain.statistics import measures
from volunteercloud.domain.statistics.measures import Measure, Missing, Unit, Value
from volunteercloud.web import formats
from volunteercloud.web.templatetags.charts import large_hours, percent

REASONS: dict[Missing, str | Promise] = {
    Missing.POPULATION: gettext_lazy("Nobody has entered how many people live here"),
    Missing.REGISTER: gettext_lazy("Nobody is registered here yet"),
    Missing.WAGE: gettext_lazy("Nobody has entered what an hour is worth"),
    Missing.NOTHING: gettext_lazy("Nothing to count in this time"),
    Missing.WITHHELD: gettext_lazy("Not shown: fewer than 10, or what would give them away"),
    Missing.PERIOD: gettext_lazy("Not counted for this time or place"),
}
# Shares of time: of the others, people, places and needs are counted.
OF_MINUTES = frozenset({"credit_share"})


@dataclass(frozen=True, slots=True)
class Figure:
    """``number`` is empty where ``beside`` says why there is none; ``code`` leads to the measure's own page."""

    code: str
    title: str
    number: str
    unit: str
    beside: str


def figures_of(values: dict[str, Value]) -> list[Figure]:
    """In the order in which the measures are listed."""
    return [figure_of(measure, values[measure.code]) for measure in measures.listed() if measure.code in values]


def figure_of(measure: Measure, value: Value) -> Figure:
    if value.number is None:
        reason = REASONS[value.missing] if value.missing else ""
        return Figure(measure.code, str(measure.title), "", "", str(reason))
    number, unit = written(measure.unit, value.number)
    return Figure(measure.code, str(measure.title), number, unit, _beside(measure, value))


def written(unit: Unit, number: float) -> tuple[str, str]:
    """The number as a reader writes it, and its unit."""
    match unit:
        case Unit.SHARE:
            return percent(number).removesuffix("%"), "%"
        case Unit.MINUTES:
            return large_hours(int(number)), _("hours")
        case Unit.PEOPLE:
            return formats.large(int(number)), _("people")
        case Unit.FEN:
            return formats.large(int(number) // 100), _("yuan")
        case _:
            return formats.large(int(number)), ""


def _beside(measure: Measure, value: Value) -> str:
    parts: list[str] = []
    if measure.unit == Unit.SHARE and value.top is not None and value.bottom is not None:
        written_as = large_hours if measure.code in OF_MINUTES else formats.large
        parts.append(_("%(top)s of %(bottom)s") % {"top": written_as(value.top), "bottom": written_as(value.bottom)})
    if measure.target is not None:
        parts.append(_("target %(share)s") % {"share": percent(measure.target)})
    return pgettext("between two facts", "; ").join(parts)
