"""What jobs do by themselves: copies follow a changed name, ended groups are emptied."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.members import keeping, people, telling
from volunteercloud.domain.members.models import Label, MemberKey, State
from volunteercloud.domain.organizations import queries as organization_queries


@transaction.atomic
def follow_people(*, actor: Actor, organization_id: UUID, volunteer_ids: Collection[UUID], at: datetime) -> int:
    """Write the names and phone tails of these people anew where the organization keeps others. Returns how many it
    changed. Run by the job worker, since the area that knows people knows no members."""
    _allow(actor)
    copies = people.held(volunteer_ids)

    changes = []
    for member in keeping.standing(organization_id, list(copies)).values():
        change = keeping.changed(member)
        people.put(change.after, copies[member.volunteer_id])
        changes.append(change)
    keeping.keep(organization_id, changes)

    organization = organization_queries.organization(actor, organization_id)
    telling.record_many(actor, "members.copies_followed", organization, [each.after for each in changes], at)
    return len(changes)


@transaction.atomic
def empty_label(*, actor: Actor, organization_id: UUID, label_id: UUID, limit: int = 1_000, at: datetime) -> int:
    """Take members out of a group or tag that has ended, a part at a time. Returns how many: none means it is empty. What
    is told is that it ended, by `end_label`."""
    _allow(actor)
    label = Label.objects.get(organization_id=organization_id, id=label_id, ended_at__isnull=False)
    under = MemberKey.objects.filter(organization_id=organization_id, scope=label.id)
    volunteer_ids = list(under.order_by("volunteer_id").values_list("volunteer_id", flat=True).distinct()[:limit])
    people.hold(volunteer_ids)

    changes = []
    for member in keeping.standing(organization_id, volunteer_ids).values():
        if member.state == State.ACTIVE and label.id in member.labels:
            change = keeping.changed(member)
            change.after.labels.remove(label.id)
            changes.append(change)
    keeping.keep(organization_id, changes)
    return len(changes)


def _allow(actor: Actor) -> None:
    if not actor.is_system:
        raise NotAllowed("member.job")
