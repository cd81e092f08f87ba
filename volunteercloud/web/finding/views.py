"""The page over everything that is open: as a list, on a map, by days of a month."""

from dataclasses import replace

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from volunteercloud.core.errors import Refused
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.search import days, saved
from volunteercloud.domain.search import queries as search_queries
from volunteercloud.domain.search.actions import saving as saved_actions
from volunteercloud.domain.search.asked import EVENINGS
from volunteercloud.web import answers, maps

from . import asking, choices, lines, months

ON_LIST, ON_MAP = 20, 40
METRES = 1000
TRIED = 6  # filters that an empty page tries to do without


@require_safe
def find(request):
    now = answers.reader_now()
    wish = asking.read(request, timezone.localdate(now))
    facets = search_queries.facets(wish.query(), now)
    facts = {"wish": wish, **_chosen(wish, facets), "saved": saved.same(answers.actor_of(request), wish.kept)}
    facts |= _month(request, wish, now) if wish.view == asking.CALENDAR else _list(wish, now)
    return render(request, "volunteer/finding/find.html", facts)


def _chosen(wish, facets):
    """What is chosen, and what else there is to choose."""
    categories = choices.of_list(wish, "categories", facets.get("category", ()))
    narrower = region_queries.children_of(wish.asked.region_code, wish.today)
    return {
        "tabs": choices.tabs(wish, facets),
        "views": choices.views(wish),
        "sorts": choices.sorts(wish),
        "chips": choices.chips(wish),
        "is_deep": choices.is_deep(wish),
        "categories": categories,
        "first_categories": categories[: choices.SHOWN],
        "more_categories": categories[choices.SHOWN :],
        "narrower": choices.regions(wish, narrower, facets.get("region", ())),
        "when": choices.WHEN,
        "weekdays": choices.weekdays(wish),
        "parts": choices.parts(wish),
        "reaches": choices.reaches(wish),
        "ticks": choices.ticks(wish),
        "selects": choices.selects(wish, facets),
        "suggested_name": choices.named(wish)[: saved_actions.MOST_SIGNS],
    }


def _list(wish, now):
    """A page of results with the map of its own; one that is empty says what to do without."""
    is_map = wish.view == asking.MAP
    try:
        page = search_queries.find(wish.query(after=wish.after), now, ON_MAP if is_map else ON_LIST)
    except Refused:  # a cursor of another search, or none of ours: the list begins at its beginning
        page = search_queries.find(wish.query(), now, ON_MAP if is_map else ON_LIST)
    found = lines.lines(page.hits, wish.volunteer and wish.volunteer.id, now)
    return {
        "page_of": page,
        "found": found,
        "map": maps.drawn(lines.points(found), here=_here(wish)) if found else None,
        "looser": [] if found else _looser(wish, now),
    }


def _here(wish):
    if wish.near is None:
        return None
    within = wish.asked.within_km
    return maps.Here(*wish.near, within_metres=within * METRES if within else None)


def _looser(wish, now):
    """What an empty page would find without one of the things asked for, the most first; where that is nothing either, what
    one of them would find alone."""
    chips = choices.chips(wish)[:TRIED]
    return _fruitful(wish, chips, now) or (_fruitful(wish, choices.alone(wish)[:TRIED], now) if chips else [])


def _fruitful(wish, chips, now):
    tried = [(chip, search_queries.find(wish.query(chip.asked), now, 1)) for chip in chips]
    return sorted(((chip, page) for chip, page in tried if page.total), key=lambda one: -one[1].total)


def _month(request, wish, now):
    month = months.read(request.GET.get("month", ""), wish)
    asked = replace(wish.asked, when=wish.asked.when if wish.asked.when == EVENINGS else "", on=None)
    found = days.by_day(wish.query(asked), now, month.first, month.last, months.A_DAY)
    return {"page_of": found, "month": months.filled(month, found, wish), "weekday_names": choices.WEEKDAYS}
