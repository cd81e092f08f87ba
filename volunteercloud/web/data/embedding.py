"""The figures of a region inside the page of another site: only this page may stand in a frame, and it runs no script."""

from django.conf import settings
from django.http import HttpResponse
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import get_language, override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from volunteercloud.web import answers
from volunteercloud.web.open.embedding import EMBEDDED_POLICY, LANGUAGES, THEMES

from . import asking, reading, showing

HEIGHT = 620  # pixels


@xframe_options_exempt
@require_safe
def frame(request, code):
    """``language`` is zh or en, else the reader's; ``theme`` light or dark, else as the reader's device has it."""
    with override(LANGUAGES.get(request.GET.get("language", ""), get_language())):
        today = timezone.localdate(answers.reader_now())
        period = asking.period_of(request.GET.get("period", ""), today)
        shown = showing.shown(reading.reading(code, period), today)
        key = asking.key_of(period)
        facts = {
            "shown": shown,
            "read": shown.read,
            "theme": request.GET["theme"] if request.GET.get("theme") in THEMES else "",
            "language": "en" if get_language() == "en" else "zh-Hans",
            "address": f"{settings.SITE_URL}{reverse('data:region', args=[code])}?period={key}",
        }
        # Without the request, so that nothing on the way looks for a session.
        response = HttpResponse(loader.render_to_string("data/embed.html", facts))
    response.headers["Content-Security-Policy"] = EMBEDDED_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def line(code: str, key: str, name: str) -> str:
    """What the owner of another site copies into a page."""
    address = f"{settings.SITE_URL}{reverse('data:embed', args=[code])}?period={key}"
    return f'<iframe src="{escape(address)}" title="{escape(name)}" width="100%" height="{HEIGHT}" loading="lazy"></iframe>'
