"""The board of needs, one need, and the map: for everybody, without an account."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.core import ids
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.needs import choices, queries
from volunteercloud.domain.needs.actions import offering
from volunteercloud.domain.needs.models import Part
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.search.models import Urgency
from volunteercloud.web import answers, cursors, formats, maps

from .forms import BoardForm

DEMO_CITY = "9901"
CITY_DIGITS = 4
ON_MAP = 60  # as many numbers as a list beside the map can be read along with
PARTS = {
    Part.OPEN: gettext_lazy("Help wanted"),
    Part.TAKEN_UP: gettext_lazy("Taken up"),
    Part.MET: gettext_lazy("Met"),
}


@require_safe
def board(request):
    wanted = _wanted(request)
    part = request.GET.get("part") if request.GET.get("part") in Part.values else Part.OPEN
    after = cursors.read(request.GET.get("after"), int, cursors.instant, UUID)
    found = queries.board(wanted["region"], wanted["category"], part, after=after)
    page = found[: queries.PAGE]
    facts = wanted | {
        "part": part,
        "parts": _parts(wanted, part),
        "needs": page,
        "cursor": cursors.written(*queries.cursor(page[-1])) if len(found) > len(page) else "",
        "narrower": region_queries.children(wanted["region"], timezone.localdate()),
        "path": region_queries.path(wanted["region"]),
    }
    return render(request, "needs/board.html", facts, status=422 if wanted["form"].errors else 200)


@require_safe
def points(request):
    """What is open on a map, with the same numbers in the list beside it."""
    wanted = _wanted(request)
    needs = queries.points(wanted["region"], wanted["category"])
    shown = needs[:ON_MAP]
    drawn = maps.drawn(_point(number, need) for number, need in enumerate(shown, start=1))
    facts = wanted | {"needs": shown, "more": len(needs) - len(shown), "map": drawn}
    return render(request, "needs/map.html", facts, status=422 if wanted["form"].errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def need(request, number):
    """One need as everybody sees it; whoever is signed in can offer to help, or learns why not."""
    meant = ids.clean_public_code(number)
    if not meant:
        raise NotFound
    actor = answers.actor_of(request)
    found = queries.need(actor, meant)
    if meant != number:
        return redirect("needs:need", meant, permanent=True)
    if request.method != "POST":
        return _need_page(request, actor, found)
    if actor.id is None:
        return redirect_to_login(request.path)
    try:
        said = _offer(request, actor, found)
    except Refused as refusal:
        return _need_page(request, actor, found, refusal)
    messages.success(request, said)
    return redirect("needs:need", number)


def _offer(request, actor, found):
    """What the form of the page asks for, and what is said once it is done."""
    at, words = answers.reader_now(), request.POST.get("words", "")[:1000]
    organization_id, withdrawn = (_uuid(request.POST.get(name, "")) for name in ("organization_id", "withdraw"))
    if withdrawn:
        offering.withdraw_offer(actor=actor, offer_id=withdrawn, reason=words, at=at)
        return _("The offer is withdrawn.")
    if organization_id:
        offering.offer(actor=actor, need_id=found.id, organization_id=organization_id, words=words, at=at)
        return _("Your organization offers to help. You hear as soon as somebody has chosen.")
    offering.offer_myself(actor=actor, need_id=found.id, words=words, at=at)
    return _("You offer to help. You hear as soon as somebody has chosen.")


def _need_page(request, actor, found, refusal=None):
    facts = {
        "need": found,
        "choice": choices.choice(actor, found, answers.reader_now()),
        "address": settings.SITE_URL + reverse("needs:need", args=[found.number]),
        "words": request.POST.get("words", ""),
        "refusal": refusal,
    }
    response = render(request, "needs/need.html", facts, status=409 if refusal else 200)
    if not found.part:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _wanted(request):
    """Region and kind that the address asks for; where it says nothing of a region, the city in which the reader lives."""
    asked = request.GET.copy()
    if "region" not in asked:
        asked["region"] = _city(request)
    form = BoardForm(asked)
    given = form.cleaned_data if form.is_valid() else {}
    return {"form": form, "region": given.get("region", ""), "category": given.get("category", "")}


def _city(request):
    home = identity_queries.home_region(answers.actor_of(request))
    return (home or (DEMO_CITY if settings.DEMO else ""))[:CITY_DIGITS]


def _parts(wanted, here):
    """The parts of the board as tabs, each with how many it holds."""
    counted = queries.counts(wanted["region"])
    return [(code, label, _number(counted[code]), code == here) for code, label in PARTS.items()]


def _number(number):
    most = queries.MOST_COUNTED
    return formats.count(number) if number < most else f"{formats.count(most - 1)}+"


def _point(number, need):
    title = need.title if formats.in_chinese() or not need.title_en else need.title_en
    kind = "look" if need.urgency == Urgency.URGENT else ""
    return maps.Point(need.latitude, need.longitude, number, title, kind, f"#need-{number}")


def _uuid(text):
    try:
        return UUID(text)
    except ValueError:
        return None
