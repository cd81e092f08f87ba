"""Public notice lists: anybody may look, nobody is named, and no search engine keeps them."""

from uuid import UUID

from django.shortcuts import render
from django.views.decorators.http import require_safe

from volunteercloud.domain.activities import public
from volunteercloud.domain.objections import notices
from volunteercloud.web import answers, cursors


@require_safe
def notice(request, organization_id, activity_id):
    activity, now = public.activity(organization_id, activity_id), answers.reader_now()
    after = cursors.read(request.GET.get("after"), UUID)
    found = notices.lines(organization_id, activity_id, activity.region_id, now, after and after[0])
    page = found[: notices.PAGE]
    facts = {
        "activity": activity,
        "days": notices.days(activity.region_id, now),
        "lines": page,
        "cursor": cursors.written(page[-1].record_id) if len(found) > len(page) else "",
    }
    response = render(request, "public/notice.html", facts)
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response
