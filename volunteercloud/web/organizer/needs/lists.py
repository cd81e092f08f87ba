"""The lists of needs: for an organization those near it and those it takes up, for a station those it looks after."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from volunteercloud.domain.needs import docking_queries
from volunteercloud.domain.needs import queries as need_queries
from volunteercloud.domain.needs.models import Need
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.web import cursors, formats

from . import frame

STATION, OWN = "station", "own"
NEAR, POSTED = "near", "posted"


@dataclass(frozen=True, slots=True)
class Part:
    """A list by its name in the address: what it is called, and what stands there when it is empty."""

    title: str | Promise
    empty: str | Promise
    text: str | Promise


OWN_PARTS = {
    NEAR: Part(
        _("Near us"),
        _("No open need near you"),
        _("What is posted in your region appears here as soon as it is open."),
    ),
    "offered": Part(
        pgettext_lazy("needs", "Offered"),
        _("You offer for no need now"),
        _("Open one that is near and say what you can do."),
    ),
    "to_dock": Part(
        _("To be docked"),
        _("Nothing to dock"),
        _("Once you are chosen, the need stands here, and you make a shift of it."),
    ),
    "docked": Part(
        pgettext_lazy("needs", "Under way"),
        _("Nothing under way"),
        _("Needs whose shifts are planned or run stand here."),
    ),
    "done": Part(
        pgettext_lazy("needs", "Done"),
        _("Nothing done yet"),
        _("What came of a need, and what whoever asked said about it."),
    ),
    "over": Part(
        pgettext_lazy("needs", "Over"),
        _("Nothing is over"),
        _("Needs that ended otherwise, with the reason."),
    ),
    POSTED: Part(
        _("Posted by us"),
        _("You have posted no need"),
        _("An organization can ask for help too: say what, where and when."),
    ),
}
STATION_PARTS = {
    "moderate": Part(
        _("To look at"),
        _("Nothing waits for you"),
        _("What is posted in your region appears here; you look at it before everybody sees it."),
    ),
    "open": Part(
        pgettext_lazy("needs", "Unanswered"),
        _("No need is without an offer"),
        _("Open needs that nobody has answered yet stand here."),
    ),
    "offered": Part(
        _("With offers"),
        _("No offer waits"),
        _("Once somebody offers, you or whoever asked for help choose."),
    ),
    "taken_up": Part(
        pgettext_lazy("needs", "Under way"),
        _("Nothing under way"),
        _("Needs that were docked stand here until they are done."),
    ),
    "contested": Part(
        _("Contested"),
        _("No result is contested"),
        _("Where whoever asked for help says that it was not done, you find it here."),
    ),
    "over": Part(
        pgettext_lazy("needs", "Over"),
        _("Nothing is over"),
        _("Needs that are done or ended, with how it went."),
    ),
}


@login_required
@require_safe
def needs(request, organization_id):
    """A station begins with what waits for it, everybody else with what is near."""
    actor, organization, manages = frame.member_of(request, organization_id)
    stations = need_queries.stations_of(organization_id) if manages else []
    side = request.GET.get("side", STATION if stations else OWN)
    side = side if side == STATION and stations else OWN
    parts = STATION_PARTS if side == STATION else OWN_PARTS if manages else {NEAR: OWN_PARTS[NEAR]}
    part = request.GET.get("part", "")
    part = part if part in parts else next(iter(parts))
    facts = {
        "organization": organization,
        "manages": manages,
        "stations": stations,
        "regions": ("、" if formats.in_chinese() else ", ").join(_names(stations)),
        "side": side,
        "parts": [(name, one.title) for name, one in parts.items()],
        "part": part,
        "shown": parts[part],
        **_rows(request, actor, organization, side, part),
    }
    return render(request, "organizer/needs/list.html", facts)


def _names(stations) -> list[str]:
    codes = [station.region_id for station in stations]
    names = region_queries.full_names(codes, get_language() or "")
    return [names[code] for code in codes]


def _rows(request, actor, organization, side: str, part: str) -> dict[str, Any]:
    if part == NEAR:
        return _near(request, organization)
    after = cursors.read(request.GET.get("after"), cursors.instant, cursors.identifier)
    if part == POSTED:
        rows = need_queries.posted_for(actor, organization.id, after=after)
        return _page(rows, lambda last: (last.created_at, last.id))
    ask = docking_queries.of_station if side == STATION else docking_queries.of_organization
    return _page(ask(actor, organization.id, part, after), lambda last: (last.changed_at, last.id))


def _near(request, organization) -> dict[str, Any]:
    """What is open in the organization's region, of one of its kinds or of all."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in organization.categories else ""
    after = cursors.read(request.GET.get("after"), int, cursors.instant, cursors.identifier)
    rows = need_queries.board(organization.region_id, kind, after=after)
    return _page(rows, need_queries.cursor) | {"kind": kind, "kinds": organization.categories}


def _page(rows: list[Need], cursor) -> dict[str, Any]:
    page = rows[: need_queries.PAGE]
    return {"rows": page, "cursor": cursors.written(*cursor(page[-1])) if len(rows) > len(page) else ""}
