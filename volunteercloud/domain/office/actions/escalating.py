"""What nobody decided in time goes one level up, and the officers of both levels hear of it: once, and all of it together."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.domain.identity import officers
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.office import queries
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.reviews import actions as review_actions
from volunteercloud.domain.reviews.models import Case, Kind

UP, BELOW = "cases_escalated", "cases_overdue"


@transaction.atomic
def escalate_overdue(*, actor: Actor, at: datetime) -> int:
    """Ask those one level above about cases that stayed undecided, and tell both levels. Returns how many cases; at most
    as many as `reviews.actions.escalate` takes at once. For the system only."""
    cases = review_actions.escalate(actor=actor, at=at)

    by_region: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in cases:
        by_region[case.asked_code, UP].append(case)
        by_region[region_queries.code_below(case.asked_code, case.region_id), BELOW].append(case)

    for (code, template), theirs in sorted(by_region.items(), key=lambda each: each[0]):
        _tell_officers(actor, code, template, theirs, at)
    return len(cases)


def _tell_officers(actor: Actor, code: str, template: str, cases: list[Case], at: datetime) -> None:
    """Each officer of this very region hears of the kinds that they decide."""
    of_officer: Mapping[Kind, int] = {kind: sum(case.kind == kind for case in cases) for kind in queries.RIGHTS}
    for grant in officers.officers_over(code):
        if grant.region_code != code:
            continue
        number = sum(number for kind, number in of_officer.items() if queries.RIGHTS[kind] in grant.rights)
        if not number:
            continue
        recipient = identity_queries.recipient(grant.account_id)
        region = region_queries.full_name(code, recipient.language) if code else ""
        messages.tell(
            actor=actor,
            recipient=recipient,
            template=template,
            facts={"number": number, "region": region},
            link="/office/?mine=1",
            at=at,
        )
