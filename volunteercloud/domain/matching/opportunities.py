"""Opportunities for a person: looked up in the index around them, held against conditions, put in order by wishes.

At most `MOST_LOOKED_AT` are looked at: first of the kinds they like, then of all, the nearest first. What a shift really
asks (calendar, rest, places) is asked of the best alone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from volunteercloud.domain.activities import looking
from volunteercloud.domain.activities.models import HOLDING, MySignUp
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.needs.models import WAITING, Need, Offer, OfferState
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.search import queries as search_queries
from volunteercloud.domain.search.models import Document, Kind
from volunteercloud.domain.search.queries import Brief

from . import conditions, subjects, weighing, wishes
from .conditions import Case
from .models import Purpose
from .people import Person
from .weighing import Scale

MOST_LOOKED_AT = 300
FROM_HOME = 20
KINDS = (Kind.SHIFT, Kind.NEED, Kind.ELSEWHERE)
CITY = 4
FURTHEST_KM = 30.0  # for whoever set none
ASKED_AT_ONCE = 30
OF_AN_ACTIVITY = 2

Times = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Suited:
    """An opportunity that suits, why, and what one may do about it (None where it is no shift)."""

    document: Document
    metres: int | None
    score: int
    reasons: list[wishes.Reason]
    answer: looking.Answer | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    version: int
    opportunities: list[Suited]


@dataclass(frozen=True, slots=True)
class _Scored:
    score: int
    brief: Brief
    metres: int | None
    values: dict[str, int]


def ranked(person: Person, now: datetime, limit: int, weights: Scale | None = None) -> Ranking:
    """The best for a person, best first. What is full, begun, or clashes with their calendar is left out, and so are needs
    that they posted themselves or offered to help with."""
    scale = weights or weighing.current(Purpose.OPPORTUNITIES, now)
    own = _own_needs(person.volunteer_id)
    scored = _scored(person, [brief for brief in candidates(person, now) if brief.id not in own], scale, now)
    return Ranking(scale.version, _open_to(person, scored, scale, now, limit))


def candidates(person: Person, now: datetime) -> list[Brief]:
    """What is looked at: of the kinds they like and of all, around them; and what is done from home, if that suits them."""
    kinds = tuple(sorted(person.categories))
    queries = [(_around(person, now, kinds), MOST_LOOKED_AT // 2)] if kinds else []
    queries.append((_around(person, now, ()), MOST_LOOKED_AT // 2 if kinds else MOST_LOOKED_AT))
    if person.remote:
        queries.append((_query(person, now, kinds, remote=True, sort=search_queries.Sort.DATE), FROM_HOME))
    return search_queries.briefs({id_ for query, number in queries for id_ in search_queries.ids(query, now, number)})


def _around(person: Person, now: datetime, kinds: tuple[str, ...]) -> search_queries.Query:
    if person.point is not None:
        within = float(person.reach_km or FURTHEST_KM)
        return _query(person, now, kinds, near=person.point, within_km=within, sort=search_queries.Sort.DISTANCE)
    return _query(person, now, kinds, region_code=person.region_code[:CITY], sort=search_queries.Sort.DATE)


def _query(person: Person, now: datetime, kinds: tuple[str, ...], **fields: object) -> search_queries.Query:
    age = identity_rules.age_on(person.birth_on, timezone.localdate(now)) if person.birth_on else None
    fits = search_queries.Fits(age, tuple(sorted(person.skills)), tuple(sorted(person.languages)))
    return search_queries.Query(kinds=KINDS, categories=kinds, fits=fits, **fields)  # type: ignore[arg-type]


def _scored(person: Person, briefs: Sequence[Brief], scale: Scale, now: datetime) -> list[_Scored]:
    """Those that fit, in order; a tie is decided by the id, never by the order in which rows came."""
    today = timezone.localdate(now)
    rule_sets = region_queries.rules_of({brief.region_code for brief in briefs}, today)
    scored = []
    for brief in briefs:
        subject, rule_set = subjects.of_document(brief), rule_sets[brief.region_code]
        case = Case(person, subject, rule_set, today)
        if conditions.are_met(case):
            values = wishes.of_opportunity(case, now)
            scored.append(_Scored(wishes.score(values, scale.of), brief, case.metres, values))
    return sorted(scored, key=lambda one: (-one.score, one.brief.id))


def _open_to(person: Person, scored: list[_Scored], scale: Scale, now: datetime, limit: int) -> list[Suited]:
    """The first of them that the person may really take up, one of each activity; shifts are asked in batches, twice at
    most, and two of an activity at most, so that a series leaves room for others."""
    shown: list[tuple[_Scored, looking.Answer | None]] = []
    scored = _few_of_each(scored)
    held = _held(person.volunteer_id, now)
    activities: set[UUID] = set()
    for batch in (scored[:ASKED_AT_ONCE], scored[ASKED_AT_ONCE : 3 * ASKED_AT_ONCE]):
        if len(shown) >= limit or not batch:
            break
        keys = [(one.brief.owner_id, one.brief.id) for one in batch if one.brief.kind == Kind.SHIFT]
        answers = looking.answers(person.volunteer_id, [(owner, key) for owner, key in keys if owner], now)
        for one in batch:
            answer = answers.get(one.brief.id)
            if one.brief.activity_id in activities or not _is_open(one.brief, answer, held):
                continue
            if one.brief.activity_id:
                activities.add(one.brief.activity_id)
            shown.append((one, answer))
    return _suited(shown[:limit], scale)


def _suited(shown: Sequence[tuple[_Scored, looking.Answer | None]], scale: Scale) -> list[Suited]:
    documents = {row.id: row for row in search_queries.documents([one.brief.id for one, _answer in shown])}
    return [
        Suited(documents[one.brief.id], one.metres, one.score, _reasons(one, scale), answer)
        for one, answer in shown
        if one.brief.id in documents
    ]


def _reasons(one: _Scored, scale: Scale) -> list[wishes.Reason]:
    return wishes.reasons(Purpose.OPPORTUNITIES, one.values, scale.of, one.metres)


def _few_of_each(scored: Iterable[_Scored]) -> list[_Scored]:
    number: Counter[UUID | None] = Counter()
    few = []
    for one in scored:
        number[one.brief.activity_id] += 1
        if one.brief.activity_id is None or number[one.brief.activity_id] <= OF_AN_ACTIVITY:
            few.append(one)
    return few


def _is_open(brief: Brief, answer: looking.Answer | None, held: Iterable[Times]) -> bool:
    """Of a shift what it answers, with a place left; of anything else whether the person is free."""
    if brief.kind == Kind.SHIFT:
        return answer is not None and answer.is_open and not answer.is_full
    starts_at, ends_at = brief.starts_at, brief.ends_at
    if starts_at is None or ends_at is None:
        return True
    return not any(begins < ends_at and starts_at < ends for begins, ends in held)


def _own_needs(volunteer_id: UUID) -> set[UUID]:
    posted = Need.objects.filter(poster_id=volunteer_id, state__in=WAITING).values_list("id")
    offered = Offer.objects.filter(volunteer_id=volunteer_id, state__in=[OfferState.WAITING, OfferState.CHOSEN])
    return {need_id for (need_id,) in posted.union(offered.values_list("need_id"))}


def _held(volunteer_id: UUID, now: datetime) -> list[Times]:
    """When a person serves already, from now on."""
    rows = MySignUp.objects.filter(volunteer_id=volunteer_id, during__overlap=(now, None), state__in=HOLDING)
    spans = rows.order_by("during", "shift_id").values_list("during", flat=True)[:MOST_LOOKED_AT]
    return [(span.lower, span.upper) for span in spans]
