"""People come and go: they join, ask, are invited, accept, and leave."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.members import entrance, keeping, limits, links, people, queries, rules, telling
from volunteercloud.domain.members.models import Joining, JoinLink, Member, Membership, State, Via
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import Organization

DECLINED_RESTS = timedelta(days=30)  # who left or declined is left in peace


@transaction.atomic
def join(*, actor: Actor, organization_id: UUID, volunteer_id: UUID, at: datetime) -> Member:
    """Join an organization, ask to, or accept its invitation, as its settings have it; for oneself or a ward.

    Whoever is a member or has asked already stays what they are. Refused while the organization takes nobody in, where
    it only invites (`member.by_invitation`), to a person without a name (`member.no_name`), and too soon after a
    refusal (`member.too_soon`). Who was removed is approved anew, even where everybody else walks in.
    """
    organization = organization_queries.organization(actor, organization_id)
    return _join(actor, organization, volunteer_id, None, at)


@transaction.atomic
def join_by_link(*, actor: Actor, token: str, volunteer_id: UUID, at: datetime) -> Member:
    """The same by a link of the organization, which may let in at once and put into a group.

    Refused as `join` is, for a link that is forged, revoked, expired or used up, and never because it only invites.
    """
    named = links.read(token)
    organization = organization_queries.organization(actor, named.organization_id)
    link = entrance.check_link(queries.link(named.organization_id, named.link_id), at)
    return _join(actor, organization, volunteer_id, link, at)


@transaction.atomic
def leave(*, actor: Actor, organization_id: UUID, volunteer_id: UUID, at: datetime) -> Membership:
    """Leave, take a request back or decline an invitation; at will and at any time, for oneself or a ward. Who is no
    member any more stays as they are."""
    people.held({volunteer_id})
    mine = Membership.objects.filter(volunteer_id=volunteer_id, organization_id=organization_id).first()
    if mine is None:
        raise NotFound

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("member.not_yours")

    if mine.state in limits.ENDED:
        return mine
    organization = organization_queries.organization(actor, organization_id)
    was = mine.state
    if mine.is_quiet:
        mine.state, mine.again_at = State.LEFT, at + DECLINED_RESTS
        keeping.keep_quietly([mine])
        # With the person: the organization never knew whom it invited.
        subject = ("organization", organization.id, organization.name)
        audit.record(actor, "members.left", at=at, owner_id=volunteer_id, subject=subject, facts={"was": was})
        return mine

    change = keeping.changed(queries.standing(organization_id, volunteer_id))
    end(change.after, State.LEFT, at)
    keeping.keep(organization_id, [change])

    telling.record(actor, "members.left", organization, change.after, at, was=was)
    mine.state = State.LEFT
    return mine


@transaction.atomic
def invite(*, actor: Actor, organization_id: UUID, number: str, at: datetime) -> Member:
    """Invite the volunteer with this number; one who has asked already becomes a member. For managers.

    Refused for a number of nobody (`member.number_unknown`), and for 30 days to somebody who left or declined
    (`member.left_lately`). Whoever is invited already is not written to again, and without consent to it nobody is.
    """
    organization = organization_queries.organization(actor, organization_id)

    rules.check_manager(actor, organization)

    entrance.check_takes_members(organization)
    try:
        volunteer_id = identity_queries.volunteer_by_number(number).id
    except NotFound:
        raise Refused(
            "member.number_unknown",
            _("No volunteer has this number."),
            next_step=_("Ask the person to read it from the pass: 12 letters and digits, beginning with V."),
            field="number",
        ) from None
    copy = people.held({volunteer_id})[volunteer_id]
    change = begun(organization_id, copy, keeping.standing(organization_id, [volunteer_id]).get(volunteer_id), at)
    if change.after.state in (State.INVITED, State.ACTIVE) and change.before:
        return change.after
    _check_in_peace(change.before, at)

    asked = change.after.state == State.REQUESTED and change.before is not None
    if asked:
        take_in(change.after, copy, at)
    else:
        change.after.state, change.after.via = State.INVITED, Via.INVITATION
        people.put(change.after, copy)
    keeping.keep(organization_id, [change])

    telling.record(actor, "members.invited", organization, change.after, at, state=str(change.after.state))
    if asked:
        telling.inform(actor, [volunteer_id], "member_accepted", organization, at, by=actor.label)
    else:
        telling.inform_invited(actor, [volunteer_id], organization, at)
    return change.after


def begun(organization_id: UUID, copy: people.Copy, standing: Member | None, at: datetime) -> keeping.Change:
    """A change of somebody who stands here, or of a new row; one that had ended begins anew, and keeps who it was."""
    if standing is not None:
        change = keeping.changed(standing)
        if standing.state in limits.ENDED:
            change.after.asked_at, change.after.ended_at, change.after.reason = at, None, ""
        return change
    fresh = Member(
        organization_id=organization_id,
        volunteer_id=copy.volunteer_id,
        name=copy.name,
        number=copy.number,
        state=State.REQUESTED,
        via=Via.SEARCH,
        asked_at=at,
    )
    return keeping.Change(None, fresh)


def take_in(member: Member, copy: people.Copy, at: datetime) -> None:
    """Make somebody a member; their name is whole from now on."""
    member.state, member.joined_at = State.ACTIVE, at
    member.ended_at, member.again_at, member.reason = None, None, ""
    people.put(member, copy)


def end(member: Member, state: State, at: datetime, *, reason: str = "", again_at: datetime | None = None) -> None:
    """What was kept about belonging goes with it: groups, tags, the organization's own number and note."""
    member.state, member.ended_at, member.reason, member.again_at = state, at, reason, again_at
    member.labels, member.member_number, member.note = [], "", ""


