"""Reading members. Lists and searches cost the same in an organization of a thousand and of two million."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.reading import among
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Node, Organization

from . import entrance, keys, limits, links
from .models import (
    JoiningSettings,
    JoinLink,
    Label,
    LabelKind,
    Member,
    MemberCount,
    MemberKey,
    Membership,
    State,
)

PAGE = 50
READ_AHEAD = PAGE + 1  # tells whether there is a next page
MOST_MINE = 200
ONE_MORE = F("uses") + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which members: those of a state, or of a group or tag; found by a part of the name, a number or a phone tail.

    ``after`` is the cursor: key and id of the last one seen.
    """

    state: State = State.ACTIVE
    label_id: UUID | None = None
    text: str = ""
    after: tuple[str, UUID] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of members, and the cursor of the next; None where this is the last."""

    members: list[Member]
    after: tuple[str, UUID] | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many stand in each state and under each group and tag."""

    by_state: dict[State, int]
    by_label: dict[UUID, int]


@dataclass(frozen=True, slots=True)
class Mine:
    """How a person stands to an organization, with what the register shows of it."""

    membership: Membership
    organization: Node


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link to join shows. ``refusal`` says why nobody can come by it now."""

    organization: Organization
    link: JoinLink | None
    label: Label | None = None
    joining: JoiningSettings | None = None
    refusal: Refused | None = field(default=None)


# The organization's side


def members(viewer: Actor, organization_id: UUID, wanted: Wanted) -> Found:
    """A page of members, by what they were found by and then by id. For whoever works there; recorders see names and
    numbers alone. Three statements, however many members there are.

    A name that repeats itself fits a search several times and is shown once, so a page may hold fewer than its number.
    """
    sees_all = sees_whole(viewer, organization_id)
    beginning = keys.wanted(wanted.text)
    if beginning is None:
        return Found([])
    scope = wanted.label_id or keys.SCOPES[wanted.state]
    rows = _keys_after(organization_id, scope, beginning, wanted.after)
    rows, more = rows[:PAGE], rows[PAGE:]
    held = {
        member.volunteer_id: member
        for member in Member.objects.filter(
            organization_id=organization_id, volunteer_id__in=among([volunteer_id for _key, volunteer_id in rows])
        )
    }
    shown = [
        held[volunteer_id]
        for key, volunteer_id in rows
        if volunteer_id in held and keys.first_key(held[volunteer_id], beginning) == key
    ]
    after = rows[-1] if more else None
    return Found([member if sees_all else _outline(member) for member in shown], after)


def member(viewer: Actor, organization_id: UUID, volunteer_id: UUID) -> Member:
    """One member in whatever state, for whoever works there; for the person too, without the organization's note."""
    found = standing(organization_id, volunteer_id)
    if identity_rules.may_act_for(viewer, volunteer_id) and not organization_rules.can_record(viewer, organization_id):
        found.note = ""
        return found
    return found if sees_whole(viewer, organization_id) else _outline(found)


def counts(viewer: Actor, organization_id: UUID) -> Counts:
    """How many there are, for whoever works there and for officers of its region: sums of rows that are kept, never a count."""
    organization = organization_queries.organization(viewer, organization_id)
    if not organization_rules.can_record(viewer, organization_id) and not identity_rules.is_officer_for(
        viewer, organization.region_id, Right.ORGANIZATIONS
    ):
        raise NotAllowed("member.not_staff")
    sums = dict(
        MemberCount.objects.filter(organization_id=organization_id)
        .values_list("scope")
        .annotate(Sum("number"))
        .order_by("scope")
    )
    by_state = {state: sums.pop(scope, 0) for state, scope in keys.SCOPES.items()}
    return Counts(by_state, sums)


def labels(viewer: Actor, organization_id: UUID, kind: LabelKind | None = None) -> list[Label]:
    """The groups and tags of an organization, by kind and name, for whoever works there."""
    sees_whole(viewer, organization_id)
    return standing_labels(organization_id, kind)


def join_links(viewer: Actor, organization_id: UUID) -> list[JoinLink]:
    """The links to join that were not taken back, the newest first. For managers."""
    if not organization_rules.can_manage(viewer, organization_id):
        raise NotAllowed("organization.not_manager")
    kept = JoinLink.objects.filter(organization_id=organization_id, revoked_at__isnull=True).select_related("label")
    return list(kept.order_by("-made_at", "-id")[: limits.MOST_LINKS])


def join_link(viewer: Actor, organization_id: UUID, link_id: UUID) -> JoinLink:
    """One link, for managers."""
    if not organization_rules.can_manage(viewer, organization_id):
        raise NotAllowed("organization.not_manager")
    found = link(organization_id, link_id)
    if found is None or found.revoked_at is not None:
        raise NotFound
    return found


def joining(organization_id: UUID) -> JoiningSettings:
    """How an organization takes people in: public, as its page says it."""
    found = JoiningSettings.objects.filter(organization_id=organization_id).first()
    return found or JoiningSettings(organization_id=organization_id)


def joining_of(viewer: Actor, organization_id: UUID) -> JoiningSettings:
    """The same, for an organization that the viewer may see."""
    return joining(organization_queries.organization(viewer, organization_id).id)


def sees_whole(viewer: Actor, organization_id: UUID) -> bool:
    """Whether the viewer sees members whole (leaders and above) or in outline (recorders). Nobody else sees any."""
    if organization_rules.can_lead(viewer, organization_id):
        return True
    if organization_rules.can_record(viewer, organization_id):
        return False
    raise NotAllowed("member.not_staff")


