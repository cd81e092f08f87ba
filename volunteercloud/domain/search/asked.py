"""What the address of a search asks for, read and written: the same words in a page, a saved search and its feeds.

Lenient: what makes no sense asks for nothing, so that an address that somebody typed, cut or kept for years still finds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode

from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.regions import queries as region_queries

from .asking import Fits, Part, Query, Sort
from .models import Kind

Read = TypeVar("Read")

ME = "me"
TODAY, WEEKEND, EVENINGS, WEEK = "today", "weekend", "evenings", "week"
WHEN = (TODAY, WEEKEND, EVENINGS, WEEK)
WEEKDAYS = (1, 2, 3, 4, 5, 6, 7)  # as ISO 8601 counts them
PARTS = tuple(Part)
SORTS = tuple(Sort)
REACHES = (1, 3, 5, 10, 30)  # kilometres that a page offers
# What a tab shows. An opportunity elsewhere is service too; its source stands beside it.
TABS = {
    "service": (Kind.SHIFT, Kind.ELSEWHERE),
    "needs": (Kind.NEED,),
    "projects": (Kind.PROJECT,),
    "organizations": (Kind.ORGANIZATION,),
}
SERVICE = "service"

MOST_SIGNS = 100  # of the words
MOST_CODES = 20  # of one list in one search
MOST_ASKED = 1000  # signs of a whole address
OLDEST = 120
FARTHEST = timedelta(days=730)
DECIMALS = 3  # of a degree: about a hundred metres, enough to find what is near and not a house


@dataclass(frozen=True, slots=True)
class Asked:
    """``when`` is a span that moves with the calendar, ``on`` one day, ``from_on`` and ``to_on`` fixed ones.

    ``point`` is latitude and longitude; ``near`` is `ME` for the place that the reader has set, which whoever asks looks up.
    ``has_region`` tells a region that was left empty on purpose from one that nobody named.
    """

    text: str = ""
    tab: str = SERVICE
    region_code: str = ""
    has_region: bool = False
    near: str = ""
    point: tuple[float, float] | None = None
    within_km: int | None = None
    categories: tuple[str, ...] = ()
    beneficiaries: tuple[str, ...] = ()
    sdg: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    when: str = ""
    on: date | None = None
    from_on: date | None = None
    to_on: date | None = None
    weekdays: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()
    age: int | None = None
    is_remote: bool = False
    is_insured: bool = False
    is_accessible: bool = False
    is_open_to_me: bool = False
    sort: str = ""

    def days(self, today: date) -> tuple[date | None, date | None]:
        """From which day to which, both included."""
        if self.on:
            return self.on, self.on
        if self.when == TODAY:
            return today, today
        if self.when == WEEK:
            return today, today + timedelta(days=6)
        if self.when == WEEKEND:
            sunday = today + timedelta(days=6 - today.weekday())
            return max(today, sunday - timedelta(days=1)), sunday
        return self.from_on, self.to_on

    @property
    def all_weekdays(self) -> tuple[int, ...]:
        return tuple(sorted({*self.weekdays, *(range(1, 6) if self.when == EVENINGS else ())}))

    @property
    def all_parts(self) -> tuple[str, ...]:
        return tuple(part for part in PARTS if part in self.parts or (part == Part.EVENING and self.when == EVENINGS))


# The name in an address, the field, and the list whose codes it may name.
CODES = (
    ("category", "categories", CodeList.CATEGORY),
    ("beneficiary", "beneficiaries", CodeList.BENEFICIARY),
    ("sdg", "sdg", CodeList.SDG_GOAL),
    ("skill", "skills", CodeList.SKILL),
    ("language", "languages", CodeList.LANGUAGE),
)
TICKS = (
    ("remote", "is_remote"),
    ("insured", "is_insured"),
    ("accessible", "is_accessible"),
    ("open", "is_open_to_me"),
)
TICKED = frozenset({"1", "on", "yes", "true"})


def read(given: Mapping[str, Sequence[str]], today: date) -> Asked:
    """What the parameters of an address ask for; each may stand there several times."""
    one = {name: _clean(values[-1]) for name, values in given.items() if values}
    days = {name: _day(one.get(name, ""), today) for name in ("on", "from", "to")}
    plain = Asked(
        text=" ".join(one.get("q", "").split())[:MOST_SIGNS].strip(),
        tab=_known(one.get("kind", ""), TABS) or SERVICE,
        region_code=_region(one.get("region", "")),
        has_region="region" in given,
        near=_known(one.get("near", ""), (ME,)),
        point=_point(one.get("latitude", ""), one.get("longitude", "")),
        within_km=_number(one.get("within", ""), 1, 500),
        when=_known(one.get("when", ""), WHEN),
        on=days["on"],
        from_on=days["from"],
        to_on=days["to"] if not (days["from"] and days["to"] and days["to"] < days["from"]) else None,
        weekdays=_several(given.get("weekday", ()), lambda text: _number(text, 1, 7)),
        parts=_several(given.get("part", ()), lambda text: _known(text, PARTS)),
        age=_number(one.get("age", ""), 1, OLDEST),
        sort=_known(one.get("sort", ""), SORTS),
    )
    codes: dict[str, Any] = {field: _codes(codes_of, given.get(name, ()), today) for name, field, codes_of in CODES}
    ticks: dict[str, Any] = {field: one.get(name, "") in TICKED for name, field in TICKS}
    return replace(plain, **codes, **ticks)


def read_written(query: str, today: date) -> Asked:
    """The same of an address that was kept."""
    try:
        return read(parse_qs(query[:MOST_ASKED], max_num_fields=200), today)
    except ValueError:
        return Asked()


def parameters(asked: Asked) -> list[tuple[str, str]]:
    """The parameters that ask for this and nothing else, in an order of their own: the same search has one address."""
    said: list[tuple[str, Any]] = [("q", asked.text)]
    if asked.tab != SERVICE:
        said.append(("kind", asked.tab))
    for name, field, _list in CODES:
        said += [(name, code) for code in sorted(getattr(asked, field))]
    said += [("when", asked.when), ("on", asked.on), ("from", asked.from_on), ("to", asked.to_on)]
    said += [("weekday", number) for number in sorted(asked.weekdays)]
    said += [("part", part) for part in PARTS if part in asked.parts]
    if asked.point:
        said += [("latitude", f"{asked.point[0]:.{DECIMALS}f}"), ("longitude", f"{asked.point[1]:.{DECIMALS}f}")]
    said += [("near", asked.near), ("within", asked.within_km), ("age", asked.age)]
    said += [(name, "1") for name, field in TICKS if getattr(asked, field)]
    said.append(("sort", asked.sort))
    kept = [(name, str(value)) for name, value in said if value not in ("", None)]
    return [("region", asked.region_code), *kept] if asked.has_region else kept


def written(asked: Asked) -> str:
    return urlencode(parameters(asked))


def query(
    asked: Asked, today: date, *, near: tuple[float, float] | None = None, fits: Fits | None = None, after: str = ""
) -> Query:
    """What the index is asked. ``near`` is where distances count from, where the address does not say it itself; ``fits`` is
    what the reader brings; without one, "open to me" asks for nothing."""
    point = asked.point or near
    from_on, to_on = asked.days(today)
    return Query(
        text=asked.text,
        kinds=tuple(TABS[asked.tab]),
        region_code=asked.region_code,
        near=point,
        within_km=asked.within_km if point else None,
        categories=asked.categories,
        beneficiaries=asked.beneficiaries,
        sdg=asked.sdg,
        skills=asked.skills,
        languages=asked.languages,
        from_on=from_on,
        to_on=to_on,
        weekdays=asked.all_weekdays,
        parts_of_day=asked.all_parts,
        remote=asked.is_remote or None,
        age=asked.age,
        insured=asked.is_insured,
        accessible=asked.is_accessible,
        fits=fits if asked.is_open_to_me else None,
        sort=asked.sort or default_sort(asked),
        after=after,
    )


def default_sort(asked: Asked) -> Sort:
    """Words ask for what fits them best, a place for what is nearest, and nothing for what is soonest."""
    if asked.text:
        return Sort.BEST
    return Sort.DISTANCE if asked.point or asked.near or asked.within_km else Sort.DATE


def fits_of(volunteer: Volunteer, today: date) -> Fits:
    age = identity_rules.age_on(volunteer.birth_on, today) if volunteer.birth_on else None
    return Fits(age, tuple(volunteer.skills), tuple(volunteer.languages))


def without(asked: Asked, field: str, code: object = None) -> Asked:
    """The same search without one thing it asks for; of several codes without this one."""
    left: Any = getattr(Asked(), field)
    if code is not None:
        left = tuple(one for one in getattr(asked, field) if one != code)
    return replace(asked, **{field: left})


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()


def _known(text: str, among: Iterable[str]) -> str:
    return text if text in among else ""


def _several(texts: Iterable[str], reader: Callable[[str], Read]) -> tuple[Any, ...]:
    found = {value: None for text in list(texts)[:MOST_CODES] if (value := reader(_clean(text)))}
    return tuple(found)


def _codes(list_name: CodeList, texts: Sequence[str], today: date) -> tuple[str, ...]:
    if not texts:
        return ()
    codes = list(dict.fromkeys(_clean(text) for text in texts[:MOST_CODES]))
    strange = set(code_queries.strangers(list_name, codes, today))
    return tuple(code for code in codes if code not in strange)


def _number(text: str, least: int, most: int) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        return None
    return int(text) if least <= int(text) <= most else None


def _day(text: str, today: date) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # Days behind us count as well: a search that was kept for a day finds nothing after it, instead of everything.
    return day if abs(day - today) <= FARTHEST else None


def _point(latitude: str, longitude: str) -> tuple[float, float] | None:
    try:
        point = round(float(latitude), DECIMALS), round(float(longitude), DECIMALS)
    except ValueError:
        return None
    return point if -90 <= point[0] <= 90 and -180 <= point[1] <= 180 else None


def _region(code: str) -> str:
    return code if code.isascii() and code.isdigit() and region_queries.path(code) else ""
