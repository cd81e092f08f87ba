"""Who suits a shift or a need, which needs suit us, and which organizations suit a need: each in order, with the reasons."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.matching import actions, queries
from volunteercloud.domain.needs import docking_rules
from volunteercloud.domain.needs import queries as need_queries
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.web import answers

from .forms import AskPeopleForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people_for_shift(request, organization_id, shift_id):
    actor, now = answers.actor_of(request), answers.reader_now()
    shift, ranking = queries.for_shift(actor, organization_id, shift_id, now)
    facts = {
        "shift": shift,
        "organization": shift.organization,
        "asks": queries.asks_about(actor, organization_id, shift_id),
        "may_ask": now < shift.starts_at,
    }
    here = ("organizer:people_for_shift", organization_id, shift_id)
    return _people(request, ranking, here, "shift", now, facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people_for_need(request, organization_id, need_id):
    """In the name of the station, or of the organization that takes the need up."""
    actor, now = answers.actor_of(request), answers.reader_now()
    found = queries.for_need_volunteers(actor, need_id, organization_id, now)
    facts = {
        "need": found.need,
        "organization": organization_queries.organization(actor, organization_id),
        "asks": queries.asks_about(actor, organization_id, need_id),
        "may_ask": docking_rules.is_small(found.need) and found.need.station_id is not None,
    }
    here = ("organizer:people_for_need", organization_id, need_id)
    return _people(request, found.ranking, here, "need", now, facts)


def _people(request, ranking, here, kind, now, facts):
    name, organization_id, subject_id = here
    open_to_questions = [person.number for person in ranking.people if not person.asked]
    form = AskPeopleForm(request.POST if request.method == "POST" else None, numbers=open_to_questions)
    asked = form.is_valid() and answers.run(
        form,
        lambda: actions.ask_people(
            actor=answers.actor_of(request),
            organization_id=organization_id,
            subject_kind=kind,
            subject_id=subject_id,
            at=now,
            **form.cleaned_data,
        ),
    )
    if asked:
        said = ngettext("%(number)s person was asked.", "%(number)s people were asked.", len(asked))
        messages.success(request, said % {"number": len(asked)})
        return redirect(name, organization_id, subject_id)
    facts |= {"people": ranking.people, "version": ranking.version}
    return answers.form_page(request, "organizer/matching/people.html", form, **facts)


@login_required
@require_safe
def needs_for_us(request, organization_id):
    actor = answers.actor_of(request)
    if organization_queries.duty(actor.id, organization_id) is None:
        raise NotFound
    ranking = queries.for_organization(actor, organization_id, answers.reader_now())
    facts = {
        "organization": organization_queries.organization(actor, organization_id),
        "found": ranking.needs,
        "version": ranking.version,
    }
    return render(request, "organizer/matching/needs.html", facts)


@login_required
@require_safe
def organizations_for_need(request, organization_id, need_id):
    """For the station that looks after the need."""
    actor = answers.actor_of(request)
    need = need_queries.need(actor, need_id)
    if need.station_id != organization_id:
        raise NotFound
    try:
        ranking = queries.for_need_organizations(actor, need_id, answers.reader_now())
    except NotAllowed:
        raise NotFound from None
    facts = {
        "organization": organization_queries.organization(actor, organization_id),
        "need": need,
        "found": ranking.organizations,
        "version": ranking.version,
    }
    return render(request, "organizer/matching/organizations.html", facts)
