"""Holding the figures against their bands."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from volunteercloud.core.actor import Actor

from . import actions, alerts
from .alerts import Finding
from .models import Alert, Outcome


def judge(actor: Actor, at: datetime) -> list[Alert]:
    """Judge every band for this month and the one before, each alert in a transaction of its own. Returns those that are open
    because of it. Done twice, or by two at once, it comes to the same."""
    today = timezone.localdate(at)
    actions.close_old(actor=actor, at=at)
    found: list[Alert] = []
    for month in alerts.months(today):
        findings = alerts.judged(month, today)
        known = _known(month, findings)
        for finding in findings:
            if finding.is_out or (finding.rule.name, finding.region_code) in known:
                alert = actions.note(actor=actor, finding=finding, at=at)
                found += [alert] if alert is not None and finding.is_out else []
    return found


def _known(month: date, findings: Sequence[Finding]) -> set[tuple[str, str]]:
    """Which of them have an open alert: the only ones that can be closed."""
    codes = {finding.region_code for finding in findings}
    rows = Alert.objects.filter(month=month, outcome=Outcome.OPEN, region_code__in=codes)
    return set(rows.values_list("band", "region_code"))
