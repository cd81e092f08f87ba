from datetime import datetime, time, timedelta
from uuid import UUID

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.audit import queries as audit_queries
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Right
from volunteercloud.web import cursors

from . import sentences
from .desk import officers_only
from .forms import TrailForm

NOBODY = UUID(int=0)


@require_safe
@officers_only(Right.AUDIT)
def trail(request, desk):
    """The audit trail of the officer's regions and below, newest first."""
    form = TrailForm(request.GET or None, kinds=sentences.AREAS.items(), initial={"region": desk.regions[0]})
    given = form.cleaned_data if form.is_valid() else {}
    wanted = audit_queries.Filter(
        region_code=desk.region(given.get("region")),
        name=f"{given['what']}." if given.get("what") else "",
        since=_midnight(given.get("since")),
        until=_midnight(given.get("until"), later=1),
        actor_id=_actor(given),
        owner_id=given.get("owner"),
        before=cursors.read(request.GET.get("after"), cursors.instant, UUID),
    )
    found = audit_queries.entries(wanted)
    page = found[: audit_queries.PAGE]
    facts = {
        "desk": desk,
        "form": form,
        "rows": [sentences.Told(entry) for entry in page],
        "cursor": cursors.written(page[-1].at, page[-1].id) if len(found) > len(page) else "",
    }
    return render(request, "office/audit.html", facts)


def _actor(given):
    """Whose deeds to show: a person's from a link, or from a number; an unknown number did nothing."""
    if not given.get("number"):
        return given.get("actor")
    try:
        return identity_queries.volunteer_by_number(given["number"]).id
    except NotFound:
        return NOBODY


def _midnight(day, later=0):
    return timezone.make_aware(datetime.combine(day + timedelta(days=later), time())) if day else None
