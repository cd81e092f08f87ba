"""Reading needs. What is public is asked by region, in a fixed order, a page at a time; what is not, by whose it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan
from django.db.models.functions import Coalesce, Left

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import officers
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Case, Kind

from . import alike, flags, particulars, sealing, seeing
from .drafts import Details
from .figures import Figures as Figures
from .figures import figures as figures
from .models import WAITING, Flag, Need, Offer, Part, PosterKind, State, Station, Step

PAGE = 20
MOST_COUNTED = 1000  # more are "999+"
MOST_POINTS = 500
MOST_STEPS = 200
MOST_OFFERS = 100
MOST_STATIONS = 500
ON_WALL = 60
THANKED = timedelta(days=30)

Cursor = tuple[int, datetime, UUID]
OwnCursor = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class MyNeed:
    """A need as its poster sees it: with what is sealed, what happened, and who offers."""

    need: Need
    details: Details
    steps: list[Step]
    offers: list[Offer]


@dataclass(frozen=True, slots=True)
class Wall:
    """What the screen of a community centre shows: open needs, those met lately to say thanks for, how many each part of the
    board holds."""

    needs: list[Need]
    thanks: list[Need]
    counts: dict[str, int]


# For everybody


def need(viewer: Actor, number_or_id: str | UUID) -> Need:
    """A need by its public number, typed as people type, or by its id, with its region. Not found where the viewer may
    not know of it."""
    rows = Need.objects.select_related("region")
    if isinstance(number_or_id, UUID):
        found = rows.filter(id=number_or_id).first()
    else:
        number = ids.clean_public_code(number_or_id)
        found = rows.filter(number=number).first() if ids.is_public_code(number) else None
    if found is None or not seeing.may_see(viewer, found):
        raise NotFound
    return found


def board(
    region_code: str = "",
    category: str = "",
    part: str = Part.OPEN,
    *,
    after: Cursor | None = None,
    limit: int = PAGE,
) -> list[Need]:
    """Needs of a region and below, of one kind or all; urgent ones first, then the latest opened: a page, and one more
    that says there is a next page. One statement. ``after`` is the cursor of the last one seen (`cursor`)."""
    found = _on_board(region_code, part)
    if category:
        found = found.filter(category=category)
    if after:
        found = found.filter(TupleLessThan(Tuple("urgency", "opened_at", "id"), after))
    return list(found.select_related("region").order_by("-urgency", "-opened_at", "-id")[: limit + 1])


def cursor(found: Need) -> Cursor:
    """Where a page of the board ends."""
    assert found.opened_at is not None, "what stands on the board was opened"  # noqa: S101
    return found.urgency, found.opened_at, found.id


def counts(region_code: str = "") -> dict[str, int]:
    """How many needs each part of the board holds in a region and below, each at most `MOST_COUNTED`."""
    return {part: _on_board(region_code, part).order_by()[:MOST_COUNTED].count() for part in Part.values}


def points(region_code: str, category: str = "") -> list[Need]:
    """Open needs with a coarse point, for a map: urgent first, the latest opened, at most `MOST_POINTS`."""
    found = _on_board(region_code, Part.OPEN).filter(latitude__isnull=False)
    if category:
        found = found.filter(category=category)
    return list(found.order_by("-urgency", "-opened_at", "-id")[:MOST_POINTS])


def wall(region_code: str, now: datetime) -> Wall:
    """Open needs of a region and below, urgent first, and what was met within the last thirty days."""
    since = now - THANKED
    # Its poster's word comes days before the end, or never. Both are changes, which bounds what is read.
    lately = Q(confirmed_at__gt=since) | Q(confirmed_at__isnull=True, ended_at__gt=since)
    thanks = _on_board(region_code, Part.MET).filter(lately, changed_at__gt=since)
    met = list(thanks.select_related("region").order_by(Coalesce("confirmed_at", "ended_at").desc(), "-id")[:ON_WALL])
    return Wall(board(region_code, limit=ON_WALL), met, counts(region_code))


def stations(region_code: str) -> list[Station]:
    """The stations of a region and below, as they stand now, in the order of regions."""
    found = Station.objects.filter(ended_at__isnull=True, region__code__startswith=region_code)
    return list(found.select_related("region").order_by("region_id", "id")[:MOST_STATIONS])


def station_for(region_code: str) -> Station | None:
    """The nearest station at or above a region: who looks after the needs there."""
    above = [step.code for step in region_queries.path(region_code)]
    found = Station.objects.filter(ended_at__isnull=True, region_id__in=above)
    return found.order_by("-region_id").first()


def stations_of(organization_id: UUID) -> list[Station]:
    """The regions that an organization looks after as their station."""
    found = Station.objects.filter(organization_id=organization_id, ended_at__isnull=True)
    return list(found.select_related("region").order_by("region_id", "id")[:MOST_STATIONS])


# For posters


def mine(viewer: Actor, *, after: OwnCursor | None = None, limit: int = PAGE) -> list[Need]:
    """What the viewer posted as a person, drafts too, the latest first: a page and one more."""
    return _posted_by(viewer.person_id, PosterKind.PERSON, after, limit)


def posted_for(
    viewer: Actor, organization_id: UUID, *, after: OwnCursor | None = None, limit: int = PAGE
) -> list[Need]:
    """What was posted in the name of an organization, for those who manage it."""
    if not organization_rules.can_manage(viewer, organization_id):
        raise NotFound
    return _posted_by(organization_id, PosterKind.ORGANIZATION, after, limit)


def my_need(viewer: Actor, need_id: UUID) -> MyNeed:
    """A need with what is sealed, its steps and offers, for whoever posted it; not found for anybody else."""
    found = Need.objects.select_related("region").filter(id=need_id).first()
    if found is None or not seeing.is_poster(viewer, found):
        raise NotFound
    return MyNeed(found, sealing.read(found), steps(found.id), _offers(found.id))


def steps(need_id: UUID) -> list[Step]:
    """What happened to a need, the first step first. The caller's own rule has allowed it."""
    return list(Step.objects.filter(need_id=need_id).order_by("at", "id")[:MOST_STEPS])


