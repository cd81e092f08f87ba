"""Objections to the reader's own records, or to a child's: raising one, following it, being heard, appealing."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.domain.objections import actions as objection_actions
from volunteercloud.domain.objections import queries as objection_queries
from volunteercloud.domain.objections import rules as objection_rules
from volunteercloud.domain.objections.models import Side, State
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.web import answers, cursors
from volunteercloud.web.objections import words
from volunteercloud.web.objections.forms import AppealForm, ObjectionForm, StatementForm

from . import whom


@login_required
@require_safe
def objections(request):
    actor, about = answers.actor_of(request), whom.of(request)
    before = cursors.read(request.GET.get("after"), cursors.instant, UUID)
    found = objection_queries.mine(actor, about.id, before)
    page = found[: objection_queries.PAGE]
    facts = {
        "whom": about,
        "rows": [(row, words.STATES[row.state]) for row in page],
        "cursor": cursors.written(page[-1].raised_at, page[-1].id) if len(found) > len(page) else "",
    }
    return render(request, "volunteer/objections/objections.html", facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request, record_id):
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    versions = record_queries.versions_of(actor, about.id, record_id)
    form = ObjectionForm(request.POST or None, record=versions[-1])
    objection = form.is_valid() and answers.run(form, lambda: _object(actor, about.id, record_id, form, now))
    if objection:
        messages.success(request, _("Your objection is on its way. The organization has been told."))
        return redirect(_address(objection.id, about))
    facts = {
        "whom": about,
        "record": versions[-1],
        "until": objection_rules.objection_until(versions[-1]),
        "now": now,
        "waiting": [one for one in objection_queries.of_record(about.id, record_id) if one.is_waiting],
    }
    return answers.form_page(request, "volunteer/objections/object.html", form, **facts)


def _object(actor, volunteer_id, record_id, form, at):
    return objection_actions.object_to_record(
        actor=actor, volunteer_id=volunteer_id, record_id=record_id, side=Side.VOLUNTEER, **form.asked, at=at
    )


def _address(objection_id, about):
    return reverse("volunteer:objection", args=[objection_id]) + about.query


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request, objection_id):
    """The whole of it, and what the reader can do now: withdraw, say what they know, appeal."""
    actor, about, do = answers.actor_of(request), whom.of(request), request.POST.get("do", "")
    key = {"actor": actor, "volunteer_id": about.id, "objection_id": objection_id, "at": answers.reader_now()}
    statement = StatementForm(request.POST if do == "state" else None)
    appeal = AppealForm(request.POST if do == "appeal" else None)
    if do == "withdraw":
        objection_actions.withdraw_objection(**key)
        messages.success(request, _("The objection is withdrawn."))
        return redirect(_address(objection_id, about))
    if statement.is_valid() and answers.run(
        statement, lambda: objection_actions.state_view(**key, **statement.cleaned_data)
    ):
        messages.success(request, _("Whoever decides will read what you said."))
        return redirect(_address(objection_id, about))
    if appeal.is_valid() and answers.run(
        appeal, lambda: objection_actions.appeal_decision(**key, side=Side.VOLUNTEER, **appeal.cleaned_data)
    ):
        messages.success(request, _("Your appeal is on its way to another officer."))
        return redirect(_address(objection_id, about))
    return _page(request, actor, about, objection_id, statement if do == "state" else appeal, statement, appeal)


def _page(request, actor, about, objection_id, form, statement, appeal):
    opened = objection_queries.my_objection(actor, about.id, objection_id)
    found = opened.objection
    facts = {
        "whom": about,
        "statement": statement,
        "appeal": appeal,
        "can_withdraw": found.side == Side.VOLUNTEER and found.state in (State.OPEN, State.REFERRED),
        "can_state": found.side != Side.VOLUNTEER and found.is_undecided and not found.stated_at,
        "can_appeal": found.state == State.DECIDED,
        **words.shown(opened, answers.reader_now()),
    }
    return answers.form_page(request, "volunteer/objections/objection.html", form, **facts)
