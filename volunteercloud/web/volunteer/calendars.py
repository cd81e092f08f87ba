"""The private calendar feed: its address is its key, and calendars that fetch it sign in nowhere."""

from datetime import timedelta

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from volunteercloud.domain.activities import calendar
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.web import answers

REACHES_BACK = timedelta(days=90)


@require_safe
def feed(request, token):
    volunteer_id = calendar.read_feed_token(token)
    rows = activity_queries.calendar(volunteer_id, answers.reader_now() - REACHES_BACK)
    language = identity_queries.recipient(volunteer_id).language
    response = HttpResponse(calendar.calendar_text(rows, language), content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=300"
    return response
