"""Writing members: the organization's row, the person's, the keys and the counts, in the same statements for one as for
a thousand. Whoever calls holds the people first (`people.held`), so what was read is still so."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from volunteercloud.core.writing import Writing
from volunteercloud.domain.hooks import noting as hooks
from volunteercloud.domain.hooks.kinds import Kind

from . import keys
from .models import Member, Membership, State

TAKE_KEYS = "DELETE FROM members_memberkey WHERE organization_id = %s AND volunteer_id = ANY(%s)"
GIVE_KEYS = """
INSERT INTO members_memberkey (organization_id, scope, key, volunteer_id)
SELECT %s, given.* FROM unnest(%s::uuid[], %s::text[], %s::uuid[]) AS given"""
COUNT = """
INSERT INTO members_membercount (organization_id, scope, slot, number)
SELECT %s, given.* FROM unnest(%s::uuid[], %s::smallint[], %s::integer[]) AS given
ON CONFLICT (organization_id, scope, slot) DO UPDATE SET number = members_membercount.number + EXCLUDED.number"""


def _or_change(model: type[Member] | type[Membership], *key: str) -> str:
    kept = [field.column for field in model._meta.concrete_fields if field.column and field.column not in key]
    return f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET " + ", ".join(f"{name} = EXCLUDED.{name}" for name in kept)


MEMBERS: Writing[Member] = Writing(Member, _or_change(Member, "organization_id", "volunteer_id"))
MEMBERSHIPS: Writing[Membership] = Writing(Membership, _or_change(Membership, "volunteer_id", "organization_id"))


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation brings with it: groups and tags, and a number of the organization's own."""

    label_ids: tuple[UUID, ...] = ()
    member_number: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A member before and after a step; None where there was none. An invitation has an offer."""

    before: Member | None
    after: Member
    offer: Offer = field(default_factory=Offer)


def standing(organization_id: UUID, volunteer_ids: Collection[UUID]) -> dict[UUID, Member]:
    """The members among these people, in whatever state."""
    found = Member.objects.filter(organization_id=organization_id, volunteer_id__in=volunteer_ids)
    return {member.volunteer_id: member for member in found.order_by("volunteer_id")}


def changed(member: Member) -> Change:
    """A change to begin with: what stands, and a copy to write to."""
    after = copy(member)
    after.labels = list(member.labels)
    return Change(member, after)


def keep(organization_id: UUID, changes: Sequence[Change]) -> None:
    """Write changes on both sides. Seven statements at most, for any number of people."""
    if not changes:
        return
    members = sorted((change.after for change in changes), key=lambda member: member.volunteer_id)
    MEMBERS.write_all(members, "volunteer_id")
    theirs = sorted(map(_on_persons_side, changes), key=lambda membership: membership.volunteer_id)
    MEMBERSHIPS.write_all(theirs, "volunteer_id")
    _keep_keys(organization_id, [change for change in changes if _found_by(change.before) != _found_by(change.after)])
    count(organization_id, changes)
    _tell_hooks(organization_id, changes)


def keep_quietly(memberships: Sequence[Membership]) -> None:
    """Write invitations of which the organization's side knows nothing."""
    MEMBERSHIPS.write_all(sorted(memberships, key=lambda each: each.volunteer_id), "volunteer_id")


def count(organization_id: UUID, changes: Iterable[Change]) -> None:
    """Add to each list those who came and take away those who went, in the order in which everybody locks the rows."""
    sums: Counter[tuple[UUID, int]] = Counter()
    for change in changes:
        slot = keys.slot_of(change.after.volunteer_id)
        before = keys.scopes_of(change.before) if change.before else set()
        for scope in keys.scopes_of(change.after) - before:
            sums[scope, slot] += 1
        for scope in before - keys.scopes_of(change.after):
            sums[scope, slot] -= 1
    rows = sorted((scope, slot, number) for (scope, slot), number in sums.items() if number)
    if rows:
        _execute(COUNT, organization_id, *map(list, zip(*rows, strict=True)))


def _keep_keys(organization_id: UUID, changes: Sequence[Change]) -> None:
    if not changes:
        return
    members = [change.after for change in changes]
    _execute(TAKE_KEYS, organization_id, [member.volunteer_id for member in members])
    rows = [
        (scope, key, member.volunteer_id)
        for member in members
        for key in keys.keys_of(member)
        for scope in keys.scopes_of(member)
    ]
    _execute(GIVE_KEYS, organization_id, *map(list, zip(*rows, strict=True)))


def _found_by(member: Member | None) -> tuple[set[UUID], list[str]] | None:
    return (keys.scopes_of(member), keys.keys_of(member)) if member else None


def _on_persons_side(change: Change) -> Membership:
    member = change.after
    return Membership(
        volunteer_id=member.volunteer_id,
        organization_id=member.organization_id,
        state=member.state,
        is_quiet=False,
        name=member.name,
        name_latin=member.name_latin,
        phone_tail=member.phone_tail,
        reason=member.reason,
        offered_labels=list(change.offer.label_ids),
        offered_number=change.offer.member_number,
        asked_at=member.asked_at,
        joined_at=member.joined_at,
        again_at=member.again_at,
    )


def _tell_hooks(organization_id: UUID, changes: Iterable[Change]) -> None:
    """Who became a member and who is none any more, with the moment at which it was so."""
    happened: dict[datetime, list[hooks.Event]] = {}
    for change in changes:
        was, is_now = (each is not None and each.state == State.ACTIVE for each in (change.before, change.after))
        at = change.after.joined_at if is_now else change.after.ended_at
        if was != is_now and at:
            kind = Kind.MEMBER_JOINED if is_now else Kind.MEMBER_LEFT
            event = hooks.Event(kind, {"volunteer_id": change.after.volunteer_id})
            happened.setdefault(at, []).append(event)
    for at, events in happened.items():
        hooks.note(organization_id, events, at)


def _execute(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