def _check_in_peace(member: Member | None, at: datetime) -> None:
    if left_lately(member, at):
        raise Refused(
            "member.left_lately",
            _("This person left or declined less than 30 days ago, so you can't invite them yet."),
            next_step=_("Talk to them; they can join by themselves at any time."),
            field="number",
        )


def left_lately(member: Member | None, at: datetime) -> bool:
    return (
        member is not None
        and member.state == State.LEFT
        and member.ended_at is not None
        and at < member.ended_at + DECLINED_RESTS
    )


def _join(actor: Actor, organization: Organization, volunteer_id: UUID, link: JoinLink | None, at: datetime) -> Member:
    copy = people.held({volunteer_id}).get(volunteer_id)
    if copy is None:
        raise NotFound
    mine = Membership.objects.filter(volunteer_id=volunteer_id, organization_id=organization.id).first()

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("member.not_yours")

    entrance.check_takes_members(organization)
    standing = keeping.standing(organization.id, [volunteer_id]).get(volunteer_id)
    offered = _offered(mine, link)
    label_ids = queries.standing_label_ids(organization.id, offered)
    if standing is not None and standing.state == State.ACTIVE and not label_ids - set(standing.labels):
        return standing
    state = _becomes(organization.id, mine, link, at)
    if standing is not None and standing.state == state == State.REQUESTED:
        return standing
    _check_named(copy)
    if link is not None:
        _use(link, at)

    change = begun(organization.id, copy, standing, at)
    _write(change.after, copy, mine, link, state, at)
    if state == State.ACTIVE:
        change.after.labels = sorted({*change.after.labels, *label_ids})[: limits.MOST_LABELS]
        change.after.member_number = change.after.member_number or _free_number(organization.id, mine)
    keeping.keep(organization.id, [change])

    name = "members.joined" if state == State.ACTIVE else "members.asked"
    telling.record(actor, name, organization, change.after, at, via=change.after.via)
    return change.after


def _becomes(organization_id: UUID, mine: Membership | None, link: JoinLink | None, at: datetime) -> State:
    """A member at once, or somebody who has asked. Refused to whoever may not come this way."""
    if mine is not None and mine.state in (State.INVITED, State.ACTIVE):
        return State.ACTIVE
    if mine is not None and mine.state == State.REQUESTED:
        return State.ACTIVE if link and link.lets_in else State.REQUESTED
    if mine is not None:
        entrance.check_again(mine.again_at, at)
        if mine.state == State.REMOVED:
            return State.REQUESTED
    joining = queries.joining(organization_id).joining
    if link is not None:
        return State.ACTIVE if link.lets_in or joining == Joining.OPEN else State.REQUESTED
    if joining == Joining.INVITATION:
        raise Refused(
            "member.by_invitation",
            _("This organization takes in only whom it invites."),
            next_step=_("Ask it for a link, or find another organization near you."),
        )
    return State.ACTIVE if joining == Joining.OPEN else State.REQUESTED


def _write(
    member: Member, copy: people.Copy, mine: Membership | None, link: JoinLink | None, state: State, at: datetime
) -> None:
    was = mine.state if mine else None
    if was == State.INVITED:
        member.via = Via.LIST if mine is not None and mine.is_quiet else member.via
    elif was != State.ACTIVE:
        member.via = Via.LINK if link else Via.SEARCH
    if state == State.ACTIVE and was != State.ACTIVE:
        take_in(member, copy, at)
    else:
        member.state = state
        people.put(member, copy)


def _offered(mine: Membership | None, link: JoinLink | None) -> set[UUID]:
    """The groups and tags that the invitation and the link bring with them."""
    by_invitation = mine.offered_labels if mine and mine.state == State.INVITED else []
    return {*by_invitation, *([link.label_id] if link and link.label_id else [])}


def _free_number(organization_id: UUID, mine: Membership | None) -> str:
    """The number that the invitation offers, unless somebody has it by now."""
    number = mine.offered_number if mine and mine.state == State.INVITED else ""
    return "" if number and queries.has_number(organization_id, number) else number


def _check_named(copy: people.Copy) -> None:
    if not copy.name:
        raise Refused(
            "member.no_name",
            _("You can't join yet: an organization knows its members by their names, and yours is not known."),
            next_step=_("Register your identity document first; it takes about two minutes."),
        )


def _use(link: JoinLink, at: datetime) -> None:
    """Count who comes by a link, where it is limited: one conditional statement, so that the last place is taken once.
    The row of an unlimited one is left alone, since a whole hall may scan it at once."""
    if link.use_limit is not None and not queries.open_links(link, at).update(uses=queries.ONE_MORE):
        raise entrance.used_up()
