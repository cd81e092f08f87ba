"""The figures of a region for a screen in a hall: large, and new every half minute unless somebody holds it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import asking, showing, views

SECONDS = 30
THEMES = ("light", "dark")


@require_safe
def wall(request, code):
    """``theme`` is light or dark, else as the screen has it; ``period`` as on the page; with ``hold`` it stays as it is."""
    shown = views.asked(request, code)
    theme = request.GET.get("theme", "")
    facts = {
        "shown": shown,
        "stand": shown.read.stand,
        "read": shown.read,
        "has_rates": showing.any_known(shown.below),
        "seconds": 0 if "hold" in request.GET else SECONDS,
        "theme": theme if theme in THEMES else "",
        "key": asking.key_of(shown.read.period),
    }
    return render(request, "data/wall.html", facts)
