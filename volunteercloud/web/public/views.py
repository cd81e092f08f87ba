from django.conf import settings
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from volunteercloud.web import cookies

from . import figures

HELP_TOPICS = {"hours", "accessibility", "privacy", "complaints"}


@require_safe
def home(request):
    return render(request, "public/home.html", {"figures": figures.figures()})


@require_safe
def help_page(request, topic=None):
    if topic and topic not in HELP_TOPICS:
        raise Http404
    return render(request, f"public/help/{topic or 'index'}.html")


def _back(request):
    """To the page the reader came from, if it is one of ours."""
    address = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        address = "/"
    return HttpResponseRedirect(address)


@require_safe
def switch_language(request, language):
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return cookies.remember(_back(request), cookies.LANGUAGE, language)


@require_safe
def switch_mode(request, mode):
    if mode not in {"elder", "standard"}:
        raise Http404
    return cookies.remember(_back(request), cookies.MODE, mode)


@require_safe
def manifest(request):
    """The web app manifest, in the reader's language."""
    facts = {
        "name": _("Volunteer Cloud"),
        "short_name": _("Volunteer Cloud"),
        "start_url": "/",
        "display": "standalone",
        "background_color": "#f7f5ee",
        "theme_color": "#f7f5ee",
        "icons": [{"src": static("mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(facts, content_type="application/manifest+json")
