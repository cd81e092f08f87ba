"""Groups and tags, who stands under them, and what an organization notes about a member."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.members import keeping, limits, people, queries, rules, telling
from volunteercloud.domain.members.models import Label, LabelKind, Member, State
from volunteercloud.domain.organizations import queries as organization_queries

LONGEST_NAME = 60


@transaction.atomic
def make_label(*, actor: Actor, organization_id: UUID, kind: LabelKind, name: str, at: datetime) -> Label:
    """Make a group or a tag; for managers. Refused for a name that stands already (`label.taken`), and beyond 500 groups
    or 100 tags (`label.many`)."""
    organization = organization_queries.locked(organization_id)

    rules.check_manager(actor, organization)

    cleaned = _name(name)
    standing = queries.standing_labels(organization_id, kind)
    if len(standing) >= limits.MOST_OF_KIND[kind]:
        raise Refused(
            "label.many",
            _("An organization keeps at most 500 groups and 100 tags, and so many stand here."),
            next_step=_("End one that nobody needs any more."),
        )
    _check_free(cleaned, standing)

    label = Label.objects.create(organization_id=organization_id, id=ids.uuid7(), kind=kind, name=cleaned, made_at=at)

    telling.record_of(actor, "members.label_made", organization, (kind, label.id, label.name), at)
    return label


@transaction.atomic
def change_label(
    *,
    actor: Actor,
    organization_id: UUID,
    label_id: UUID,
    name: str,
    leader_id: UUID | None = None,
    at: datetime,
) -> Label:
    """Rename a group or tag, or say who leads a group: a member, or nobody. For managers. To lead a group gives no right:
    what somebody may do, their role says."""
    organization = organization_queries.locked(organization_id)
    label = _standing(organization_id, label_id)

    rules.check_manager(actor, organization)

    cleaned = _name(name)
    _check_free(cleaned, [other for other in queries.standing_labels(organization_id) if _rivals(other, label)])
    leader = _leader(organization_id, label, leader_id)

    label.name = cleaned
    label.leader_id, label.leader_name = (leader.volunteer_id, leader.name) if leader else (None, "")
    label.save(update_fields=["name", "leader_id", "leader_name"])

    facts = {"leader": label.leader_name}
    telling.record_of(actor, "members.label_changed", organization, (label.kind, label.id, label.name), at, **facts)
    return label


@transaction.atomic
def end_label(*, actor: Actor, organization_id: UUID, label_id: UUID, at: datetime) -> Label:
    """End a group or tag: it is shown nowhere from now on, and links put nobody into it. For managers. Its members are
    taken out by a job, since they may be many (`empty_label`)."""
    organization = organization_queries.locked(organization_id)
    label = _standing(organization_id, label_id)

    rules.check_manager(actor, organization)

    label.ended_at = at
    label.save(update_fields=["ended_at"])

    telling.record_of(actor, "members.label_ended", organization, (label.kind, label.id, label.name), at)
    return label


@transaction.atomic
def label_members(
    *,
    actor: Actor,
    organization_id: UUID,
    volunteer_ids: Collection[UUID],
    add: Collection[UUID] = (),
    remove: Collection[UUID] = (),
    at: datetime,
) -> list[Member]:
    """Put members under groups and tags, and take them out of others, up to a thousand members at once; for managers.
    Returns those whom it changed; who is no member is left alone.

    Refused for a group or tag that is not the organization's (`label.unknown`), and where somebody would have more than
    twenty (`label.too_many_of_member`).
    """
    organization = organization_queries.organization(actor, organization_id)

    rules.check_manager(actor, organization)

    rules.check_at_once(len(volunteer_ids))
    _check_known(organization_id, {*add, *remove})
    people.hold(volunteer_ids)
    standing = keeping.standing(organization_id, volunteer_ids).values()
    changes = list(_relabelled(standing, set(add), set(remove)))

    keeping.keep(organization_id, changes)

    subject = ("organization", organization.id, organization.name)
    telling.record_of(
        actor,
        "members.labelled",
        organization,
        subject,
        at,
        members=[str(change.after.volunteer_id) for change in changes],
        added=sorted(map(str, add)),
        removed=sorted(map(str, remove)),
    )
    return [change.after for change in changes]


@transaction.atomic
def note_member(
    *, actor: Actor, organization_id: UUID, volunteer_id: UUID, member_number: str, note: str, at: datetime
) -> Member:
    """Give a member a number of the organization's own, and note what colleagues should know; for managers. Refused for a
    number that another member has (`member.number_taken`), and for texts that are too long."""
    organization = organization_queries.organization(actor, organization_id)

    rules.check_manager(actor, organization)

    people.hold({volunteer_id})
    change = keeping.changed(queries.standing(organization_id, volunteer_id))
    if change.after.state != State.ACTIVE:
        raise NotFound
    change.after.member_number, change.after.note = member_number.strip(), note.strip()
    if len(change.after.member_number) > 40 or len(change.after.note) > 1000:
        raise Refused(
            "member.note_long",
            _("A number has at most 40 characters, a note at most 1,000."),
            next_step=_("Write it shorter."),
            field="note",
        )

    try:
        with transaction.atomic():
            keeping.keep(organization_id, [change])
    except IntegrityError as error:
        if broken_by(error).startswith("member_number_once"):
            raise Refused(
                "member.number_taken",
                _("Another member has this number."),
                next_step=_("Give each member a number of their own."),
                field="member_number",
            ) from error
        raise

    telling.record(actor, "members.noted", organization, change.after, at, member_number=change.after.member_number)
    return change.after


def _standing(organization_id: UUID, label_id: UUID) -> Label:
    found = Label.objects.filter(organization_id=organization_id, id=label_id, ended_at__isnull=True).first()
    if found is None:
        raise NotFound
    return found


def _rivals(other: Label, label: Label) -> bool:
    return other.kind == label.kind and other.id != label.id


def _name(text: str) -> str:
    cleaned = " ".join(text.split())
    if not cleaned or len(cleaned) > LONGEST_NAME:
        raise Refused(
            "label.name",
            _("A group or tag has a name of 1 to 60 characters."),
            next_step=_("Give it a short name that your colleagues understand."),
            field="name",
        )
    return cleaned


def _check_free(name: str, standing: Collection[Label]) -> None:
    """The organization is locked, so two cannot take one name at once in different cases; the same, the database refuses."""
    if any(label.name.casefold() == name.casefold() for label in standing):
        raise Refused(
            "label.taken",
            _("One of this name stands already."),
            next_step=_("Use that one, or choose another name."),
            field="name",
        )


def _leader(organization_id: UUID, label: Label, leader_id: UUID | None) -> Member | None:
    if leader_id is None:
        return None
    leader = keeping.standing(organization_id, [leader_id]).get(leader_id)
    if label.kind != LabelKind.GROUP or leader is None or leader.state != State.ACTIVE:
        raise Refused(
            "label.leader",
            _("Only a member can lead a group, and a tag has no leader."),
            next_step=_("Choose one of the members."),
            field="leader",
        )
    return leader


def _check_known(organization_id: UUID, label_ids: Collection[UUID]) -> None:
    if len(queries.standing_label_ids(organization_id, label_ids)) != len(label_ids):
        raise Refused(
            "label.unknown",
            _("The organization has no such group or tag any more."),
            next_step=_("Choose one from the list."),
            field="label_id",
        )


def _relabelled(members: Iterable[Member], add: set[UUID], remove: set[UUID]) -> Iterator[keeping.Change]:
    for member in members:
        change = keeping.changed(member)
        change.after.labels = sorted((set(member.labels) - remove) | add)
        if member.state == State.ACTIVE and set(change.after.labels) != set(member.labels):
            _check_few(change.after)
            yield change


def _check_few(member: Member) -> None:
    if len(member.labels) > limits.MOST_LABELS:
        raise Refused(
            "label.too_many_of_member",
            _("A member stands under at most twenty groups and tags, and somebody here would stand under more."),
            next_step=_("Take them out of one first."),
            facts={"volunteer_id": str(member.volunteer_id)},
        )
