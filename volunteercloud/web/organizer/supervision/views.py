"""An organization's documents, its yearly reports, and the sanctions that stand against it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core import ids
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations import dossier, papers
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.supervision import actions, drawing, queries, rules
from volunteercloud.web import answers
from volunteercloud.web.supervision import words

from .forms import AnswerForm, DocumentForm, ReportForm


def documents_shown(viewer, organization):
    """What the list of documents shows, on its own page and as a step of the registration."""
    found = dossier.dossier(viewer, organization)
    given = {document.kind for document in found.documents}
    needed = papers.needed(organization.kind)
    return {
        "rows": [(document, words.DOCUMENTS[document.kind]) for document in found.documents],
        "lacking": [words.DOCUMENTS[kind] for kind in needed if kind not in given],
        "asked_for_documents": found.asked.get(dossier.DOCUMENTS, ""),
        "is_editable": organization.state in organization_rules.EDITABLE,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def documents(request, organization_id):
    actor, at = answers.actor_of(request), answers.reader_now()
    organization = organization_queries.organization(actor, organization_id)
    form = DocumentForm(request.POST or None, request.FILES or None)
    given = form.is_valid() and answers.run(
        form,
        lambda: organization_actions.add_document(
            actor=actor,
            organization_id=organization_id,
            document_id=ids.uuid7(),
            kind=form.cleaned_data["kind"],
            upload=form.upload(),
            at=at,
        ),
    )
    if given:
        messages.success(request, _("The document is kept."))
        return _back_to_documents(organization)
    facts = {"organization": organization, **documents_shown(actor, organization)}
    return answers.form_page(request, "organizer/supervision/documents.html", form, **facts)


@require_POST
@login_required
def remove_document(request, organization_id, document_id):
    actor = answers.actor_of(request)
    organization_actions.remove_document(
        actor=actor, organization_id=organization_id, document_id=document_id, at=answers.reader_now()
    )
    messages.success(request, _("The document is taken back."))
    return _back_to_documents(organization_queries.organization(actor, organization_id))


@require_safe
@login_required
def document(request, organization_id, document_id):
    actor = answers.actor_of(request)
    if not organization_rules.can_manage(actor, organization_id):
        raise NotFound  # officers look at it from their desk, where the look is kept
    opened = organization_actions.read_document(
        actor=actor, organization_id=organization_id, document_id=document_id, at=answers.reader_now()
    )
    return file_of(opened)


def file_of(opened):
    """A document by itself: a picture that is shown, or a PDF that is only handed over as a file."""
    response = HttpResponse(opened.content, content_type=opened.media_type)
    if opened.media_type == papers.PDF:
        response.headers["Content-Disposition"] = 'attachment; filename="document.pdf"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@login_required
def reports(request, organization_id):
    organization = _of_staff(request, organization_id)
    found = queries.reports(answers.actor_of(request), organization_id)
    facts = {
        "organization": organization,
        "rows": [(report, words.REPORT_STATES[report.state]) for report in found],
        "today": answers.reader_now().date(),
    }
    return render(request, "organizer/supervision/reports.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report(request, organization_id, year):
    actor, at = answers.actor_of(request), answers.reader_now()
    organization = _of_staff(request, organization_id)
    found = queries.report(actor, organization_id, year)
    form = ReportForm(request.POST or None, initial={name: getattr(found, name) for name in ReportForm.base_fields})
    key = {"actor": actor, "organization_id": organization_id, "year": year, "at": at}
    saved = form.is_valid() and answers.run(form, lambda: actions.write_report(**key, words=form.cleaned_data))
    if saved and "submit" in request.POST:
        if answers.run(form, lambda: actions.submit_report(**key)):
            messages.success(request, _("Handed in. You get a message when the officer has decided."))
            return redirect("organizer:reports", organization_id)
        found = queries.report(actor, organization_id, year)
    elif saved:
        messages.success(request, _("Saved."))
        return redirect("organizer:yearly_report", organization_id, year)
    facts = {
        "organization": organization,
        "report": found,
        "state": words.REPORT_STATES[found.state],
        "figures": found.figures or drawing.figures(organization_id, year),
        "missing": rules.missing(found),
        "is_writable": found.state in queries.WRITABLE and rules.can_report(actor, organization_id),
        "hands_in": rules.can_answer(actor, organization_id),
    }
    return answers.form_page(request, "organizer/supervision/report.html", form, **facts)


@require_safe
@login_required
def sanctions(request, organization_id):
    return _sanctions_page(request, _of_staff(request, organization_id), AnswerForm(), None)


@require_POST
@login_required
def answer(request, organization_id, sanction_id):
    form = AnswerForm(request.POST)
    answered = form.is_valid() and answers.run(
        form,
        lambda: actions.answer_sanction(
            actor=answers.actor_of(request),
            organization_id=organization_id,
            sanction_id=sanction_id,
            at=answers.reader_now(),
            **form.cleaned_data,
        ),
    )
    if answered:
        messages.success(request, _("Your answer is with the officer."))
        return redirect("organizer:sanctions", organization_id)
    return _sanctions_page(request, _of_staff(request, organization_id), form, sanction_id)


def _sanctions_page(request, organization, form, answered_id):
    actor = answers.actor_of(request)
    ladder = queries.ladder(actor, organization.id)
    facts = {
        "organization": organization,
        "running": [_told(one) for one in ladder.running],
        "past": [_told(one) for one in ladder.past],
        "may_answer": rules.can_answer(actor, organization.id),
        "answered_id": answered_id,
    }
    return answers.form_page(request, "organizer/supervision/sanctions.html", form, **facts)


def _told(sanction):
    return sanction, words.RUNGS[sanction.rung], words.SANCTION_STATES[sanction.state]


def _of_staff(request, organization_id):
    """The organization, for its staff alone."""
    actor = answers.actor_of(request)
    organization = organization_queries.organization(actor, organization_id)
    if not organization_queries.role(actor.id, organization_id):
        raise NotFound
    return organization


def _back_to_documents(organization):
    if organization.state in organization_rules.EDITABLE:
        return redirect("organizer:registration", organization.id, "documents")
    return redirect("organizer:documents", organization.id)
