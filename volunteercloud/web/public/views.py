from django.conf import settings
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.publications import queries as publication_queries
from volunteercloud.web import answers, cookies

from . import figures


@require_safe
def home(request):
    region = identity_queries.home_region(answers.actor_of(request))
    notices = publication_queries.notices(region, timezone.localdate())
    return render(request, "public/home.html", {"figures": figures.figures(), "notices": notices})


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
