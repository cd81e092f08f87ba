"""What a page of results offers to choose and to take back: tabs, filters with how many each would find, chips, orders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.regions.models import Region
from volunteercloud.domain.search import asked as search_asked
from volunteercloud.domain.search.asked import Asked
from volunteercloud.domain.search.asking import Part, Sort
from volunteercloud.domain.search.models import Kind
from volunteercloud.domain.search.queries import MOST_FOUND, Facet
from volunteercloud.web import formats

from .asking import CALENDAR, LIST, MAP, Wish

SHOWN = 6  # kinds of service that stand open; the others fold
DEEP = 2  # from so many filters on a page is one of millions, and no search engine needs it

TABS = {
    "service": _("Service"),
    "needs": _("Needs"),
    "projects": _("Projects"),
    "organizations": _("Organizations"),
}
WHEN = (
    ("", _("Any time")),
    (search_asked.TODAY, _("Today")),
    (search_asked.WEEKEND, _("This weekend")),
    (search_asked.EVENINGS, _("Weekday evenings")),
    (search_asked.WEEK, _("Next seven days")),
)
WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
PARTS = {
    Part.MORNING.value: pgettext_lazy("part of a day", "Morning"),
    Part.AFTERNOON.value: pgettext_lazy("part of a day", "Afternoon"),
    Part.EVENING.value: pgettext_lazy("part of a day", "Evening"),
}
TICKS = {
    "is_open_to_me": _("Fits my age, skills and languages"),
    "is_remote": _("From home"),
    "is_accessible": _("A wheelchair gets there"),
    "is_insured": _("Insured"),
}
SORTS = {
    Sort.BEST.value: _("Best match"),
    Sort.DISTANCE.value: _("Nearest first"),
    Sort.DATE.value: _("Soonest first"),
    Sort.URGENCY.value: _("Most urgent first"),
}
VIEWS = (
    (LIST, pgettext_lazy("a way to show results", "List"), "list"),
    (MAP, _("Map"), "map"),
    (CALENDAR, _("Calendar"), "calendar"),
)
LISTS = {
    "categories": CodeList.CATEGORY,
    "beneficiaries": CodeList.BENEFICIARY,
    "sdg": CodeList.SDG_GOAL,
    "skills": CodeList.SKILL,
    "languages": CodeList.LANGUAGE,
}


@dataclass(frozen=True, slots=True)
class Option:
    """``number`` is how many it would find; None where that is not counted."""

    value: str
    label: str | Promise
    is_chosen: bool = False
    number: int | None = None
    is_capped: bool = False

    @property
    def said(self) -> str:
        return "" if self.number is None else _counted(self.number, self.is_capped)


@dataclass(frozen=True, slots=True)
class Link:
    label: str | Promise
    address: str
    is_current: bool = False
    icon: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that is asked for, with the address of the page without it; or with nothing else, where it ``is_alone``."""

    label: str
    asked: Asked
    address: str
    is_alone: bool = False


def address(wish: Wish, asked: Asked, **more: str) -> str:
    """Of the page that asks for this, in the same view."""
    said = search_asked.parameters(asked)
    view = more.pop("view", wish.view)
    if view != LIST:
        said.append(("view", view))
    return "?" + urlencode([*said, *((name, value) for name, value in more.items() if value)])


def tabs(wish: Wish, facets: Mapping[str, Sequence[Facet]]) -> list[Link]:
    numbers = {facet.code: facet for facet in facets.get("kind", ())}
    return [
        Link(label, address(wish, replace(wish.asked, tab=tab)), tab == wish.asked.tab, number=_sum(kinds, numbers))
        for (tab, kinds), label in zip(search_asked.TABS.items(), TABS.values(), strict=True)
    ]


def _sum(kinds: Iterable[Kind], numbers: Mapping[str, Facet]) -> str:
    """Where not all was counted, a kind that was not met is not nought but unknown."""
    facets = [numbers[kind] for kind in kinds if kind in numbers]
    is_capped = any(facet.is_capped for facet in numbers.values())
    if is_capped and not facets:
        return ""
    return _counted(sum(facet.number for facet in facets), is_capped)


def _counted(number: int, is_capped: bool) -> str:
    return f"{formats.count(min(number, MOST_FOUND))}+" if is_capped else formats.count(number)


def sorts(wish: Wish) -> list[Link]:
    """None where there is but one; organizations have neither a date nor a hurry."""
    now = wish.query().sort
    dateless = {Sort.DATE, Sort.URGENCY} if wish.asked.tab == "organizations" else set()
    offered = [
        sort
        for sort in SORTS
        if sort not in dateless and (sort != Sort.DISTANCE or wish.near) and (sort != Sort.BEST or wish.asked.text)
    ]
    links = [Link(SORTS[sort], address(wish, replace(wish.asked, sort=sort)), sort == now) for sort in offered]
    return links if len(links) > 1 else []


def views(wish: Wish) -> list[Link]:
    return [
        Link(label, address(wish, wish.asked, view=view), view == wish.view, icon)
        for view, label, icon in VIEWS
        if view != CALENDAR or wish.asked.tab == search_asked.SERVICE
    ]


