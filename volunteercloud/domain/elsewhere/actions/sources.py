"""Naming who publishes elsewhere, and their end."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.errors import Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.elsewhere import access, rules, taking
from volunteercloud.domain.elsewhere.models import Opportunity, Source, State
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.search import index

SHORTEST_REASON = 4


@transaction.atomic
def name_source(
    *,
    actor: Actor,
    source_id: UUID,
    name: str,
    region_code: str,
    address: str = "",
    licence: str = "",
    at: datetime,
) -> Source:
    """Name who publishes opportunities elsewhere; those without a region of their own are in this one. For officers of it
    who look after projects or needs. Named again by its id, it is the source already.

    Refused: no name (`source.name`) or one that stands already (`source.named`), what is no address (`source.address`), a
    region that is no more (`source.region`).
    """
    region = region_queries.region(region_code)

    access.check_officer(actor, region_code)

    if there := Source.objects.filter(id=source_id).first():
        access.check_officer(actor, there.region_id)
        return there
    if region.valid_to and region.valid_to <= timezone.localdate(at):
        raise Refused(
            "source.region",
            _("There is no such region today."),
            next_step=_("Choose one of the list."),
            field="region_code",
        )
    source = Source(id=source_id, region=region, made_by_label=actor.label[:200], made_at=at)
    _fill(source, name, address, licence)

    _write(source)

    _tell(actor, "elsewhere.source_named", source, at)
    return source


@transaction.atomic
def change_source(
    *, actor: Actor, source_id: UUID, name: str, address: str = "", licence: str = "", at: datetime
) -> Source:
    """Correct what a source is called, where it is, and under which licence. Refused as when it is named, and once it has
    ended (`source.ended`)."""
    source = taking.locked(source_id)

    access.check_officer(actor, source.region_id)

    rules.check_standing(source)
    _fill(source, name, address, licence)

    _write(source)

    _tell(actor, "elsewhere.source_changed", source, at)
    return source


@transaction.atomic
def end_source(*, actor: Actor, source_id: UUID, reason: str, at: datetime) -> Source:
    """Take in nothing of a source any more, and withdraw everything that stands of it. Ended twice is ended once. Refused
    without a reason (`source.reason`)."""
    source = taking.locked(source_id)

    access.check_officer(actor, source.region_id)

    if source.ended_at is not None:
        return source
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise Refused(
            "source.reason",
            _("Others will ask why, and no reason is given."),
            next_step=_("Say in a sentence why it ends."),
            field="reason",
        )

    source.ended_at = at
    source.save(update_fields=["ended_at"])
    standing = Opportunity.objects.filter(source_id=source_id, state=State.OPEN)
    withdrawn = standing.update(state=State.WITHDRAWN, changed_at=at)
    index.withdraw_owner(source_id, at)

    _tell(actor, "elsewhere.source_ended", source, at, reason=reason[:2000], withdrawn=withdrawn)
    return source


def _fill(source: Source, name: str, address: str, licence: str) -> None:
    source.name, source.address, source.licence = " ".join(name.split()), address.strip(), licence.strip()[:200]
    rules.check_name(source.name)
    rules.check_address(source.address)


def _write(source: Source) -> None:
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as error:
        if not broken_by(error).startswith("source_named_once"):
            raise
        raise Refused(
            "source.named",
            _("A source of this name is there already."),
            next_step=_("Send the list to that one, or name this one so that people can tell them apart."),
            field="name",
        ) from error


def _tell(actor: Actor, name: str, source: Source, at: datetime, **facts: object) -> None:
    subject = ("source", source.id, source.name)
    audit.record(actor, name, at=at, owner_id=source.id, subject=subject, region_code=source.region_id, facts=facts)
