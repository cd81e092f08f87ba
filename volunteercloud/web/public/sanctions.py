"""The public list of organizations under notice or struck off."""

from uuid import UUID

from django.shortcuts import render
from django.views.decorators.http import require_safe

from volunteercloud.domain.supervision import queries
from volunteercloud.web import cursors


@require_safe
def sanctions(request):
    region = request.GET.get("region", "")
    after = cursors.read(request.GET.get("after"), cursors.instant, UUID)
    found = queries.notices(region if region.isdigit() else "", after)
    page = found[: queries.PAGE]
    cursor = cursors.written(page[-1].imposed_at, page[-1].id) if len(found) > len(page) else ""
    return render(request, "public/sanctions.html", {"rows": page, "cursor": cursor})
