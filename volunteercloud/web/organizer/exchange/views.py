"""Which other systems may record in the organization's name, and who of its staff answers for it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from volunteercloud.core.errors import Refused
from volunteercloud.domain.exchange import actions, queries
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.web import answers


@login_required
@require_safe
def systems(request, organization_id):
    actor = answers.actor_of(request)
    organization = organization_queries.organization(actor, organization_id)
    rows = queries.to_agree(actor, organization)
    return render(request, "organizer/exchange/systems.html", {"organization": organization, "rows": rows})


@login_required
@require_POST
def agree(request, organization_id, code):
    actor = answers.actor_of(request)
    try:
        actions.agree(actor=actor, organization_id=organization_id, system_code=code, at=answers.reader_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Agreed. Records that it brings are confirmed in your name."))
    return redirect("organizer:systems", organization_id)


@login_required
@require_POST
def end(request, organization_id, code):
    actor = answers.actor_of(request)
    try:
        actions.end_agreement(actor=actor, organization_id=organization_id, system_code=code, at=answers.reader_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Ended. Nothing more of it becomes a record of yours."))
    return redirect("organizer:systems", organization_id)
