from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core.errors import Refused
from volunteercloud.domain.organizations import actions, dossier, namesakes
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Kind
from volunteercloud.web import answers
from volunteercloud.web.organizer import words
from volunteercloud.web.organizer.supervision.forms import DocumentForm
from volunteercloud.web.organizer.supervision.views import documents_shown
from volunteercloud.web.public.invited import SESSION_KEY as INVITATION
from volunteercloud.web.supervision.words import FIELDS, WHY_ALIKE

from . import week
from .forms import NameForm
from .overview import overview_of
from .steps import STEPS


@require_safe
@login_required
def home(request):
    seats = organization_queries.my_organizations(answers.actor_of(request))
    mine = [(seat, words.ROLES[seat.role][0]) for seat in seats]
    facts = {"mine": mine, "invitation": request.session.get(INVITATION, "")}
    return render(request, "organizer/organizations/home.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def register(request):
    actor, at = answers.actor_of(request), answers.reader_now()
    form = NameForm(request.POST or None)
    begun = form.is_valid() and answers.run(
        form, lambda: actions.register_organization(actor=actor, particulars=form.cleaned_data, at=at)
    )
    if begun:
        return redirect("organizer:registration", begun.id, "standing")
    facts = {"step": STEPS.named("name"), "steps": STEPS}
    return answers.form_page(request, "organizer/organizations/step.html", form, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def registration(request, organization_id, step):
    if not (here := STEPS.named(step)):
        raise Http404
    organization = organization_queries.organization(answers.actor_of(request), organization_id)
    facts = {"organization": organization, "step": here, "steps": STEPS}
    if organization.state not in organization_rules.EDITABLE:
        return redirect("organizer:overview", organization_id)
    if step == "check":
        return _check(request, facts)
    if step == "documents":
        return _documents(request, facts)
    return _fill_in(request, facts)


def _check(request, facts, refusal=None):
    organization = facts["organization"]
    gaps = organization_rules.missing(organization)
    missing = [(STEPS.of_field(field), field, message) for field, message in gaps]
    asked = [(STEPS.of_field(field), FIELDS[field], said) for field, said in dossier.asked(organization.id).items()]
    shown = {**facts, "missing": missing, "asked": asked, "alike": _alike(organization), "refusal": refusal}
    return render(request, "organizer/organizations/check.html", shown, status=422 if refusal else 200)


def _documents(request, facts):
    organization = facts["organization"]
    shown = {
        **facts,
        **documents_shown(answers.actor_of(request), organization),
        "form": DocumentForm(),
        "before": STEPS.before(facts["step"]),
        "after": STEPS.after(facts["step"]),
    }
    return render(request, "organizer/supervision/step.html", shown)


def _alike(organization):
    """Organizations that may be the same, with why."""
    return [(one.node, *WHY_ALIKE[one.why]) for one in namesakes.found(organization)]


def _fill_in(request, facts):
    actor, at, organization, step = (
        answers.actor_of(request),
        answers.reader_now(),
        facts["organization"],
        facts["step"],
    )
    stands = {name: getattr(organization, name) for name in step.form.base_fields}
    asked = dossier.asked(organization.id)
    form = step.form(request.POST or None, initial=stands, draft=organization, asked=asked)
    saved = form.is_valid() and answers.run(
        form,
        lambda: actions.change_organization(
            actor=actor, organization_id=organization.id, particulars=form.cleaned_data, at=at
        ),
    )
    if saved and "leave" in request.POST:
        return redirect("organizer:overview", organization.id)
    if saved:
        return redirect("organizer:registration", organization.id, STEPS.after(step).name)
    facts |= {"before": STEPS.before(step), "alike": _alike(organization) if step.name == "standing" else []}
    return answers.form_page(request, "organizer/organizations/step.html", form, **facts)


@require_POST
@login_required
def submit(request, organization_id):
    actor = answers.actor_of(request)
    try:
        actions.submit_organization(
            actor=actor,
            organization_id=organization_id,
            is_another="is_another" in request.POST,
            at=answers.reader_now(),
        )
    except Refused as refusal:
        organization = organization_queries.organization(actor, organization_id)
        if organization.state not in organization_rules.EDITABLE:
            raise
        return _check(request, {"organization": organization, "step": STEPS.named("check"), "steps": STEPS}, refusal)
    messages.success(request, _("Submitted. You get a message when the officer has decided."))
    return redirect("organizer:overview", organization_id)


@require_POST
@login_required
def withdraw(request, organization_id):
    actions.withdraw_organization(
        actor=answers.actor_of(request), organization_id=organization_id, at=answers.reader_now()
    )
    return redirect("organizer:registration", organization_id, "check")


@require_safe
@login_required
def overview(request, organization_id):
    now = answers.reader_now()
    begins = week.monday(request.GET.get("week"), now)
    seen = overview_of(answers.actor_of(request), organization_id, begins, now)
    facts = {
        "seen": seen,
        "organization": seen.organization,
        "review": None if seen.is_at_work else review_queries.waiting_case(Kind.ORGANIZATION, organization_id),
        "now": now,
    }
    return render(request, "organizer/organizations/overview.html", facts)
