"""Pages that a person shows: made, withdrawn, looked at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.certificates import queries as certificate_queries
from volunteercloud.domain.credentials import queries as credential_queries
from volunteercloud.domain.credentials import sharing, standing
from volunteercloud.domain.credentials.models import Credential, Form, Share, ShareLine, ShareLink
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.models import CREDIT_GRADES, RecordHead

MOST_STANDING = 20
LONGEST_TITLE = 100
LONGEST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a page shows. ``from_on`` and ``to_on`` are the period of the hours; None is from the first, or to the last."""

    title: str
    with_name: bool = False
    with_hours: bool = False
    from_on: date | None = None
    to_on: date | None = None
    record_ids: Collection[UUID] = ()
    certificate_id: UUID | None = None
    credential_id: UUID | None = None


@transaction.atomic
def share(*, actor: Actor, volunteer_id: UUID, chosen: Chosen, days: int, at: datetime) -> Share:
    """Make a page that whoever has its address can read for ``days`` days.

    Refused: no title (`share.title`), nothing chosen (`share.nothing`), a day or a year not kept to (`share.days`), a
    period that ends before it begins (`share.period`), over 100 records (`share.too_many_records`) or one that does not
    count here (`share.record`), a certificate or a badge that bears the name on a page without it
    (`share.certificate_names`, `share.badge_names`), a badge that was revoked (`share.badge`), and the 21st page that stands
    (`share.too_many`).
    """
    identity_queries.hold([volunteer_id])

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("share.not_yours")

    title = _checked(chosen, days)
    _check_room(volunteer_id, at)
    heads = _heads(volunteer_id, chosen.record_ids)
    if chosen.certificate_id:
        certificate_queries.certificate(actor, volunteer_id, chosen.certificate_id)
    if chosen.credential_id:
        _check_badge(credential_queries.credential(actor, volunteer_id, chosen.credential_id), chosen)

    made = _write(actor, volunteer_id, chosen, title, heads, days, at)

    _tell("credentials.share_made", actor, made, at)
    return made


@transaction.atomic
def withdraw_share(*, actor: Actor, volunteer_id: UUID, share_id: UUID, at: datetime) -> Share:
    """Take a page back: from now on its address shows nothing. Withdrawn already, it stays as it is."""
    made = Share.objects.select_for_update().filter(volunteer_id=volunteer_id, id=share_id).first()

    if made is None or not identity_rules.may_act_for(actor, volunteer_id):
        raise NotFound

    if made.withdrawn_at:
        return made

    made.withdrawn_at = at
    made.save(update_fields=["withdrawn_at"])

    _tell("credentials.share_withdrawn", actor, made, at)
    return made


@transaction.atomic
def note_view(*, actor: Actor, shared: Share, at: datetime) -> None:
    """Count a reader other than the holder. No entry: nobody who reads a shared page is written down."""
    if identity_rules.may_act_for(actor, shared.volunteer_id):
        return

    Share.objects.filter(volunteer_id=shared.volunteer_id, id=shared.id).update(views=F("views") + 1, seen_at=at)


def _checked(chosen: Chosen, days: int) -> str:
    title = " ".join(chosen.title.split())[:LONGEST_TITLE]
    if not title:
        raise Refused(
            "share.title",
            _("The page has no title."),
            next_step=_("Say in a few words what it is for; whoever reads it sees the title."),
            field="title",
        )
    if not (chosen.with_hours or chosen.record_ids or chosen.certificate_id or chosen.credential_id):
        raise Refused(
            "share.nothing",
            _("The page would show nothing."),
            next_step=_("Choose your hours, some records, a certificate or a badge."),
        )
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(
            "share.days",
            _("A page is shown for one day to one year."),
            next_step=_("Choose a number of days from 1 to 365."),
            field="days",
        )
    if chosen.from_on and chosen.to_on and chosen.to_on < chosen.from_on:
        raise Refused("share.period", _("The period ends before it begins."), field="to_on")
    if chosen.certificate_id and not chosen.with_name:
        raise Refused(
            "share.certificate_names",
            _("A certificate bears your name, so a page with one can't be without it."),
            next_step=_("Show your name, or leave the certificate out."),
            field="with_name",
        )
    return title


