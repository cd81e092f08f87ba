"""Setting the rules of a region from a day to come on."""

from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from volunteercloud.core import memory
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import RuleSet

from . import rules


@transaction.atomic
def set_rules(*, actor: Actor, region_code: str, valid_from: date, changes: dict[str, Any], at: datetime) -> RuleSet:
    """Let a region's rules say something else from a day on; what is not named stays as the region has it on that day.

    For officers of the region and above with the right to its settings. Refused for today and the past, for a name that
    is no rule, and for a value out of its range. Set again for the same day, the later word counts.
    """
    region = region_queries.region(region_code)

    if not rules.may_set(actor, region_code):
        raise NotAllowed("identity.not_officer")

    rules.check_day(region, valid_from, timezone.localdate(at))
    before = rules.values_of(region_queries.rules_for(region_code, valid_from))
    after = before | rules.checked(changes)
    changed = {name: [before[name], after[name]] for name in rules.FIELDS if before[name] != after[name]}
    if not changed:
        return region_queries.rules_for(region_code, valid_from)

    rule_set, _created = RuleSet.objects.update_or_create(region_id=region_code, valid_from=valid_from, defaults=after)
    transaction.on_commit(memory.forget_all)

    audit.record(
        actor,
        "governance.rules_set",
        at=at,
        owner_id=uuid5(NAMESPACE_URL, f"region:{region_code}"),
        subject=("region", uuid5(NAMESPACE_URL, f"region:{region_code}"), region.name),
        region_code=region_code,
        facts={"valid_from": valid_from.isoformat(), "changes": changed},
    )
    return rule_set
