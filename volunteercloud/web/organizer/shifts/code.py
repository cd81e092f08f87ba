"""The rotating code on a screen at the place: new every half minute, with script or without."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from volunteercloud.core import qr
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.attendance import queries as attendance_queries
from volunteercloud.web import answers


@login_required
@never_cache
@require_safe
def screen(request, organization_id, shift_id):
    facts = picture_for(answers.actor_of(request), organization_id, shift_id)
    facts["shift"] = activity_queries.shift(organization_id, shift_id)
    return render(request, "organizer/shifts/code.html", facts)


@login_required
@never_cache
@require_safe
def now(request, organization_id, shift_id):
    """The picture alone, for the script that changes it in place."""
    facts = picture_for(answers.actor_of(request), organization_id, shift_id)
    return render(request, "organizer/shifts/_code.html", facts)


def picture_for(actor, organization_id, shift_id):
    code = attendance_queries.rotating_code(actor, organization_id, shift_id, answers.reader_now())
    address = settings.SITE_URL + reverse("volunteer:scanned_code", args=[code.token])
    return {"picture": qr.svg(address, title=_("Check-in code")), "seconds_left": code.seconds_left, "address": address}
