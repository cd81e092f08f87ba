"""People for a shift or a need: those found fitting, without whoever serves elsewhere at that time, with the reasons."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from volunteercloud.core.reading import among
from volunteercloud.domain.activities import fitting
from volunteercloud.domain.activities import rules as activity_rules
from volunteercloud.domain.activities.models import HOLDING, MySignUp, Shift, SignUp
from volunteercloud.domain.identity.consents import Purpose as ConsentPurpose
from volunteercloud.domain.identity.models import Consent
from volunteercloud.domain.needs.models import Need, Offer
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import RuleSet

from . import finding, subjects, weighing, wishes
from .models import Ask, Purpose
from .subjects import Subject
from .weighing import Scale

SPARE = 3  # times as many are ranked as are shown, as some turn out to serve elsewhere


@dataclass(frozen=True, slots=True)
class Suited:
    """Somebody who suits, as an organization may know of them. ``asked`` is how a question of this organization about this
    stands, empty where none was put."""

    number: str
    district: str
    score: int
    reasons: list[wishes.Reason]
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best first, and by which version of the weights."""

    version: int
    people: list[Suited]
    ids: dict[str, UUID]


def for_shift(
    shift: Shift, now: datetime, limit: int, weights: Scale | None = None, only: Collection[UUID] | None = None
) -> Ranking:
    """``shift`` comes with organization, post, activity and project. Whoever is on the roster, or was taken off it, is out.
    Among all who agreed to be found, or those named in ``only``."""
    scale = weights or weighing.current(Purpose.VOLUNTEERS, now)
    subject = subjects.of_shift(shift)
    found = finding.ranked(subject, scale, _rules(subject, now), now, limit * SPARE, only)
    ids = [one.volunteer_id for one in found]
    out = set(
        SignUp.objects.filter(
            organization_id=shift.organization_id, shift_id=shift.id, volunteer_id__in=among(ids)
        ).values_list("volunteer_id", flat=True)
    )
    free = fit_for_shift([who for who in ids if who not in out], shift, now)
    return _ranking(subject, [one for one in found if one.volunteer_id in free], scale, limit)


def for_need(
    need: Need,
    asked_by: UUID | None,
    now: datetime,
    limit: int,
    weights: Scale | None = None,
    only: Collection[UUID] | None = None,
) -> Ranking:
    """On behalf of an organization. Whoever offered already, or posted the need, is out."""
    scale = weights or weighing.current(Purpose.VOLUNTEERS, now)
    subject = subjects.of_need(need, asked_by)
    found = finding.ranked(subject, scale, _rules(subject, now), now, limit * SPARE, only)
    offered = Offer.objects.filter(need_id=need.id, volunteer_id__isnull=False).values_list("volunteer_id", flat=True)
    out = {*offered, need.poster_id, need.posted_by, *busy([one.volunteer_id for one in found], subject)}
    return _ranking(subject, [one for one in found if one.volunteer_id not in out], scale, limit)


def fit_for_shift(volunteer_ids: Collection[UUID], shift: Shift, now: datetime) -> set[UUID]:
    """Who of these people could sign up, by all that the shift asks: free, rested, of age."""
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(now))
    return {
        who
        for who, candidate in fitting.candidates(volunteer_ids, shift, now).items()
        if next(activity_rules.reasons_of_person(shift, candidate, rule_set), None) is None
    }


def busy(volunteer_ids: Collection[UUID], subject: Subject) -> set[UUID]:
    """Who of these people holds a place somewhere while help is wanted once."""
    if not volunteer_ids or subject.one_part_is_enough or subject.starts_at is None or subject.ends_at is None:
        return set()
    held = MySignUp.objects.filter(
        volunteer_id__in=among(volunteer_ids), during__overlap=(subject.starts_at, subject.ends_at), state__in=HOLDING
    )
    return set(held.values_list("volunteer_id", flat=True))


def agreeing(volunteer_ids: Collection[UUID]) -> set[UUID]:
    """Whose consent to be found stands at this moment: asked again before anybody is shown, whatever the copies say."""
    standing = Consent.objects.filter(
        volunteer_id__in=among(volunteer_ids), purpose=ConsentPurpose.FOUND, withdrawn_at__isnull=True
    )
    return set(standing.values_list("volunteer_id", flat=True))


def _rules(subject: Subject, now: datetime) -> RuleSet:
    return region_queries.rules_for(subject.region_code, timezone.localdate(now))


def _ranking(subject: Subject, found: list[finding.Found], scale: Scale, limit: int) -> Ranking:
    agreed = agreeing([one.volunteer_id for one in found])
    shown = [one for one in found if one.volunteer_id in agreed][:limit]
    states = _asked(subject, shown)
    people = [
        Suited(
            number=one.number,
            district=one.district,
            score=wishes.score(one.values, scale.of),
            reasons=wishes.reasons(Purpose.VOLUNTEERS, one.values, scale.of),
            asked=states.get(one.number, ""),
        )
        for one in shown
    ]
    return Ranking(scale.version, people, {one.number: one.volunteer_id for one in shown})


def _asked(subject: Subject, shown: list[finding.Found]) -> dict[str, str]:
    """How questions of the organization about the subject stand, by the number of who was asked."""
    if subject.organization_id is None or not shown:
        return {}
    asks = Ask.objects.filter(organization_id=subject.organization_id, subject_id=subject.id)
    return dict(asks.filter(volunteer_id__in=[one.volunteer_id for one in shown]).values_list("number", "state"))
