"""What pages of planning say about series."""

from django import template
from django.utils.translation import gettext as _

from volunteercloud.domain.activities.models import Series
from volunteercloud.web import formats
from volunteercloud.web.organizer.planning.forms import WEEKDAYS

register = template.Library()
EVERY_DAY = 7


@register.filter
def weekdays(series: Series) -> str:
    """The days of the week of a series, in their order."""
    if len(series.weekdays) == EVERY_DAY:
        return _("Every day")
    names = dict(WEEKDAYS)
    return ("、" if formats.in_chinese() else ", ").join(str(names[day]) for day in series.weekdays)
