"""Jobs: the nightly self-audit."""

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system
from volunteercloud.domain.log import actions as log_actions

from . import self_audit

# Whoever changed more than this is found by any of them; the report counts all.
MOST_ALARMS = 1_000


@app.periodic(cron="17 2 * * *")
@app.task(queueing_lock="self_audit", pass_context=False)
def audit_records(timestamp: int) -> None:
    """Every night; an alarm that is open already is not raised again."""
    audit_records_at(timezone.now())


def audit_records_at(moment: datetime) -> self_audit.Report:
    report = self_audit.audit(moment)
    for finding in report.findings[:MOST_ALARMS]:
        log_actions.raise_alarm(
            actor=system("self_audit"),
            kind=f"record_{finding.kind}",
            subject=finding.subject,
            facts=finding.facts | {"index": finding.index},
            region_code=finding.facts.get("region", ""),
            at=moment,
        )
    return report
