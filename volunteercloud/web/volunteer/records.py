"""My service: what counts, what comes next, what was, and why each record has its grade."""

import itertools
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from volunteercloud.core import cells
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities import calendar
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.records import explaining, whereabouts
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.models import Grade
from volunteercloud.web import answers, cursors, formats, moving_words
from volunteercloud.web.objections import words

from . import heat, whom

CORRECTED = "corrected"
TABS = (
    ("", gettext_lazy("All")),
    *((grade.value, grade.value) for grade in Grade),
    (CORRECTED, gettext_lazy("Corrected")),
)
YEARS_OFFERED = 10
# The wide ones are formulas, too, where spreadsheets speak Chinese.


@login_required
@require_safe
def my_service(request):
    actor, about = answers.actor_of(request), whom.of(request)
    try:
        volunteer = identity_queries.profile(actor, about.id)
    except NotFound:
        if about.is_reader:  # an officer's account without a volunteer
            return redirect("account:overview")
        raise
    now = answers.reader_now()
    coming = activity_queries.coming_up(actor, volunteer.id, now)
    facts = {
        "volunteer": volunteer,
        "whom": about,
        "now": now,
        "is_minor": identity_rules.needs_guardian_consent(volunteer, timezone.localdate(now)),
        "coming": coming,
        "calendar": reverse("volunteer:calendar", args=[calendar.feed_token(volunteer.id)]),
        "held_until": activity_queries.offers_held_until(coming),
        **_hours(actor, volunteer.id, timezone.localdate(now)),
        **_records(request, actor, volunteer.id, timezone.localdate(now)),
    }
    return render(request, "volunteer/records/my_service.html", facts | _places(actor, volunteer.id, facts["heads"]))


def _places(actor, volunteer_id, heads):
    """What counts at other nodes or came from them, and what those are called."""
    elsewhere = whereabouts.elsewhere(actor, volunteer_id)
    named = {each.node_name for each in elsewhere} | {name for head in heads for name in (head.moved_to, head.origin)}
    return {"elsewhere": elsewhere, "places": moving_words.titles(named - {""})}


def _hours(actor, volunteer_id, today):
    first = record_queries.year_back(today)
    totals, month = record_queries.totals_and_since(actor, volunteer_id, today.replace(day=1))
    return {
        "totals": totals,
        "month": month,
        "year": heat.year(record_queries.days_of(actor, volunteer_id, first, today), first, today),
    }


def _records(request, actor, volunteer_id, today):
    shown = request.GET.get("show", "")
    years = range(today.year, today.year - YEARS_OFFERED, -1)
    year = next((year for year in years if str(year) == request.GET.get("year")), None)
    before = cursors.read(request.GET.get("after"), date.fromisoformat, UUID)
    wanted = record_queries.Wanted(
        from_on=year and date(year, 1, 1),
        to_on=year and date(year, 12, 31),
        grade=shown if shown in Grade.values else "",
        corrected=shown == CORRECTED,
        before=before,
    )
    heads = record_queries.records_of(actor, volunteer_id, wanted)
    page = heads[: record_queries.PAGE]
    return {
        "heads": page,
        "after": cursors.written(page[-1].day, page[-1].record_id) if len(heads) > len(page) else None,
        "tabs": TABS,
        "shown": shown if shown in dict(TABS) else "",
        "year_shown": year,
        "years": years,
        "is_filtered": bool(shown or year or before),
    }


@login_required
@require_safe
def record(request, record_id):
    """One record in all its versions, the newest first."""
    about = whom.of(request)
    explained = explaining.explain(answers.actor_of(request), about.id, record_id)
    versions = [each.version for each in explained]
    facts = {"whom": about, "record": versions[0], "versions": versions, "explained": explained}
    facts |= words.beside(versions[0], answers.reader_now())
    facts["head"] = head = record_queries.head_of(versions[0].volunteer_id, record_id)
    facts["places"] = moving_words.titles({head.moved_to, head.origin} - {""} if head else set())
    return render(request, "volunteer/records/record.html", facts)


@login_required
@require_safe
def export(request):
    """Everything as CSV, page by page, so that a long life of service needs no more memory than a short one."""
    actor, volunteer_id = answers.actor_of(request), whom.id_of(request)
    identity_queries.profile(actor, volunteer_id)
    heading = [
        _("Day"), _("Start"), _("End"), _("Title"), _("Post"), _("Organization"), _("Break, minutes"),
        _("Present, minutes"), _("Counted, minutes"), _("Kind of time"), _("Grade"), _("Standing"), _("Version"), _("Record"),
    ]  # fmt: skip
    lines = itertools.chain([heading], map(_line, _all(actor, volunteer_id)))
    writer = cells.Lines(_Echo())
    # A byte order mark, without which a spreadsheet takes Chinese for something else.
    content = itertools.chain(["\ufeff"], (writer.add(line) for line in lines))
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="service-records.csv"'
    return response


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _all(actor, volunteer_id):
    wanted = record_queries.Wanted()
    while True:
        heads = record_queries.records_of(actor, volunteer_id, wanted)
        page = heads[: record_queries.PAGE]
        yield from page
        if len(heads) == len(page):
            return
        wanted = replace(wanted, before=(page[-1].day, page[-1].record_id))


def _line(head):
    record = head.record
    return [
        record.day, formats.clock(record.starts_at), formats.clock(record.ends_at), record.title, record.post,
        record.organization_name, record.break_minutes, record.worked_minutes, record.minutes, record.kind, record.grade,
        record.standing, record.version, record.record_id,
    ]  # fmt: skip
