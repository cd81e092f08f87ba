from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.domain.organizations import actions
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.web import answers
from volunteercloud.web.organizer import words

from . import week
from .forms import NameForm
from .overview import overview_of
from .steps import STEPS


@require_safe
@login_required
def home(request):
    seats = organization_queries.my_organizations(answers.actor_of(request))
    mine = [(seat, words.ROLES[seat.role][0]) for seat in seats]
    return render(request, "organizer/organizations/home.html", {"mine": mine})


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
    return _fill_in(request, facts)


def _check(request, facts):
    gaps = organization_rules.missing(facts["organization"])
    missing = [(STEPS.of_field(field), field, message) for field, message in gaps]
    return render(request, "organizer/organizations/check.html", {**facts, "missing": missing})


def _fill_in(request, facts):
    actor, at, organization, step = (
        answers.actor_of(request),
        answers.reader_now(),
        facts["organization"],
        facts["step"],
    )
    stands = {name: getattr(organization, name) for name in step.form.base_fields}
    form = step.form(request.POST or None, initial=stands, draft=organization)
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
    facts["before"] = STEPS.before(step)
    return answers.form_page(request, "organizer/organizations/step.html", form, **facts)


@require_POST
@login_required
def submit(request, organization_id):
    actions.submit_organization(
        actor=answers.actor_of(request), organization_id=organization_id, at=answers.reader_now()
    )
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
    begins = week.monday(request.GET.get("week"), answers.reader_now())
    seen = overview_of(answers.actor_of(request), organization_id, begins, answers.reader_now())
    return render(request, "organizer/organizations/overview.html", {"seen": seen, "organization": seen.organization})