def _check_badge(badge: Credential, chosen: Chosen) -> None:
    if badge.form != Form.BADGE or badge.revoked_at:
        raise Refused(
            "share.badge",
            _("This badge does not stand any more."),
            next_step=_("Choose another one, or have a new one issued."),
            field="credential_id",
        )
    if badge.is_named and not chosen.with_name:
        raise Refused(
            "share.badge_names",
            _("This badge bears your name, so a page with it can't be without it."),
            next_step=_("Show your name, or choose a badge without it."),
            field="with_name",
        )


def _check_room(volunteer_id: UUID, at: datetime) -> None:
    shown = Share.objects.filter(volunteer_id=volunteer_id, withdrawn_at__isnull=True, until__gt=at)
    if shown.count() >= MOST_STANDING:
        raise Refused(
            "share.too_many",
            format_lazy(_("You show {most} pages already."), most=MOST_STANDING),
            next_step=_("Withdraw one that is no longer needed."),
        )


def _heads(volunteer_id: UUID, record_ids: Collection[UUID]) -> list[RecordHead]:
    wanted = list(dict.fromkeys(record_ids))
    if len(wanted) > sharing.MOST_RECORDS:
        raise Refused(
            "share.too_many_records",
            format_lazy(_("A page shows {most} records at most."), most=sharing.MOST_RECORDS),
            next_step=_("Choose fewer, or show the hours of the whole period."),
            field="record_ids",
        )
    found = record_queries.stand_of(volunteer_id, wanted)
    heads = [found[record_id] for record_id in wanted if record_id in found]
    if len(heads) < len(wanted) or not all(standing.counts(head) for head in heads):
        raise Refused(
            "share.record",
            _("One of the records does not count here: it was revoked, or it moved to another place."),
            next_step=_("Choose from the records that are listed now."),
            field="record_ids",
        )
    return heads


def _write(
    actor: Actor, volunteer_id: UUID, chosen: Chosen, title: str, heads: list[RecordHead], days: int, at: datetime
) -> Share:
    from_on, to_on = (chosen.from_on, chosen.to_on) if chosen.with_hours else (None, None)
    by_grade = sharing.minutes_between(volunteer_id, from_on, to_on) if chosen.with_hours else {}
    credit = sum(minutes for grade, minutes in by_grade.items() if grade in CREDIT_GRADES)
    made = Share.objects.create(
        volunteer_id=volunteer_id,
        id=ids.uuid7(),
        title=title,
        with_name=chosen.with_name,
        with_hours=chosen.with_hours,
        from_on=from_on,
        to_on=to_on,
        credit_minutes=credit,
        honour_minutes=sum(by_grade.values()) - credit,
        lines=len(heads),
        certificate_id=chosen.certificate_id,
        credential_id=chosen.credential_id,
        made_by=actor.person_id,
        made_at=at,
        until=at + timedelta(days=days),
    )
    ShareLine.objects.bulk_create(
        ShareLine(
            volunteer_id=volunteer_id,
            share_id=made.id,
            record_id=head.record_id,
            version_id=head.version_id,
            minutes=head.minutes,
            grade=head.grade,
        )
        for head in heads
    )
    ShareLink.objects.create(
        digest=sharing.digest_of(sharing.token_of(made)), volunteer_id=volunteer_id, share_id=made.id
    )
    return made


def _tell(name: str, actor: Actor, made: Share, at: datetime) -> None:
    """The trail says that something was shown and until when, not what it is called: that is between two people."""
    audit.record(
        actor,
        name,
        at=at,
        owner_id=made.volunteer_id,
        subject=("share", made.id, timezone.localtime(made.until).date().isoformat()),
        facts={
            "until": made.until.isoformat(),
            "records": made.lines,
            "with_name": made.with_name,
            "with_hours": made.with_hours,
            "certificate": str(made.certificate_id) if made.certificate_id else None,
        },
    )
