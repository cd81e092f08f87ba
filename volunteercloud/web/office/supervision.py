"""Supervision at the officer's desk: documents looked at, reports that are overdue, the ladder of sanctions."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core import ids
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations import dossier, namesakes
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import State
from volunteercloud.domain.supervision import actions, queries
from volunteercloud.web import answers, cursors
from volunteercloud.web.organizer.supervision.views import file_of
from volunteercloud.web.supervision import words

from .desk import officers_only
from .supervision_forms import EndForm, SanctionForm

KNOWN = (State.SUBMITTED, State.ACTIVE, State.SUSPENDED)


def registration_shown(organization):
    """What an officer sees of a registration beside what it says: documents, changes, who may be the same."""
    found = dossier.handed_in(organization)
    return {
        "documents": _documents(found.documents, found.new_documents),
        "changes": [(words.FIELDS[change.field], change) for change in found.changes],
        "asked": [(words.FIELDS[field], said) for field, said in found.asked.items()],
        "submission": found.latest,
        "alike": [(one.node, *words.WHY_ALIKE[one.why]) for one in namesakes.found(organization, KNOWN)],
    }


@require_POST
@officers_only(Right.ORGANIZATIONS)
def document(request, desk, organization_id, document_id):
    """Every look is kept, so it is a step and no address to come back to."""
    opened = organization_actions.read_document(
        actor=desk.officer, organization_id=organization_id, document_id=document_id, at=desk.at
    )
    return file_of(opened)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.ORGANIZATIONS)
def sanctions(request, desk, organization_id):
    """The ladder of one organization; the form on it takes the next step."""
    organization = _of(desk, organization_id)
    form = SanctionForm(request.POST or None, initial={"sanction_id": ids.uuid7()}, organization=organization)
    imposed = form.is_valid() and answers.run(
        form,
        lambda: actions.impose_sanction(
            actor=desk.officer, organization_id=organization_id, at=desk.at, **form.cleaned_data
        ),
    )
    if imposed:
        said = _("Proposed. It acts once a second officer confirms it.") if imposed.state == "proposed" else _("Done.")
        messages.success(request, said)
        return redirect("office:sanctions", organization_id)
    return _page(request, desk, organization, form, EndForm(), None)


@require_POST
@officers_only(Right.ORGANIZATIONS)
def end(request, desk, organization_id, sanction_id):
    organization = _of(desk, organization_id)
    form = EndForm(request.POST)
    ended = form.is_valid() and answers.run(
        form,
        lambda: actions.end_sanction(
            actor=desk.officer,
            organization_id=organization_id,
            sanction_id=sanction_id,
            fulfilled="fulfilled" in request.POST,
            at=desk.at,
            **form.cleaned_data,
        ),
    )
    if ended:
        messages.success(request, _("Done."))
        return redirect("office:sanctions", organization_id)
    fresh = SanctionForm(initial={"sanction_id": ids.uuid7()}, organization=organization)
    return _page(request, desk, organization, fresh, form, sanction_id)


@require_POST
@officers_only(Right.ORGANIZATIONS)
def confirm(request, desk, organization_id, sanction_id):
    actions.confirm_sanction(actor=desk.officer, organization_id=organization_id, sanction_id=sanction_id, at=desk.at)
    messages.success(request, _("Confirmed. It acts from now on."))
    return redirect("office:sanctions", organization_id)


@require_safe
@officers_only(Right.ORGANIZATIONS)
def overdue(request, desk):
    """Reports that are overdue, and steps that wait for a second officer."""
    region = desk.region(request.GET.get("region"))
    today = timezone.localdate(desk.at)
    after = cursors.read(request.GET.get("after"), date.fromisoformat, UUID)
    found = queries.owed(desk.officer, region, today, after)
    page = found[: queries.PAGE]
    facts = {
        "desk": desk,
        "rows": [(report, (today - report.due_on).days) for report in page],
        "proposed": [_told(one) for one in queries.proposed(desk.officer, region)],
        "cursor": cursors.written(page[-1].due_on, page[-1].organization_id) if len(found) > len(page) else "",
    }
    return render(request, "office/supervision/overdue.html", facts)


def summary(organization):
    """What the organization's own page at the desk shows: its documents, and the sanctions that stand."""
    return {
        "documents": _documents(dossier.documents_of(organization.id)),
        "running": [_told(one) for one in queries.standing(organization)],
    }


def _documents(found, new=()):
    return [(document, words.DOCUMENTS[document.kind], document.id in new) for document in found]


def _page(request, desk, organization, form, end_form, ended_id):
    ladder = queries.ladder(desk.officer, organization.id)
    facts = {
        "desk": desk,
        "organization": organization,
        "end_form": end_form,
        "ended_id": ended_id,
        "proposed": [_told(one) for one in ladder.proposed],
        "running": [_told(one) for one in ladder.running],
        "past": [_told(one) for one in ladder.past],
        "rungs": words.RUNGS.values(),
        "is_at_work": organization.state in queries.AT_WORK,
    }
    response = answers.form_page(request, "office/supervision/sanctions.html", form, **facts)
    response.status_code = 422 if form.errors or end_form.errors else 200
    return response


def _told(sanction):
    return sanction, words.RUNGS[sanction.rung], words.SANCTION_STATES[sanction.state]


def _of(desk, organization_id):
    found = organization_queries.organization(desk.officer, organization_id)
    if not desk.covers(found.region_id):
        raise NotFound
    return found
