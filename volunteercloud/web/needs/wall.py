"""The wall: a screen in a community centre that shows who needs help, and thanks who gave it. It turns its own pages."""

from dataclasses import dataclass

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from volunteercloud.core import qr
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.needs import queries
from volunteercloud.domain.needs.models import Need
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.web import answers

A_PAGE = 4  # what can be read from across a room before it turns
MOST_PAGES = 5
THANKED = 6
SECONDS = 20


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the wall: needs to be met, or those that were, with `is_thanks`."""

    needs: list[Need]
    is_thanks: bool = False


@require_safe
def wall(request, code):
    """Turns to the next page by itself, without script, unless somebody holds it; an address that names no page shows the
    first."""
    if not region_queries.path(code):
        raise NotFound
    now = answers.reader_now()
    shown = queries.wall(code, now)
    leaves = _leaves(shown)
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 3 and 1 <= int(asked) <= len(leaves) else 1
    facts = {
        "code": code,
        "leaf": leaves[number - 1],
        "number": number,
        "of": len(leaves),
        "following": number % len(leaves) + 1,
        "seconds": SECONDS,
        "is_held": "hold" in request.GET,
        "counts": shown.counts,
        "now": now,
        "ask": _code(reverse("needs:post"), _("QR code: ask for help")),
        "board": _code(f"{reverse('needs:board')}?region={code}", _("QR code: see all needs and offer to help")),
    }
    response = render(request, "needs/wall.html", facts)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _leaves(shown):
    leaves = [Leaf(shown.needs[start : start + A_PAGE]) for start in range(0, len(shown.needs), A_PAGE)][:MOST_PAGES]
    if shown.thanks or not leaves:
        leaves.append(Leaf(shown.thanks[:THANKED], is_thanks=True))
    return leaves


def _code(path, title):
    return mark_safe(qr.svg(settings.SITE_URL + path, title=title))
