"""The ways in: how an organization takes people in, and its links to join."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.members import entrance, limits, queries, rules, telling
from volunteercloud.domain.members.models import Joining, JoiningSettings, JoinLink
from volunteercloud.domain.organizations import queries as organization_queries

LONGEST_REST_DAYS = 366


@transaction.atomic
def set_joining(
    *, actor: Actor, organization_id: UUID, joining: str, again_after_days: int, at: datetime
) -> JoiningSettings:
    """Choose how people come: openly, with approval, or by invitation alone; and after how many days whoever was not
    taken in asks again, at most 366. For managers. Who waits for an answer goes on waiting."""
    organization = organization_queries.organization(actor, organization_id)

    rules.check_manager(actor, organization)

    if joining not in Joining.values:
        raise Refused(
            "joining.unknown",
            _("There is no such way to join."),
            next_step=_("Choose open, approval or invitation."),
            field="joining",
        )
    if not 0 <= again_after_days <= LONGEST_REST_DAYS:
        raise Refused(
            "joining.days",
            _("Between 0 and 366 days can go by before somebody asks again."),
            next_step=_("Give fewer days."),
            field="again_after_days",
        )

    settings, _is_new = JoiningSettings.objects.update_or_create(
        organization_id=organization_id, defaults={"joining": joining, "again_after_days": again_after_days}
    )

    subject = ("organization", organization.id, organization.name)
    telling.record_of(
        actor, "members.joining_set", organization, subject, at, joining=joining, again_after_days=again_after_days
    )
    return settings


@transaction.atomic
def make_link(
    *,
    actor: Actor,
    organization_id: UUID,
    name: str,
    days: int,
    label_id: UUID | None = None,
    lets_in: bool = False,
    use_limit: int | None = None,
    at: datetime,
) -> JoinLink:
    """Make a link to join, for managers: valid for some days, for so many people if ``use_limit`` is given, into a group
    or under a tag if one is named.

    Refused without a name, for more than 366 days, for a limit that lets in nobody, for an unknown label, and beyond a
    hundred links that stand.
    """
    organization = organization_queries.organization(actor, organization_id)

    rules.check_manager(actor, organization)

    entrance.check_takes_members(organization)
    _check_link(name, days, use_limit)
    _check_room(actor, organization_id, label_id)

    link = JoinLink.objects.create(
        organization_id=organization_id,
        id=ids.uuid7(),
        name=name.strip(),
        label_id=label_id,
        lets_in=lets_in,
        use_limit=use_limit,
        expires_at=at + timedelta(days=days),
        made_at=at,
        made_by_name=actor.label[:300],
    )

    telling.record_of(
        actor,
        "members.link_made",
        organization,
        ("join_link", link.id, link.name),
        at,
        expires_at=link.expires_at.isoformat(),
        lets_in=lets_in,
        use_limit=use_limit,
    )
    return link


@transaction.atomic
def revoke_link(*, actor: Actor, organization_id: UUID, link_id: UUID, at: datetime) -> JoinLink:
    """Take a link back: nobody comes by it from the next request on. For managers; one that was taken back stays so."""
    organization = organization_queries.organization(actor, organization_id)

    rules.check_manager(actor, organization)

    link = JoinLink.objects.select_for_update().filter(organization_id=organization_id, id=link_id).first()
    if link is None:
        raise NotFound
    if link.revoked_at is not None:
        return link

    link.revoked_at = at
    link.save(update_fields=["revoked_at"])

    telling.record_of(actor, "members.link_revoked", organization, ("join_link", link.id, link.name), at)
    return link


def _check_link(name: str, days: int, use_limit: int | None) -> None:
    if not name.strip():
        raise Refused(
            "join_link.name",
            _("The link has no name."),
            next_step=_("Say where it will hang or whom it is for, so that you know it again."),
            field="name",
        )
    if len(name.strip()) > 100:
        raise Refused(
            "join_link.name_long",
            _("The name is longer than 100 characters."),
            next_step=_("Say it shorter."),
            field="name",
        )
    if not 1 <= days <= limits.LONGEST_LINK_DAYS:
        raise Refused(
            "join_link.days",
            _("A link is valid for 1 to 366 days."),
            next_step=_("Choose how long you will need it."),
            field="days",
        )
    if use_limit is not None and not 1 <= use_limit <= 1_000_000:
        raise Refused(
            "join_link.limit",
            _("A limit is between 1 and 1,000,000 people."),
            next_step=_("Leave it empty if anybody may come."),
            field="use_limit",
        )


def _check_room(actor: Actor, organization_id: UUID, label_id: UUID | None) -> None:
    if label_id and not queries.standing_label_ids(organization_id, [label_id]):
        raise Refused(
            "label.unknown",
            _("The organization has no such group or tag any more."),
            next_step=_("Choose one from the list."),
            field="label_id",
        )
    if len(queries.join_links(actor, organization_id)) >= limits.MOST_LINKS:
        raise Refused(
            "join_link.many",
            _("A hundred links stand here already."),
            next_step=_("Take one back that nobody needs any more."),
        )