def of_list(wish: Wish, field: str, facets: Sequence[Facet] = ()) -> list[Option]:
    """The terms of a list. Where it is counted, the most frequent stand first, what is chosen before them; what would find
    nothing is left out, unless not all was counted."""
    chosen = set(getattr(wish.asked, field))
    numbers = {facet.code: facet for facet in facets}
    is_whole = bool(facets) and not any(facet.is_capped for facet in facets)
    options = [
        Option(code, label, code in chosen, found and found.number, bool(found and found.is_capped))
        for code, label in code_queries.choices(LISTS[field], wish.today, wish.language)
        for found in (numbers.get(code),)
        if found or code in chosen or not is_whole
    ]
    return sorted(options, key=lambda option: (not option.is_chosen, -(option.number or 0))) if facets else options


def selects(wish: Wish, facets: Mapping[str, Sequence[Facet]]) -> list[tuple[str, Promise, list[Option]]]:
    """The lists of which one mostly chooses one thing: name in the address, label, terms."""
    return [
        ("beneficiary", _("For whom"), of_list(wish, "beneficiaries", facets.get("beneficiary", ()))),
        ("language", _("Language that is spoken"), of_list(wish, "languages")),
        ("skill", _("Skill that is asked for"), of_list(wish, "skills")),
        ("sdg", _("Global goal"), of_list(wish, "sdg")),
    ]


def ticks(wish: Wish) -> list[tuple[str, str, Promise, bool]]:
    """What is asked for or not. What fits the reader is asked of a reader alone."""
    offered = [tick for tick in search_asked.TICKS if wish.volunteer or tick[1] != "is_open_to_me"]
    said = [(name, field, TICKS[field], getattr(wish.asked, field)) for name, field in offered]
    return sorted(said, key=lambda tick: list(TICKS).index(tick[1]))


def weekdays(wish: Wish) -> list[Option]:
    return [
        Option(str(number), WEEKDAYS[number - 1], number in wish.asked.weekdays) for number in search_asked.WEEKDAYS
    ]


def parts(wish: Wish) -> list[Option]:
    return [Option(part, label, part in wish.asked.parts) for part, label in PARTS.items()]


def reaches(wish: Wish) -> list[Option]:
    offered = sorted({*search_asked.REACHES, *([wish.asked.within_km] if wish.asked.within_km else [])})
    within = [Option(str(km), _("%(km)s km") % {"km": km}, km == wish.asked.within_km) for km in offered]
    return [Option("", _("Any distance"), wish.asked.within_km is None), *within]


def regions(wish: Wish, narrower: Iterable[Region], facets: Sequence[Facet]) -> list[Option]:
    numbers = {facet.code: facet for facet in facets}
    return [
        Option(each.code, _own(each, wish.language), False, facet and facet.number, bool(facet and facet.is_capped))
        for each in narrower
        for facet in (numbers.get(each.code),)
    ]


def _own(region: Region, language: str) -> str:
    return region.name if language.startswith("zh") or not region.name_latin else region.name_latin


def chips(wish: Wish) -> list[Chip]:
    """All that is asked for but the region, which stands in the first line of the page."""
    return [
        Chip(str(label), narrower, address(wish, narrower))
        for label, field, code in _said(wish)
        for narrower in (search_asked.without(wish.asked, field, code),)
    ]


def named(wish: Wish) -> str:
    """What this search could be called."""
    return ("、" if formats.in_chinese() else ", ").join(
        str(label) for label, _field, _code in _said(wish)
    ) or wish.place


def alone(wish: Wish) -> list[Chip]:
    """Each thing that is asked for, and nothing beside it but the region."""
    plain = Asked(tab=wish.asked.tab, region_code=wish.asked.region_code, has_region=True)
    only = [
        (label, replace(plain, **{field: (code,) if code is not None else getattr(wish.asked, field)}))
        for label, field, code in _said(wish)
    ]
    return [Chip(str(label), asked, address(wish, asked), is_alone=True) for label, asked in only]


def _said(wish: Wish) -> Iterable[tuple[object, str, object]]:
    asked = wish.asked
    if asked.text:
        yield _("“%(words)s”") % {"words": asked.text}, "text", None
    for field, name in LISTS.items():
        for code in getattr(asked, field):
            yield code_queries.label(name, code, wish.language), field, code
    if asked.when:
        yield dict(WHEN)[asked.when], "when", None
    yield from _days(asked)
    for number in asked.weekdays:
        yield WEEKDAYS[number - 1], "weekdays", number
    for part in asked.parts:
        yield PARTS[part], "parts", part
    if asked.within_km:
        yield _("Within %(km)s km") % {"km": asked.within_km}, "within_km", None
    if asked.point:
        yield _("From where you were"), "point", None
    if asked.near:
        yield _("From my place"), "near", None
    if asked.age:
        yield ngettext("%(age)s year old", "%(age)s years old", asked.age) % {"age": asked.age}, "age", None
    for field, label in TICKS.items():
        if getattr(asked, field):
            yield label, field, None


def _days(asked: Asked) -> Iterable[tuple[object, str, object]]:
    days: tuple[tuple[str, date | None, Promise], ...] = (
        ("on", asked.on, _("On %(day)s")),
        ("from_on", asked.from_on, _("From %(day)s")),
        ("to_on", asked.to_on, _("Until %(day)s")),
    )
    for field, day, label in days:
        if day:
            yield label % {"day": formats.plain_day(day)}, field, None


def is_deep(wish: Wish) -> bool:
    """Whether search engines had better leave this page alone."""
    return bool(wish.after) or wish.view != LIST or len(list(_said(wish))) > DEEP
