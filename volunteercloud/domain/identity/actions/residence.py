"""Where a person lives 居住地, from which day on; what follows from it follows on that day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.core.reading import among, to_lock
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.changes import noting
from volunteercloud.domain.identity import officers, residences
from volunteercloud.domain.identity.consents import RESIDENCE
from volunteercloud.domain.identity.models import Residence, Right, Volunteer
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.regions import queries as regions_queries
from volunteercloud.domain.regions.models import Level

from .registration import allow_for, known_region, locked_volunteer

AHEAD = timedelta(days=90)
A_YEAR = timedelta(days=365)
MOST_STATED = 12  # within a year, with those called off: each is told to the officers of two regions
AT_ONCE = 500
PAGE_OF_MOVES = "/office/moves/"
CHINESE, ENGLISH = "zh-hans", "en"


@transaction.atomic
def move_residence(
    *, actor: Actor, volunteer_id: UUID, region_code: str, from_on: date, terms: str, at: datetime
) -> Residence:
    """State where a person lives from a day on: today, or up to 90 days ahead. By the person or the guardian, real name or
    not; the officers of both regions are told.

    Never backwards: what was recorded meanwhile keeps the region of its day. Refused for a region above a district
    (`residence.district`) or not known today (`region.unknown`), another day (`residence.day`), a first region from any
    day but today (`residence.first`), without agreeing to the present text (`residence.terms`), while another move lies
    ahead (`residence.ahead`), where the person lives there already (`residence.same`), where the present region began only
    today (`residence.today`), and for the thirteenth statement in a year (`residence.too_often`). The same statement again
    returns the one that stands.
    """
    volunteer = locked_volunteer(volunteer_id)
    today = timezone.localdate(at)

    allow_for(actor, volunteer_id)

    region = _district(region_code)
    waiting, present = residences.ahead(volunteer_id), residences.on(volunteer_id, today)
    repeated = waiting or present
    if repeated and (repeated.region_id, repeated.from_on) == (region, from_on):
        return repeated
    _check_day(from_on, today, is_first=volunteer.region_id is None)
    _check_agreed(terms)
    _check_possible(volunteer, region, from_on, waiting, present)
    stated_lately = _stated_lately(volunteer_id, at) + 1

    if present is not None:
        present.until_on = from_on
        present.save(update_fields=["until_on"])
    residence = Residence.objects.create(
        volunteer_id=volunteer_id,
        id=ids.uuid7(),
        region_id=region,
        before_id=volunteer.region_id,
        from_on=from_on,
        terms=terms,
        stated_by=actor.person_id,
        stated_at=at,
        stated_lately=stated_lately,
        began_at=at if from_on == today else None,
    )
    if residence.began_at:
        _lives_in(volunteer, residence.region_id, from_on, at)

    audit.record(actor, "identity.residence_stated", at=at, **_told(volunteer, residence))
    often = "_often" if stated_lately > residences.OFTEN else ""
    _tell_officers(actor, f"residence_stated{often}", volunteer, residence, at)
    return residence


@transaction.atomic
def cancel_move(*, actor: Actor, volunteer_id: UUID, residence_id: UUID, at: datetime) -> Residence:
    """Call off a move that lies ahead, or one that began today: the person lives on where they lived before.

    Called off already, it stays so. Refused later than its first day (`residence.began`), and for the first region that
    somebody ever stated, which leads nowhere back.
    """
    volunteer = locked_volunteer(volunteer_id)
    residence = Residence.objects.filter(volunteer_id=volunteer_id, id=residence_id).first()

    allow_for(actor, volunteer_id)

    if residence is None:
        raise NotFound
    if residence.cancelled_at is not None:
        return residence
    if residence.from_on < timezone.localdate(at) or residence.before_id is None:
        raise Refused(
            "residence.began",
            _("This is where you live since that day, and what was recorded since then says so."),
            next_step=_("If you have moved again, state the new region."),
        )

    residence.cancelled_at = at
    residence.save(update_fields=["cancelled_at"])
    before = Residence.objects.filter(
        volunteer_id=volunteer_id, until_on=residence.from_on, cancelled_at__isnull=True
    ).first()
    if before is not None:
        before.until_on = None
        before.save(update_fields=["until_on"])
    if residence.began_at:
        _lives_in(volunteer, residence.before_id, before.from_on if before and before.before_id else None, at)

    audit.record(actor, "identity.residence_cancelled", at=at, **_told(volunteer, residence))
    _tell_officers(actor, "residence_cancelled", volunteer, residence, at)
    return residence


@transaction.atomic
def begin_residences(*, actor: Actor, at: datetime) -> int:
    """Take over into the profiles which moves have reached their day, at most 500 at once: from now on these people count
    where they live. Returns how many; a repeated run finds nothing left to do."""
    due = Residence.objects.filter(
        began_at__isnull=True, cancelled_at__isnull=True, from_on__lte=timezone.localdate(at)
    ).order_by("from_on", "volunteer_id")
    waiting = list(due.values_list("volunteer_id", flat=True)[:AT_ONCE])
    # Whoever calls a move off holds the person: who is held now by somebody else is taken over by the next run.
    held = Volunteer.objects.select_for_update(no_key=True, skip_locked=True).order_by("id")
    people = {each.id: each for some in to_lock(set(waiting)) for each in held.filter(id__in=among(some))}

    rows = {each.volunteer_id: each for each in due.filter(volunteer_id__in=among(people))}
    begun = [people[volunteer_id] for volunteer_id in sorted(rows)]
    for volunteer in begun:
        residence = rows[volunteer.id]
        volunteer.region_id, volunteer.resides_since = residence.region_id, residence.from_on
    Volunteer.objects.bulk_update(begun, ["region_id", "resides_since"])
    noting.note_people([volunteer.id for volunteer in begun], at)
    due.filter(volunteer_id__in=among(rows)).update(began_at=at)

    told = [audit.Told(**_told(volunteer, rows[volunteer.id])) for volunteer in begun]
    audit.record_many(actor, "identity.residence_began", at=at, told=told)
    return len(begun)


def _district(code: str) -> str:
    region = known_region(code.strip())
    if region is None or regions_queries.region(region).level < Level.DISTRICT:
        raise Refused(
            "residence.district",
            _("Somebody lives in a district, or in a street or community of one; this names more than that."),
            next_step=_("Choose the district, or the street or community in it."),
            field="region_code",
        )
    return region


def _check_day(from_on: date, today: date, *, is_first: bool) -> None:
    if is_first and from_on != today:
        raise Refused(
            "residence.first",
            _("It is not known yet where you live today, so there is nowhere to move from."),
            next_step=_("State where you live today first."),
            field="from_on",
        )
    if not today <= from_on <= today + AHEAD:
        raise Refused(
            "residence.day",
            _("A new region holds from today, or from a day in the next 90."),
            next_step=_(
                "If you moved earlier, choose today: what was recorded until now keeps its region, and counts."
            ),
            field="from_on",
            facts={"from": today.isoformat(), "until": (today + AHEAD).isoformat()},
        )


def _check_agreed(terms: str) -> None:
    if terms != RESIDENCE.version:
        raise Refused(
            "residence.terms",
            _("What moving does needs your consent, in the version that stands here."),
            next_step=_("Read it and tick it."),
            field="terms",
            facts={"version": RESIDENCE.version},
        )


def _check_possible(
    volunteer: Volunteer, region: str, from_on: date, waiting: Residence | None, present: Residence | None
) -> None:
    if waiting is not None:
        raise Refused(
            "residence.ahead",
            _("You stated another move that has not begun yet."),
            next_step=_("Call that one off first."),
            facts={"residence": str(waiting.id), "from": waiting.from_on.isoformat()},
        )
    if volunteer.region_id == region:
        raise Refused(
            "residence.same",
            _("You live there already."),
            next_step=_("Choose the region you move to."),
            field="region_code",
        )
    if present is not None and present.from_on >= from_on:
        raise Refused(
            "residence.today",
            _("The region where you live holds from today, so the next one can hold from tomorrow at the earliest."),
            next_step=_("Choose tomorrow, or call today's move off."),
            field="from_on",
        )


def _stated_lately(volunteer_id: UUID, at: datetime) -> int:
    """How often within a year, without the first region of all, which nobody had to be told of."""
    lately = Residence.objects.filter(volunteer_id=volunteer_id, before__isnull=False, stated_at__gt=at - A_YEAR)
    stated_at = list(lately.order_by("stated_at", "id").values_list("stated_at", flat=True)[:MOST_STATED])
    if len(stated_at) == MOST_STATED:
        raise Refused(
            "residence.too_often",
            _("You stated a move 12 times within a year, which is as often as can be."),
            next_step=_("State it again when a year has passed since the first of them."),
            facts={"after": timezone.localdate(stated_at[0] + A_YEAR).isoformat()},
        )
    return len(stated_at)


def _lives_in(volunteer: Volunteer, region_code: str, since: date | None, at: datetime) -> None:
    volunteer.region_id, volunteer.resides_since = region_code, since
    volunteer.save(update_fields=["region_id", "resides_since"])
    noting.note_people([volunteer.id], at)


def _told(volunteer: Volunteer, residence: Residence) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "region": [residence.before_id or "", residence.region_id],
        "from": residence.from_on.isoformat(),
        "terms": residence.terms,
    }
    if residence.stated_lately > residences.OFTEN:
        facts["stated_lately"] = residence.stated_lately
    return {
        "owner_id": volunteer.id,
        "subject": ("volunteer", volunteer.id, str(volunteer)),
        "region_code": residence.region_id,
        "facts": facts,
    }


def _tell_officers(actor: Actor, template: str, volunteer: Volunteer, residence: Residence, at: datetime) -> None:
    """Those of the nearest office for identity over each of the two regions, once each. Nobody is told of a first region."""
    if residence.before_id is None:
        return
    facts = {"name": volunteer.name or volunteer.number, "number": volunteer.number}
    for name, code in (("before", residence.before_id), ("region", residence.region_id)):
        facts[name] = regions_queries.full_name(code, CHINESE)
        facts[f"{name}_en"] = regions_queries.full_name(code, ENGLISH)
    facts["from_on"] = residence.from_on.isoformat()
    facts["times"] = str(residence.stated_lately)
    messages.tell_inboxes(
        actor=actor,
        recipient_ids=_nearest_officers((residence.before_id, residence.region_id)) - {volunteer.id},
        template=template,
        facts=facts,
        link=PAGE_OF_MOVES,
        at=at,
    )


def _nearest_officers(region_codes: Iterable[str]) -> set[UUID]:
    found = set()
    for code in region_codes:
        over = officers.officers_over(code, Right.IDENTITY)
        nearest = [grant for grant in over if grant.region_id == over[0].region_id]
        found |= {grant.account.merged_into_id or grant.account_id for grant in nearest}
    return found
