"""Telling people what awaits them here. Behind the requests of other nodes, so that nothing there depends on whether there is
such a person; and again later, for who registers or is verified meanwhile."""

from datetime import datetime, timedelta

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.core.reading import taken
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.transfers import persons, telling
from volunteercloud.domain.transfers.models import Awaited, Kind
from volunteercloud.domain.transfers.steps import Unfit, read

AT_ONCE = 100
LOOK_AGAIN = timedelta(hours=1)
TEMPLATES = {Kind.INVITE: "transfer_invited", Kind.REQUEST: "transfer_requested"}


@transaction.atomic
def tell_awaited(*, actor: Actor, at: datetime) -> int:
    """Look for the people of what came and was not told yet, some at a time, and tell them. Returns how many were looked at.

    Where the document is somebody's here but the name is another one, that person is not told: an officer looks at it.
    """
    due = Awaited.objects.filter(look_at__lte=at, until__gt=at)
    looked_at = taken(due.order_by("look_at", "transfer_id"), AT_ONCE)
    holders = persons.holders([one.person_index for one in looked_at])
    for one in looked_at:
        one.look_at = at + LOOK_AGAIN
        volunteer = holders.get(one.person_index)
        if volunteer is not None and volunteer.real_name_level >= identity_rules.REAL_NAME:
            _look(actor, one, volunteer, at)
        one.save(update_fields=["look_at", "trouble", "region_code"])
    return len(looked_at)


def _look(actor: Actor, awaited: Awaited, volunteer: Volunteer, at: datetime) -> None:
    step = read(awaited.document)
    try:
        is_meant = persons.agrees(persons.unsealed(step.body, step.transfer_id), volunteer)
    except Unfit:
        is_meant = False
    if is_meant:
        awaited.look_at, awaited.trouble = None, ""
        if _is_told(awaited):
            return
        messages.tell(
            actor=actor,
            recipient=identity_queries.recipient(volunteer.id),
            template=TEMPLATES[Kind(awaited.kind)],
            facts={**telling.title_of(awaited.node_name), "until": awaited.until.isoformat()},
            link="/me/moving/",
            at=at,
        )
    elif not awaited.trouble:
        awaited.trouble, awaited.region_code = "transfer.person", volunteer.region_id or ""
        audit.record(
            actor,
            "transfers.person_differs",
            at=at,
            owner_id=volunteer.id,
            subject=("transfer", awaited.transfer_id, awaited.node_name),
            region_code=awaited.region_code,
            facts={"node": awaited.node_name},
        )


def _is_told(awaited: Awaited) -> bool:
    """Whether the person was told of the like: who asks a hundred times sends one message."""
    like = {"person_index": awaited.person_index, "node_name": awaited.node_name, "kind": awaited.kind}
    others = Awaited.objects.filter(**like, look_at__isnull=True).exclude(transfer_id=awaited.transfer_id)
    return others.exists()
