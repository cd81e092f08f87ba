from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.domain.objections import actions as objection_actions
from volunteercloud.domain.objections import queries as objection_queries
from volunteercloud.domain.objections import rules as objection_rules
from volunteercloud.domain.objections.models import Side, State
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.web import answers, cursors
from volunteercloud.web.objections import words
from volunteercloud.web.objections.forms import AnswerForm, AppealForm, ObjectionForm, SettlementForm, times_wished


@login_required
@require_safe
def objections(request, organization_id):
    actor = answers.actor_of(request)
    before = cursors.read(request.GET.get("after"), cursors.instant, UUID)
    found = objection_queries.of_organization(actor, organization_id, before)
    page = found[: objection_queries.PAGE]
    facts = {
        "organization": organization_queries.organization(actor, organization_id),
        "rows": [(row, words.STATES[row.state]) for row in page],
        "cursor": cursors.written(page[-1].raised_at, page[-1].id) if len(found) > len(page) else "",
    }
    return render(request, "organizer/objections/objections.html", facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request, organization_id, volunteer_id, record_id):
    actor, now = answers.actor_of(request), answers.reader_now()
    versions = record_queries.recorded_by(actor, organization_id, volunteer_id, record_id)
    form = ObjectionForm(request.POST or None, record=versions[-1])
    objection = form.is_valid() and answers.run(
        form,
        lambda: objection_actions.object_to_record(
            actor=actor, volunteer_id=volunteer_id, record_id=record_id, side=Side.ORGANIZATION, **form.asked, at=now
        ),
    )
    if objection:
        messages.success(request, _("An officer of the region decides. The volunteer has been told."))
        return redirect("organizer:objection", organization_id, objection.id)
    facts = {
        "organization": organization_queries.organization(actor, organization_id),
        "record": versions[-1],
        "until": objection_rules.objection_until(versions[-1]),
        "now": now,
    }
    return answers.form_page(request, "organizer/objections/object.html", form, **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request, organization_id, objection_id):
    """The whole of it, and what the organization can do now: answer, change the record, withdraw, appeal."""
    actor, do, now = answers.actor_of(request), request.POST.get("do", ""), answers.reader_now()
    opened = objection_queries.organizations_objection(actor, organization_id, objection_id)
    found = opened.objection
    ours = {"actor": actor, "organization_id": organization_id, "objection_id": objection_id, "at": now}
    theirs = {"actor": actor, "volunteer_id": found.volunteer_id, "objection_id": objection_id, "at": now}
    answer = AnswerForm(request.POST if do == "answer" else None)
    settlement = SettlementForm(
        request.POST if do == "settle" else None, prefix="settle", initial=times_wished(found, opened.record)
    )
    appeal = AppealForm(request.POST if do == "appeal" else None)
    if do == "withdraw":
        objection_actions.withdraw_objection(**theirs)
        messages.success(request, _("The objection is withdrawn."))
        return redirect("organizer:objection", organization_id, objection_id)
    steps = _steps(ours, theirs, answer, settlement, appeal)
    for filled, action, done in steps:
        if filled.is_valid() and answers.run(filled, action):
            messages.success(request, done)
            return redirect("organizer:objection", organization_id, objection_id)
    facts = {
        "organization": organization_queries.organization(actor, organization_id),
        "answer": answer,
        "settlement": settlement,
        "appeal": appeal,
        **_possible(actor, found),
        **words.shown(opened, now),
    }
    form = next((filled for filled, _action, _done in steps if filled.errors), answer)
    return answers.form_page(request, "organizer/objections/objection.html", form, **facts)


def _steps(ours, theirs, answer, settlement, appeal):
    """Each form with the action it is for, and what is said when it is done."""
    return (
        (
            answer,
            lambda: objection_actions.answer_objection(**ours, **answer.cleaned_data),
            _("An officer decides now."),
        ),
        (
            settlement,
            lambda: objection_actions.settle_objection(**ours, **settlement.settled),
            _("The record is changed."),
        ),
        (
            appeal,
            lambda: objection_actions.appeal_decision(**theirs, side=Side.ORGANIZATION, **appeal.cleaned_data),
            _("Your appeal is on its way to another officer."),
        ),
    )


def _possible(actor, found):
    speaks = objection_rules.can_answer(actor, found.organization_id)
    is_ours = found.side == Side.ORGANIZATION and (speaks or found.raised_by == actor.id)
    return {
        "can_answer": speaks and found.state == State.OPEN,
        "can_withdraw": is_ours and found.state in (State.OPEN, State.REFERRED),
        "can_appeal": speaks and found.state == State.DECIDED,
    }