# The person's side


def my_memberships(viewer: Actor, volunteer_id: UUID) -> list[Mine]:
    """The organizations a person belongs to, was invited by, asked, or was in, those of now first, then the latest; for
    the person and the guardian."""
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound
    standing = list(
        Membership.objects.filter(volunteer_id=volunteer_id).order_by("-asked_at", "organization_id")[:MOST_MINE]
    )
    nodes = Node.objects.in_bulk([mine.organization_id for mine in standing])
    found = [Mine(mine, nodes[mine.organization_id]) for mine in standing if mine.organization_id in nodes]
    return sorted(found, key=lambda mine: list(State).index(State(mine.membership.state)))


def my_membership(viewer: Actor, organization_id: UUID, volunteer_id: UUID) -> Membership | None:
    """How a person stands to one organization; None for somebody who never had to do with it."""
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound
    return Membership.objects.filter(volunteer_id=volunteer_id, organization_id=organization_id).first()


def shown_by(viewer: Actor, token: str, at: datetime) -> Invitation:
    """What a link to join shows to whoever opens it. Refused when it is none of ours."""
    named = links.read(token)
    organization = organization_queries.organization(viewer, named.organization_id)
    found = link(named.organization_id, named.link_id)
    try:
        entrance.check_takes_members(organization)
        entrance.check_link(found, at)
    except Refused as refusal:
        return Invitation(organization, found, refusal=refusal)
    label = found.label if found else None
    return Invitation(
        organization, found, label if label and label.ended_at is None else None, joining(organization.id)
    )


# For actions and for the areas above; whoever calls has asked who may


def standing(organization_id: UUID, volunteer_id: UUID) -> Member:
    found = Member.objects.filter(organization_id=organization_id, volunteer_id=volunteer_id).first()
    if found is None:
        raise NotFound
    return found


def member_ids(
    organization_id: UUID,
    label_ids: Collection[UUID] = (),
    after: UUID | None = None,
    limit: int = 1_000,
    joined_by: datetime | None = None,
) -> list[UUID]:
    """Members by id, a part at a time: all of them, or those under one of these groups and tags; with ``joined_by`` those
    who were there by then. For what is done to many."""
    found = Member.objects.filter(organization_id=organization_id, state=State.ACTIVE)
    if joined_by:
        found = found.filter(joined_at__lte=joined_by)
    if label_ids:
        found = found.filter(labels__overlap=list(label_ids))
    if after:
        found = found.filter(volunteer_id__gt=after)
    return list(found.order_by("volunteer_id").values_list("volunteer_id", flat=True)[:limit])


def active_among(organization_id: UUID, volunteer_ids: Collection[UUID]) -> set[UUID]:
    """Who of these people belongs to it, for whoever writes to them."""
    found = Member.objects.filter(
        organization_id=organization_id, volunteer_id__in=among(volunteer_ids), state=State.ACTIVE
    )
    return set(found.values_list("volunteer_id", flat=True))


def is_member(organization_id: UUID, volunteer_id: UUID) -> bool:
    return Member.objects.filter(
        organization_id=organization_id, volunteer_id=volunteer_id, state=State.ACTIVE
    ).exists()


def has_number(organization_id: UUID, member_number: str) -> bool:
    """Whether a member has this number of the organization's own."""
    return Member.objects.filter(organization_id=organization_id, member_number=member_number).exists()


def standing_labels(organization_id: UUID, kind: LabelKind | None = None) -> list[Label]:
    kept = Label.objects.filter(organization_id=organization_id, ended_at__isnull=True)
    if kind:
        kept = kept.filter(kind=kind)
    return list(kept.order_by("kind", "name", "id")[: sum(limits.MOST_OF_KIND.values())])


def standing_label_ids(organization_id: UUID, label_ids: Collection[UUID]) -> set[UUID]:
    """Which of these are groups and tags of the organization today. No statement for none."""
    if not label_ids:
        return set()
    kept = Label.objects.filter(organization_id=organization_id, id__in=label_ids, ended_at__isnull=True)
    return set(kept.order_by("id").values_list("id", flat=True))


def link(organization_id: UUID, link_id: UUID) -> JoinLink | None:
    found = JoinLink.objects.filter(organization_id=organization_id, id=link_id)
    return found.select_related("label").first()


def open_links(one: JoinLink, at: datetime) -> QuerySet[JoinLink]:
    """This link, if somebody may still come by it."""
    return JoinLink.objects.filter(
        organization_id=one.organization_id,
        id=one.id,
        revoked_at__isnull=True,
        expires_at__gt=at,
        uses__lt=F("use_limit"),
    )


def _keys_after(
    organization_id: UUID, scope: UUID, beginning: str, after: tuple[str, UUID] | None
) -> list[tuple[str, UUID]]:
    """A range of the table of keys, in its own order."""
    found = MemberKey.objects.filter(
        organization_id=organization_id, scope=scope, key__gte=beginning, key__lt=beginning + keys.BEYOND
    )
    if after:
        key, volunteer_id = after
        found = found.filter(Q(key__gt=key) | Q(key=key, volunteer_id__gt=volunteer_id), key__gte=key)
    return list(found.order_by("key", "volunteer_id").values_list("key", "volunteer_id")[:READ_AHEAD])


def _outline(whole: Member) -> Member:
    """What a recorder needs to know: who it is."""
    whole.name_latin, whole.phone_tail, whole.note, whole.reason = "", "", "", ""
    whole.member_number, whole.labels = "", []
    return whole
