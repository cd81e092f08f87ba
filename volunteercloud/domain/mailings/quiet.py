"""Quiet hours: when what an organization writes to many may leave by e-mail and SMS. Pure."""

from datetime import datetime, timedelta

from django.utils import timezone

from volunteercloud.domain.regions.models import RuleSet


def ends_at(rule_set: RuleSet, at: datetime) -> datetime | None:
    """When the quiet hours end that ``at`` lies in, by the clocks of the place; None outside of them. They may begin in
    the evening and end in the morning; where both ends are the same minute there are none."""
    local = timezone.localtime(at)
    minute = local.hour * 60 + local.minute
    begins, ends = rule_set.quiet_from_minute, rule_set.quiet_to_minute
    overnight = begins > ends
    is_quiet = (minute >= begins or minute < ends) if overnight else begins <= minute < ends
    if not is_quiet:
        return None
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    day = midnight + timedelta(days=1) if overnight and minute >= begins else midnight
    return day + timedelta(minutes=ends)
