"""What we guard against, as a page; and whom to tell of a weakness, where those who find one look: security.txt (RFC 9116)."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from volunteercloud.web.middleware import same_for_all

from .threats import THREATS

# It says until when it can be believed, less than a year ahead; the same all day, so that it can be kept.
HOLDS = timedelta(days=180)


@require_safe
def threat_model(request):
    """Who might want what, how, and what answers."""
    return render(request, "public/security.html", {"threats": THREATS, "contacts": settings.SECURITY_CONTACTS})


@require_safe
@same_for_all
def security_txt(request):
    """Not found where the operator named nobody."""
    if not settings.SECURITY_CONTACTS:
        raise Http404
    expires = datetime.combine(timezone.localdate() + HOLDS, time.min, timezone.get_default_timezone())
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACTS),
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: zh, en",
        f"Canonical: {settings.SITE_URL}{reverse('public:security_txt')}",
    ]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
