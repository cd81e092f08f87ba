"""The organization's word: requests are answered, a member is removed."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.members import entrance, keeping, people, queries, rules, telling
from volunteercloud.domain.members.models import Member, State
from volunteercloud.domain.organizations import queries as organization_queries

from .joining import end, take_in

MOST_ANSWERED = 200  # each is written to


@transaction.atomic
def answer_requests(
    *,
    actor: Actor,
    organization_id: UUID,
    volunteer_ids: Collection[UUID],
    accept: bool,
    reason: str = "",
    at: datetime,
) -> list[Member]:
    """Take in, or not, people who asked; for managers, all with one answer. Returns those who were answered: whose request
    was answered or taken back meanwhile is left as they are.

    Who is refused reads the reason (`member.reason`), and asks again after the days that the organization set. Accepting
    is refused while the organization takes nobody in.
    """
    organization = organization_queries.organization(actor, organization_id)

    rules.check_manager(actor, organization)

    _check_few(volunteer_ids)
    said = reason.strip() if accept else _reason(reason)
    if accept:
        entrance.check_takes_members(organization)
    copies = people.held(volunteer_ids)
    waiting = [
        keeping.changed(member)
        for member in keeping.standing(organization_id, list(copies)).values()
        if member.state == State.REQUESTED
    ]

    again_at = None if accept else at + timedelta(days=queries.joining(organization_id).again_after_days)
    for change in waiting:
        if accept:
            take_in(change.after, copies[change.after.volunteer_id], at)
        else:
            end(change.after, State.REFUSED, at, reason=said, again_at=again_at)
    keeping.keep(organization_id, waiting)

    answered = [change.after for change in waiting]
    name = "members.request_accepted" if accept else "members.request_refused"
    telling.record_many(actor, name, organization, answered, at, reason=said)
    template = "member_accepted" if accept else "member_refused"
    whom = [member.volunteer_id for member in answered]
    telling.inform(actor, whom, template, organization, at, by=actor.label, reason=said)
    return answered


@transaction.atomic
def remove_member(*, actor: Actor, organization_id: UUID, volunteer_id: UUID, reason: str, at: datetime) -> Member:
    """End somebody's membership, or take an invitation back; for managers. The person reads the reason, which is asked
    for (`member.reason`), and may ask again after the days that the organization set. What they served stays."""
    organization = organization_queries.organization(actor, organization_id)

    rules.check_manager(actor, organization)

    people.held({volunteer_id})
    change = keeping.changed(queries.standing(organization_id, volunteer_id))
    if change.after.state not in (State.ACTIVE, State.INVITED):
        raise NotFound
    was_member = change.after.state == State.ACTIVE
    said = _reason(reason) if was_member else reason.strip()

    again_at = at + timedelta(days=queries.joining(organization_id).again_after_days) if was_member else None
    end(change.after, State.REMOVED if was_member else State.LEFT, at, reason=said, again_at=again_at)
    keeping.keep(organization_id, [change])

    telling.record(actor, "members.removed", organization, change.after, at, reason=said)
    if was_member:
        telling.inform(actor, [volunteer_id], "member_removed", organization, at, by=actor.label, reason=said)
    return change.after


def _check_few(volunteer_ids: Collection[UUID]) -> None:
    if len(volunteer_ids) > MOST_ANSWERED:
        raise Refused(
            "member.many_answers",
            _("At most 200 requests can be answered at once."),
            next_step=_("Answer them in several parts."),
        )


def _reason(text: str) -> str:
    said = text.strip()
    if not said:
        raise Refused(
            "member.reason",
            _("The person will ask why, and no reason is given."),
            next_step=_("Write one or two sentences that they will read."),
            field="reason",
        )
    if len(said) > 500:
        raise Refused(
            "member.reason_long",
            _("The reason is longer than 500 characters."),
            next_step=_("Say it shorter."),
            field="reason",
        )
    return said
