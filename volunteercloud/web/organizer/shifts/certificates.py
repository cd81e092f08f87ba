"""Certificates that volunteers have asked an organization for: issued with names, or refused with a reason."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.certificates import actions as certificate_actions
from volunteercloud.domain.certificates import queries as certificate_queries
from volunteercloud.domain.objections import queries as objection_queries
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import register
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.models import CREDIT_GRADES
from volunteercloud.web import answers

from .forms import IssueForm, RefusalForm


@login_required
@require_safe
def requests(request, organization_id):
    actor = answers.actor_of(request)
    facts = {
        "requests": certificate_queries.requests_of(actor, organization_id),
        "organization": organization_queries.organization(actor, organization_id),
    }
    return render(request, "organizer/shifts/certificate_requests.html", facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, organization_id, request_id):
    actor, do = answers.actor_of(request), request.POST.get("do", "")
    organization = organization_queries.organization(actor, organization_id)
    certifier = organization_queries.organization(actor, register.certifier_id(organization_id))
    form = IssueForm(
        request.POST if do == "issue" else None,
        initial={"head": certifier.head, "handler": certifier.handler or actor.label},
    )
    refusal = RefusalForm(request.POST if do == "refuse" else None)
    asked = {
        "actor": actor, "organization_id": organization_id, "request_id": request_id, "at": answers.reader_now()
    }  # fmt: skip
    steps = (
        (form, certificate_actions.issue, _("The certificate is issued, and the volunteer has been told.")),
        (refusal, certificate_actions.refuse_request, _("The request is refused, and the volunteer has been told.")),
    )
    for filled, action, done in steps:
        if filled.is_valid() and answers.run(filled, lambda: action(**asked, **filled.cleaned_data)):  # noqa: B023
            messages.success(request, done)
            return redirect("organizer:certificate_requests", certifier.id)
    facts = _asked(actor, organization_id, request_id) | {"organization": organization, "refusal": refusal}
    return answers.form_page(request, "organizer/shifts/certificate_request.html", form, **facts)


def _asked(actor, organization_id, request_id):
    """The request while it waits, with what a certificate of it would say. One that was answered is not found."""
    waiting = certificate_queries.requests_of(actor, organization_id)
    asked = next((one for one in waiting if one.id == request_id), None)
    if asked is None:
        raise NotFound
    heads = record_queries.valid_between(asked.volunteer_id, asked.from_on, asked.to_on, organization_id)
    credit = sum(head.minutes for head in heads if head.grade in CREDIT_GRADES)
    contested = objection_queries.contested(asked.volunteer_id, [head.record_id for head in heads])
    return {
        "asked": asked,
        "records": len(heads),
        "contested": len(contested),
        "credit_minutes": credit,
        "honour_minutes": sum(head.minutes for head in heads) - credit,
    }
