"""Alerts and answers in words."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.statistics import saying
from volunteercloud.domain.statistics.models import Alert
from volunteercloud.domain.statistics.periods import month
from volunteercloud.domain.statistics.questions.asking import Dimension
from volunteercloud.domain.statistics.watching import watched
from volunteercloud.web.data.showing import age_band
from volunteercloud.web.evidence import KIND_NAMES

LISTS = {
    Dimension.CATEGORY: CodeList.CATEGORY,
    Dimension.ORGANIZATION_KIND: CodeList.ORGANIZATION_KIND,
    Dimension.SDG: CodeList.SDG_GOAL,
}


@dataclass(frozen=True, slots=True)
class Said:
    """An alert with its words."""

    alert: Alert
    region: str
    title: str
    value: str
    before: str
    band: str
    period: str

    @property
    def is_open(self) -> bool:
        return self.alert.closed_at is None


def said(alert: Alert) -> Said:
    unit = watched.watched(alert.figure).unit
    return Said(
        alert,
        saying.region(alert.region_code),
        str(saying.title(alert.figure)),
        saying.number(unit, alert.value),
        saying.number(unit, alert.before) if alert.before is not None else "",
        saying.band(alert.figure, alert.crossing, alert.limit, alert.against),
        saying.period(month(alert.month)),
    )


def dimension(which: Dimension) -> str:
    return {
        Dimension.CATEGORY: _("Category"),
        Dimension.KIND: _("Kind of time"),
        Dimension.SEX: _("Sex"),
        Dimension.AGE: _("Age"),
        Dimension.ORGANIZATION_KIND: _("Kind of organization"),
        Dimension.SDG: _("Development goal"),
        Dimension.GRADE: _("Evidence grade"),
    }[which]


def value(which: Dimension, code: str) -> str:
    """What a value of a dimension is called."""
    match which:
        case Dimension.GRADE:
            return code
        case Dimension.KIND:
            return str(KIND_NAMES.get(code, code))
        case Dimension.AGE:
            return age_band(code)
        case Dimension.SEX:
            return {"1": _("men"), "2": _("women")}.get(code, _("not said"))
        case _:
            return code_queries.label(LISTS[which], code, get_language() or "") if code else _("not said")