# For moderators and officers


@dataclass(frozen=True, slots=True)
class Moderation:
    """What a moderator looks at: the need, its case, the words that raised flags, passages that give somebody away, and
    needs much like it. Passages are found without opening what is sealed."""

    need: Need
    case: Case | None
    words: dict[Flag, list[str]]
    passages: list[dict[str, str]]
    alike: list[Need]


def moderation(viewer: Actor, need_id: UUID, now: datetime) -> Moderation:
    """For the managers of its station and the officers of its region or above; not found for anybody else."""
    found = Need.objects.select_related("region").filter(id=need_id).exclude(state=State.DRAFT).first()
    if found is None or not seeing.looks_after(viewer, found):
        raise NotFound
    words = flags.words_found(*(getattr(found, field) for field in particulars.PUBLIC_TEXTS))
    passages = particulars.passages(found, Details())
    return Moderation(found, case_of(found.id), words, passages, alike.to(found, now))


def passed_up(viewer: Actor, *, after: Cursor | None = None, limit: int = PAGE) -> list[Need]:
    """Open needs that nobody took up and that the viewer's offices are asked about by now; urgent first, then those open
    longest: a page and one more."""
    codes = officers.offices(viewer, Right.NEEDS)
    found = Need.objects.filter(state__in=WAITING, level__gt=0, asked_code__in=codes)
    if after:
        urgency, opened_at, need_id = after
        later = Q(urgency=urgency, opened_at__gt=opened_at) | Q(urgency=urgency, opened_at=opened_at, id__gt=need_id)
        found = found.filter(Q(urgency__lt=urgency) | later)
    return list(found.select_related("region").order_by("-urgency", "opened_at", "id")[: limit + 1])


def case_of(need_id: UUID) -> Case | None:
    """The latest moderation of a need."""
    return review_queries.latest(Kind.NEED, need_id)


def _on_board(region_code: str, part: str) -> QuerySet[Need]:
    found = Need.objects.filter(part=part)
    return found.alias(above=Left("region", len(region_code))).filter(above=region_code) if region_code else found


def _posted_by(poster_id: UUID, kind: PosterKind, after: OwnCursor | None, limit: int) -> list[Need]:
    found = Need.objects.filter(poster_id=poster_id, poster_kind=kind)
    if after:
        found = found.filter(TupleLessThan(Tuple("created_at", "id"), after))
    return list(found.select_related("region").order_by("-created_at", "-id")[: limit + 1])


def _offers(need_id: UUID) -> list[Offer]:
    return list(Offer.objects.filter(need_id=need_id).order_by("offered_at", "id")[:MOST_OFFERS])
