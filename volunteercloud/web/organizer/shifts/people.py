"""People of a shift beside those who signed up: somebody who came without, and who leads it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import adding, leading
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.web import answers

from . import frame
from .forms import AddForm, LeaderForm

STEPS = {
    "name": lambda person_id, about: leading.name_leader(person_id=person_id, **about),
    "hand-over": lambda person_id, about: leading.hand_over(to_person_id=person_id, **about),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request, organization_id, shift_id):
    """Somebody who came without a sign-up, put on the roster with a reason that stays visible."""
    actor = answers.actor_of(request)
    sheet = frame.sheet_of(actor, organization_id, shift_id)
    manages = organization_rules.can_manage(actor, organization_id, sheet.shift.project_id)
    form = AddForm(request.POST or None, manages=manages)
    added = form.is_valid() and answers.run(
        form,
        lambda: adding.add_to_roster(
            actor=actor,
            organization_id=organization_id,
            shift_id=shift_id,
            volunteer_id=_person(form.cleaned_data["number"]),
            reason=form.cleaned_data["reason"],
            makes_room=form.cleaned_data.get("makes_room", False),
            despite_limits=form.cleaned_data["despite_limits"],
            at=answers.reader_now(),
        ),
    )
    if added:
        messages.success(request, _("%(name)s is on the roster.") % {"name": added.volunteer_name})
        return redirect("organizer:roster", organization_id, shift_id)
    facts = {"sheet": sheet, "organization": sheet.shift.organization}
    return answers.form_page(request, "organizer/shifts/add.html", form, **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leaders(request, organization_id, shift_id):
    """Who leads this shift. A coordinator names and relieves; whoever leads it hands it over."""
    actor, at = answers.actor_of(request), answers.reader_now()
    if not activity_queries.leads(actor, organization_id, shift_id):
        raise NotAllowed("organization.not_leader")
    shift = activity_queries.shift(organization_id, shift_id)
    manages = organization_rules.can_manage(actor, organization_id, shift.project_id)
    do = "name" if request.POST.get("do") == "name" else "hand-over"
    able = activity_queries.who_may_lead(actor, shift)
    named = [one for one in activity_queries.leaders(actor, organization_id, shift_id) if one.until is None]
    form = LeaderForm(request.POST or None, people=[(one.person_id, one.name) for one in able])
    about = {"actor": actor, "organization_id": organization_id, "shift_id": shift_id, "at": at}
    leader = form.is_valid() and answers.run(form, lambda: STEPS[do](form.cleaned_data["to_person_id"], about))
    if leader:
        messages.success(request, _("%(name)s leads this shift now.") % {"name": leader.name})
        if do == "name":
            return redirect("organizer:leaders", organization_id, shift_id)
        return redirect("organizer:scan", organization_id)
    facts = {"shift": shift, "organization": shift.organization, "named": named, "able": able, "manages": manages}
    return answers.form_page(request, "organizer/shifts/leaders.html", form, me=actor.id, **facts)


@login_required
@require_POST
def relieve(request, organization_id, shift_id, person_id):
    """A coordinator takes the lead back from somebody."""
    leading.relieve_leader(
        actor=answers.actor_of(request),
        organization_id=organization_id,
        shift_id=shift_id,
        person_id=person_id,
        at=answers.reader_now(),
    )
    return redirect("organizer:leaders", organization_id, shift_id)


def _person(number):
    try:
        return identity_queries.volunteer_by_number(number).id
    except NotFound:
        raise Refused(
            "signup.unknown",
            gettext_lazy("Nobody is registered here with this number."),
            next_step=gettext_lazy("Check the number; it stands under “My pass”."),
            field="number",
        ) from None
