"""What a browser keeps so that the check-in desk opens without a signal: its files, and the frames of its pages.

A frame is the page without anybody's data: the same for all who read the same language at the same size. What was taken
along fills it in the browser.
"""

import hashlib
import json
from functools import cache

from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import get_template, render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from volunteercloud.web import context

SCOPE = "/org/"
ID = "[0-9a-f-]{36}"
# The page of each address, as its frame is called.
PAGES = (
    (rf"^/org/{ID}/shifts/{ID}/scan/$", "scan"),
    (rf"^/org/{ID}/shifts/{ID}/kiosk/(leave/)?$", "kiosk"),
    (rf"^/org/{ID}/scan/$", "choose"),
    (r"^/org/desk/$", "choose"),
)
PARTS = ("base.html", "organizer/shifts/_desk_words.html", "organizer/shifts/_desk_scripts.html")
FRAMES = {name: f"organizer/shifts/{name}.html" for _pattern, name in PAGES}
FILES = (
    *(f"css/{name}.css" for name in ("tokens", "base", "components", "patterns", "service", "desk")),
    *(f"js/desk-{name}.js" for name in ("store", "roster", "passes", "send", "book", "page", "chooser", "install")),
    *("js/scan.js", "js/desk.js", "js/kiosk.js", "js/code.js", "vendor/jsqr.js"),
    *("icons.svg", "mark.svg", "icons/desk-192.png"),
)


@require_safe
def worker(request):
    """The service worker with the list of what it keeps. Asked for anew each time, so that a new version is noticed."""
    shelf = {
        "version": _version(),
        "assets": [static(name) for name in FILES],
        "shells": {name: reverse("organizer:desk_frame", args=[name]) for name in FRAMES},
        "pages": PAGES,
    }
    return HttpResponse(
        f"const SHELF = {json.dumps(shelf)};\n{_text('js/sw.js')}",
        content_type="text/javascript",
        headers={"Service-Worker-Allowed": SCOPE, "Cache-Control": "no-cache"},
    )


@require_safe
def manifest(request):
    """The desk as an app for the home screen, in the reader's language. It opens where the shift is chosen."""
    facts = {
        "id": "/org/desk/",
        "name": _("Check-in desk · Volunteer Cloud"),
        "short_name": _("Check-in desk"),
        "start_url": reverse("organizer:desk_start"),
        "scope": SCOPE,
        "display": "standalone",
        "background_color": "#f7f5ee",
        "theme_color": "#f7f5ee",
        "icons": [
            {"src": static("icons/desk-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("icons/desk-512.png"), "sizes": "512x512", "type": "image/png"},
            {
                "src": static("icons/desk-maskable-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


@require_safe
def frame(request, name):
    if name not in FRAMES:
        raise Http404
    page = render_to_string(FRAMES[name], {"page": context.bare_page(request), "is_frame": True})
    return HttpResponse(page, headers={"Cache-Control": "no-store"})


@cache
def _version():
    """Changes when any of the files or frames does, whatever they are called."""
    content = [_text(name, "rb") for name in (*FILES, "js/sw.js")]
    content += [get_template(name).template.source.encode() for name in (*FRAMES.values(), *PARTS)]
    return hashlib.sha256(b"\0".join(content)).hexdigest()[:16]


def _text(name, mode="r"):
    with open(finders.find(name), mode) as file:
        return file.read()
