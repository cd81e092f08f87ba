"""Objections at the officer's desk: a case opened and decided; and objecting as an officer."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.objections import actions as objection_actions
from volunteercloud.domain.objections import queries as objection_queries
from volunteercloud.domain.objections import rules as objection_rules
from volunteercloud.domain.objections.models import Instance, Side, State
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.reviews.models import State as CaseState
from volunteercloud.web import answers, cursors
from volunteercloud.web.objections import words
from volunteercloud.web.objections.forms import ObjectionForm, RulingForm, times_wished

from .desk import officers_only


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.RECORDS)
def objection_case(request, desk, case_id):
    case, opened = objection_queries.case_of(desk.officer, case_id)
    form = RulingForm(
        request.POST or None,
        initial=times_wished(opened.objection, opened.record),
        record=opened.record,
        is_appeal=opened.objection.state == State.APPEALED,
    )
    decided = form.is_valid() and answers.run(
        form,
        lambda: objection_actions.decide_objection(actor=desk.officer, case_id=case_id, **form.ruled, at=desk.at),
    )
    if decided:
        messages.success(request, _("Decided: %(title)s") % {"title": case.title})
        return redirect("office:queue")
    facts = {
        "desk": desk,
        "case": case,
        "is_waiting": case.state == CaseState.WAITING,
        "first": next((ruling for ruling in opened.rulings if ruling.instance == Instance.FIRST), None),
        **words.shown(opened, desk.at),
    }
    return answers.form_page(request, "office/objections/case.html", form, **facts)


@require_safe
@officers_only(Right.RECORDS)
def objection(request, desk, volunteer_id, objection_id):
    """One that an officer follows, whether it has come to the officers or not."""
    opened = objection_queries.officers_objection(desk.officer, volunteer_id, objection_id)
    found = opened.objection
    facts = {
        "desk": desk,
        "case": objection_queries.latest_case(found),
        "can_withdraw": found.raised_by == desk.officer.id and found.state in (State.OPEN, State.REFERRED),
        **words.shown(opened, desk.at),
    }
    return render(request, "office/objections/objection.html", facts)


@require_POST
@officers_only(Right.RECORDS)
def withdraw(request, desk, volunteer_id, objection_id):
    objection_actions.withdraw_objection(
        actor=desk.officer, volunteer_id=volunteer_id, objection_id=objection_id, at=desk.at
    )
    messages.success(request, _("The objection is withdrawn."))
    return redirect("office:objection", volunteer_id, objection_id)


@require_safe
@officers_only(Right.RECORDS)
def records(request, desk, volunteer_id):
    """A person's records, so that an officer can object to one."""
    volunteer = identity_actions.open_person(actor=desk.officer, volunteer_id=volunteer_id, part="records", at=desk.at)
    before = cursors.read(request.GET.get("after"), date.fromisoformat, UUID)
    heads = record_queries.records_of(desk.officer, volunteer_id, record_queries.Wanted(before=before))
    page = heads[: record_queries.PAGE]
    facts = {
        "desk": desk,
        "volunteer": volunteer,
        "heads": page,
        "contested": objection_queries.contested(volunteer_id, [head.record_id for head in page]),
        "cursor": cursors.written(page[-1].day, page[-1].record_id) if len(heads) > len(page) else "",
    }
    return render(request, "office/objections/records.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.RECORDS)
def object_to(request, desk, volunteer_id, record_id):
    versions = objection_queries.record_to_object_to(desk.officer, volunteer_id, record_id)
    form = ObjectionForm(request.POST or None, record=versions[-1])
    objection = form.is_valid() and answers.run(
        form,
        lambda: objection_actions.object_to_record(
            actor=desk.officer,
            volunteer_id=volunteer_id,
            record_id=record_id,
            side=Side.OFFICER,
            **form.asked,
            at=desk.at,
        ),
    )
    if objection:
        messages.success(request, _("The organization has been asked to answer, and the volunteer has been told."))
        return redirect("office:objection", volunteer_id, objection.id)
    facts = {
        "desk": desk,
        "record": versions[-1],
        "versions": versions[::-1],
        "objections": objection_queries.of_record(volunteer_id, record_id),
        "until": objection_rules.objection_until(versions[-1]),
        "now": desk.at,
    }
    return answers.form_page(request, "office/objections/object.html", form, **facts)
