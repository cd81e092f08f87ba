from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from volunteercloud.domain.organizations import actions
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Role
from volunteercloud.web import answers
from volunteercloud.web.organizer import words

from .forms import StaffForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def members(request, organization_id):
    actor, at = answers.actor_of(request), answers.reader_now()
    organization = organization_queries.organization(actor, organization_id)
    own = organization_queries.duty(actor.id, organization_id)
    form = StaffForm(request.POST or None, roles=_appointable(own))
    added = form.is_valid() and answers.run(
        form,
        lambda: actions.add_staff(actor=actor, organization_id=organization_id, at=at, **_chosen(form)),
    )
    if added:
        messages.success(request, _("%(name)s works with you now.") % {"name": added.name})
        return redirect("organizer:members", organization_id)
    facts = {"organization": organization, "roles": words.ROLES.values(), "rows": _rows(actor, organization_id, own)}
    return answers.form_page(request, "organizer/organizations/members.html", form, **facts)


@require_POST
@login_required
def change_role(request, organization_id, person_id):
    actions.change_role(
        actor=answers.actor_of(request),
        organization_id=organization_id,
        person_id=person_id,
        role=_role(request.POST.get("role")),
        at=answers.reader_now(),
    )
    return redirect("organizer:members", organization_id)


@require_POST
@login_required
def end_staff(request, organization_id, person_id):
    actor = answers.actor_of(request)
    actions.end_staff(actor=actor, organization_id=organization_id, person_id=person_id, at=answers.reader_now())
    if actor.id == person_id:
        return redirect("organizer:home")
    return redirect("organizer:members", organization_id)


def _chosen(form):
    return {"number": form.cleaned_data["number"], "role": Role(form.cleaned_data["role"])}


def _role(text):
    if text not in Role.values:
        raise BadRequest
    return Role(text)


def _appointable(own):
    return [role for role in words.ROLES if organization_rules.can_appoint(own, role, own.project_ids if own else ())]


def _rows(actor, organization_id, own):
    """Each member with the roles this viewer may give them, and whether the viewer may end their work."""
    offered = [(role, words.ROLES[role][0]) for role in _appointable(own)]
    return [
        {
            "staff": staff,
            "role": words.ROLES[staff.role][0],
            "offered": offered if organization_rules.can_appoint(own, Role(staff.role), staff.project_ids) else [],
            "is_me": staff.person_id == actor.id,
        }
        for staff in organization_queries.staff(actor, organization_id)
    ]
