"""Jobs: reminding of claims without an answer, deleting proofs that nobody needs to look at any more."""

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from . import actions
from .models import ClaimState, ServiceClaim

WORKER = system("claims")
MOST_REMINDED = 500


@app.periodic(cron="5 * * * *")
@app.task(name="claims.remind", queueing_lock="claims.remind", pass_context=False)
def remind_of_claims(timestamp: int) -> None:
    """Every hour, each claim in its own transaction; a repeated run finds nothing left to do."""
    remind_of_claims_at(timezone.now())


def remind_of_claims_at(moment: datetime) -> int:
    overdue = ServiceClaim.objects.filter(state=ClaimState.OPEN, reminded_at__isnull=True, answer_by__lte=moment)
    found = list(overdue.order_by("answer_by", "id").values_list("organization_id", "id")[:MOST_REMINDED])
    for organization_id, claim_id in found:
        actions.remind_of_claim(actor=WORKER, organization_id=organization_id, claim_id=claim_id, at=moment)
    return len(found)


@app.periodic(cron="25 3 * * *")
@app.task(name="claims.forget_proofs", queueing_lock="claims.forget_proofs", pass_context=False)
def forget_proofs(timestamp: int) -> None:
    """Every night, some hundreds in a transaction, until none is left."""
    while actions.forget_proofs(actor=WORKER, at=timezone.now()):
        pass
