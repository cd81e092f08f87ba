"""What a station sees of its region: what was met, what not, and why."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.needs import queries as need_queries
from volunteercloud.web import answers
from volunteercloud.web.needs import figures

from . import frame


@login_required
@require_safe
def station(request, organization_id):
    organization, stations, shown = _asked(request, organization_id)
    facts = {"organization": organization, "stations": stations, "shown": shown, "spans": figures.SPANS.items()}
    return render(request, "organizer/needs/figures.html", facts)


@login_required
@require_safe
def station_file(request, organization_id):
    _organization, _stations, shown = _asked(request, organization_id)
    return figures.file_of(shown)


def _asked(request, organization_id):
    """Of the region asked for, if the organization is a station there, else of its first; nothing for who is none."""
    actor, organization, manages = frame.member_of(request, organization_id)
    stations = need_queries.stations_of(organization_id) if manages else []
    if not stations:
        raise NotFound
    codes = [station.region_id for station in stations]
    asked = request.GET.get("region")
    region = asked if asked in codes else codes[0]
    today = timezone.localdate(answers.reader_now())
    return organization, stations, figures.picture(actor, region, figures.span_of(request.GET.get("months")), today)
