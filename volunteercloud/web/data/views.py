"""The dashboard of a region. The site's own region comes first; from there it leads up to the country and down to the street."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.web import answers

from . import asking, embedding, reading, regions, showing


@require_safe
def overview(request):
    return _page(request, regions.own(timezone.localdate()))


@require_safe
def region(request, code):
    return _page(request, code)


def asked(request, code):
    """What an address asks for, as everybody sees it."""
    today = timezone.localdate(answers.reader_now())
    return showing.shown(reading.reading(code, asking.period_of(request.GET.get("period", ""), today)), today)


def _page(request, code):
    try:
        shown = asked(request, code)
    except NotFound:
        return render(request, "data/unknown.html", {"code": code}, status=404)
    facts = {
        "shown": shown,
        "read": shown.read,
        "stand": shown.read.stand,
        "values": shown.read.values,
        "key": asking.key_of(shown.read.period),
        "frame": embedding.line(code, asking.key_of(shown.read.period), shown.name),
        "has_rates": showing.any_known(shown.below),
    }
    return render(request, "data/region.html", facts)
