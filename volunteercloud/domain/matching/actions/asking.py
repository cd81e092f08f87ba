"""Asking people whom matching found. The organization knows them by number alone until they say yes."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.core.reading import among
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import Shift, ShiftState
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.matching import access, rules, volunteers
from volunteercloud.domain.matching.models import Ask, Asked, Findable, SubjectKind
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.needs import docking_rules
from volunteercloud.domain.needs.models import WAITING, Need
from volunteercloud.domain.organizations.models import Organization

MOST_AT_ONCE = 20


@retried
def ask_people(
    *,
    actor: Actor,
    organization_id: UUID,
    subject_kind: str,
    subject_id: UUID,
    numbers: Collection[str],
    words: str = "",
    at: datetime,
) -> list[Ask]:
    """Ask people by their public numbers whether they come to a shift, or help with a need; answers those who were asked.

    Whoever does not fit, was asked about it before, was asked three times this week, or wishes no questions of this
    organization is left out, and it is not told which of these it was. Refused where nobody is left
    (`matching.nobody_asked`), after fifty questions within a day (`matching.day_full`), for a shift or need that takes
    nobody on (`matching.not_open`), and for more than twenty people at once (`matching.many`).
    """
    organization = Organization.objects.select_for_update(no_key=True).filter(pk=organization_id).first()
    if organization is None:
        raise NotFound
    subject = _subject(organization_id, subject_kind, subject_id)

    _allow(actor, organization, subject)

    _check_open(subject, at)
    chosen = list(dict.fromkeys(map(ids.clean_public_code, numbers)))
    if len(chosen) > MOST_AT_ONCE:
        raise Refused(
            "matching.many",
            _("At most 20 people are asked at once."),
            next_step=_("Choose those who suit best; ask others when you know the answers."),
        )
    room = _room_today(organization_id, at)
    known = identity_queries.ids_by_number(chosen)
    identity_queries.hold(known.values())
    able = _able(subject, organization_id, known, at)[:room]
    if not able:
        raise rules.nobody_to_ask()

    asks = _write(actor, organization, subject, able, words.strip()[:500], at)
    _tell(actor, organization, subject, asks, at)

    audit.record(
        actor,
        "matching.people_asked",
        at=at,
        owner_id=organization_id,
        subject=(subject_kind, subject_id, _title(subject)[0]),
        region_code=organization.region_id,
        facts={"numbers": [ask.number for ask in asks]},
    )
    return asks


def _subject(organization_id: UUID, kind: str, subject_id: UUID) -> Shift | Need:
    if kind == SubjectKind.SHIFT:
        return activity_queries.shift(organization_id, subject_id)
    found = Need.objects.filter(id=subject_id).first() if kind == SubjectKind.NEED else None
    if found is None:
        raise NotFound
    return found


def _allow(actor: Actor, organization: Organization, subject: Shift | Need) -> None:
    if isinstance(subject, Shift):
        access.check_may_ask_for_shift(actor, subject)
    else:
        access.check_may_ask_for_need(actor, subject, organization)


def _check_open(subject: Shift | Need, at: datetime) -> None:
    if isinstance(subject, Shift):
        is_open = subject.state == ShiftState.OPEN and at < subject.starts_at
    else:
        is_open = subject.state in WAITING and docking_rules.is_small(subject) and subject.station_id is not None
    if not is_open:
        raise Refused(
            "matching.not_open",
            _("Nobody can say yes to this any more, or single people can't help with it."),
            next_step=_("Choose a shift that is still to come, or dock the need first."),
        )


def _room_today(organization_id: UUID, at: datetime) -> int:
    """How many more people the organization may ask now; the organization is held, so two who ask take turns."""
    asked = Ask.objects.filter(organization_id=organization_id, asked_at__gt=at - rules.A_DAY).count()
    if asked >= rules.MOST_ASKED_A_DAY:
        raise rules.asked_too_much_today()
    return rules.MOST_ASKED_A_DAY - asked


def _able(subject: Shift | Need, organization_id: UUID, known: dict[str, UUID], at: datetime) -> list[tuple[str, UUID]]:
    """Who of them suits and may be asked, best first; the people are held, so that no two count the same week."""
    if isinstance(subject, Shift):
        ranking = volunteers.for_shift(subject, at, MOST_AT_ONCE, only=known.values())
    else:
        ranking = volunteers.for_need(subject, organization_id, at, MOST_AT_ONCE, only=known.values())
    suited = [(person.number, ranking.ids[person.number]) for person in ranking.people if not person.asked]
    lately = Asked.objects.filter(
        volunteer_id__in=among([who for _number, who in suited]), asked_at__gt=at - rules.A_WEEK
    )
    often = dict(lately.values_list("volunteer_id").annotate(number=Count("asked_at")).order_by("volunteer_id"))
    return [(number, who) for number, who in suited if often.get(who, 0) < rules.MOST_ASKED_A_WEEK]


def _write(
    actor: Actor,
    organization: Organization,
    subject: Shift | Need,
    able: list[tuple[str, UUID]],
    words: str,
    at: datetime,
) -> list[Ask]:
    kind = SubjectKind.SHIFT if isinstance(subject, Shift) else SubjectKind.NEED
    same = {"subject_id": subject.id, "subject_kind": kind, "words": words, "asked_at": at}
    asks = Ask.objects.bulk_create(
        Ask(organization_id=organization.id, volunteer_id=who, number=number, asked_by=actor.person_id, **same)
        for number, who in able
    )
    Asked.objects.bulk_create(
        Asked(
            volunteer_id=who,
            organization_id=organization.id,
            organization_name=organization.name,
            **same,
            **_particulars(subject, at),
        )
        for _number, who in able
    )
    Findable.objects.filter(volunteer_id__in=among([who for _number, who in able])).update(
        asked=F("asked") + 1, asked_at=at
    )
    return asks


def _particulars(subject: Shift | Need, at: datetime) -> dict[str, object]:
    """What the person reads of it: only what is public."""
    title, title_en = _title(subject)
    until = at + rules.ANSWER_WITHIN
    facts: dict[str, object] = {"title": title, "title_en": title_en}
    if isinstance(subject, Shift):
        activity = subject.activity
        facts |= {"place": activity.place, "place_en": activity.place_en, "until": min(until, subject.starts_at)}
        address = f"/p/{subject.organization_id}/{subject.project_id}/?shift={subject.id}"
    else:
        facts |= {"until": min(until, subject.starts_at) if subject.starts_at and subject.starts_at > at else until}
        address = f"/needs/{subject.number}/"
    return facts | {"address": address, "starts_at": subject.starts_at, "ends_at": subject.ends_at}


def _title(subject: Shift | Need) -> tuple[str, str]:
    named = subject.activity if isinstance(subject, Shift) else subject
    return named.title, named.title_en


def _tell(actor: Actor, organization: Organization, subject: Shift | Need, asks: list[Ask], at: datetime) -> None:
    title, title_en = _title(subject)
    particulars = _particulars(subject, at)
    for ask in asks:
        messages.tell(
            actor=actor,
            recipient=identity_queries.recipient(ask.volunteer_id),
            template="matching_asked",
            facts={
                "title": title,
                "title_en": title_en,
                "organization": organization.name,
                "until": particulars["until"].isoformat(),  # type: ignore[attr-defined]
            },
            link=f"/me/asks/{organization.id}/{ask.subject_id}/",
            at=at,
        )
