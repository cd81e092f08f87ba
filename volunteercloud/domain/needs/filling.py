"""What a docked need begins with, from what the need says. Pure but for the names of regions.

Nothing here comes from what is sealed: a post, an activity and a project are public.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from volunteercloud.domain.activities.actions.planning import PostDraft
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.projects.details import Details
from volunteercloud.domain.regions import queries as region_queries

from .models import Frequency, Need

DEFAULT_MINUTES = 120
MINUTES_A_DAY = 24 * 60
DAYS_AHEAD = 14
LONGEST_PLACE = 200


def place_of(need: Need) -> tuple[str, str]:
    """Where, as everybody may know it, in Chinese and English: the name of the region."""
    code = need.region_id or ""
    names = region_queries.full_name(code, "zh-hans"), region_queries.full_name(code, "en")
    return names[0][:LONGEST_PLACE], names[1][:LONGEST_PLACE]


def post_of(need: Need) -> PostDraft:
    return PostDraft(
        name=need.title,
        name_en=need.title_en,
        duties=need.words,
        minimum_age=need.minimum_age,
        skills=list(need.skills),
        languages=list(need.languages),
    )


def details_of(need: Need, organization: Organization, *, title: str, risks: str, on: date, until: date) -> Details:
    """A project that may be submitted, where the need or ``risks`` name the risks and the organization somebody to ask."""
    place, place_en = place_of(need)
    return Details(
        title=title or need.title,
        title_en="" if title else need.title_en,
        content=need.words,
        content_en=need.words_en,
        category=need.category,
        beneficiaries=[need.beneficiary],
        region_id=need.region_id,
        place=place,
        place_en=place_en,
        recruits_from=on,
        recruits_to=until,
        risks=risks or need.safety,
        is_dangerous=need.is_dangerous,
        contact_name=organization.contact_name,
        contact_phone=organization.contact_phone,
    )


def times_of(need: Need, now: datetime) -> tuple[datetime, datetime] | None:
    """When help is wanted next: its own time if that is a shift's and still to come; else the next of its weekdays, at its
    hours. None where it says neither."""
    if need.frequency == Frequency.ONCE and need.starts_at and need.ends_at:
        return _once(need.starts_at, need.ends_at, now)
    if need.from_minute is None and not need.weekdays:
        return None
    minute = 9 * 60 if need.from_minute is None else need.from_minute
    lasts = (need.to_minute - minute) if need.to_minute else DEFAULT_MINUTES
    first = timezone.localdate(max(now, need.starts_at or now))
    for days in range(DAYS_AHEAD):
        day = first + timedelta(days=days)
        if need.weekdays and day.isoweekday() not in need.weekdays:
            continue
        starts_at = timezone.make_aware(datetime.combine(day, time(*divmod(minute, 60))))
        if starts_at > now:
            return starts_at, starts_at + timedelta(minutes=lasts)
    return None


def _once(starts_at: datetime, ends_at: datetime, now: datetime) -> tuple[datetime, datetime] | None:
    """A time that spans days says between when somebody may come; a shift of it is the docking organization's to choose."""
    if starts_at <= now or ends_at - starts_at > timedelta(minutes=MINUTES_A_DAY):
        return None
    return starts_at, ends_at
