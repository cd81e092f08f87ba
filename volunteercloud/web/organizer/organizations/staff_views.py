"""The people who work for an organization: added, invited, given another duty, and those who leave."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core import qr
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.activities.actions import leaving
from volunteercloud.domain.organizations import actions, invitations
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Role, Staff, Way
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.web import answers
from volunteercloud.web.organizer import words

from .staff_forms import NUMBER, DutyForm, InviteForm, LeaveForm


@dataclass(frozen=True, slots=True)
class Row:
    """One of the staff as this viewer sees them; ``projects`` are titles, empty for the whole organization, and
    ``unnamed`` how many more there are that are over by now or none of the viewer's."""

    staff: Staff
    role: str
    projects: list[str]
    unnamed: int
    may_change: bool
    is_me: bool


@require_safe
@login_required
def staff(request, organization_id):
    actor, now = answers.actor_of(request), answers.reader_now()
    own = organization_queries.duty(actor.id, organization_id)
    working = list(organization_queries.staff(actor, organization_id))
    titles = dict(project_queries.choices(actor, organization_id)) if any(one.project_ids for one in working) else {}
    facts = {
        "organization": organization_queries.organization(actor, organization_id),
        "roles": words.ROLES.values(),
        "rows": [_row(one, own, titles, actor) for one in working],
        "may_invite": bool(_appointable(own)),
        "open": [
            (one, words.ROLES[one.invitation.role][0]) for one in invitations.standing(actor, organization_id, now)
        ],
    }
    return render(request, "organizer/organizations/staff.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invite(request, organization_id):
    actor = answers.actor_of(request)
    organization = organization_queries.organization(actor, organization_id)
    own = organization_queries.duty(actor.id, organization_id)
    roles = _appointable(own)
    if not roles:
        raise NotFound
    form = InviteForm(
        request.POST or None,
        roles=roles,
        projects=project_queries.choices(actor, organization_id),
        initial={"role": Role.LEADER},
    )
    done = form.is_valid() and answers.run(form, lambda: _reach(request, organization_id, form))
    if done:
        return done
    facts = {"organization": organization, "is_whole": own.is_whole}
    return answers.form_page(request, "organizer/organizations/invite.html", form, **facts)


def _reach(request, organization_id, form):
    """Add somebody by number at once, or invite them; then to where one sees what came of it."""
    given, asked = form.cleaned_data, {"actor": answers.actor_of(request), "organization_id": organization_id}
    asked |= {"at": answers.reader_now(), **form.duty()}
    try:
        if given["way"] == NUMBER:
            added = actions.add_staff(number=given["whom"], **asked)
            messages.success(request, _("%(name)s works with you now.") % {"name": added.name})
            return redirect("organizer:staff", organization_id)
        made = actions.invite_staff(
            way=Way(given["way"]),
            address=given["whom"],
            places=given["places"] or 1,
            language=request.LANGUAGE_CODE,
            **asked,
        )
    except Refused as refusal:
        refusal.field = form.renamed.get(refusal.field, refusal.field)
        raise
    if made.way != Way.LINK:
        messages.success(request, _("The invitation is on its way to %(address)s.") % {"address": given["whom"]})
        return redirect("organizer:staff", organization_id)
    return redirect("organizer:invitation", organization_id, made.id)


@never_cache
@require_safe
@login_required
def invitation(request, organization_id, invitation_id):
    """The link of an invitation and its picture, to hand on."""
    actor, now = answers.actor_of(request), answers.reader_now()
    listed = invitations.standing(actor, organization_id, now)
    found = next((one for one in listed if one.invitation.id == invitation_id), None)
    if found is None:
        raise NotFound
    address = settings.SITE_URL + invitations.link(found.invitation)
    facts = {
        "organization": organization_queries.organization(actor, organization_id),
        "open": found,
        "role": words.ROLES[found.invitation.role][0],
        "address": address,
        "qr": qr.svg(address, title=_("Link of the invitation")),
    }
    return render(request, "organizer/organizations/invitation.html", facts)


@require_POST
@login_required
def withdraw_invitation(request, organization_id, invitation_id):
    actions.withdraw_invitation(
        actor=answers.actor_of(request),
        organization_id=organization_id,
        invitation_id=invitation_id,
        at=answers.reader_now(),
    )
    messages.success(request, _("The invitation is withdrawn. Nobody can accept it any more."))
    return redirect("organizer:staff", organization_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def member_of_staff(request, organization_id, person_id):
    """One of the staff: another role or other projects, and the way to end their work."""
    seen = _seen(request, organization_id, person_id)
    form = _duty_form(request, seen, request.POST or None)
    if form and form.is_valid() and answers.run(form, lambda: _change(request, seen, form)):
        messages.success(request, _("Saved."))
        return redirect("organizer:staff", organization_id)
    return _member_page(request, seen, form, LeaveForm(people=seen["others"]))


@require_POST
@login_required
def end_staff(request, organization_id, person_id):
    actor, at = answers.actor_of(request), answers.reader_now()
    seen = _seen(request, organization_id, person_id)
    form = LeaveForm(request.POST, people=seen["others"])
    ended = form.is_valid() and answers.run(
        form,
        lambda: leaving.leave(
            actor=actor,
            organization_id=organization_id,
            person_id=person_id,
            to_person_id=form.cleaned_data["to_person_id"],
            at=at,
        ),
    )
    if not ended:
        return _member_page(request, seen, _duty_form(request, seen, None), form)
    if actor.id == person_id:
        messages.success(request, _("You don't work for %(name)s any more.") % {"name": seen["organization"].name})
        return redirect("organizer:home")
    return redirect("organizer:staff", organization_id)


def _seen(request, organization_id, person_id):
    actor = answers.actor_of(request)
    organization = organization_queries.organization(actor, organization_id)
    working = list(organization_queries.staff(actor, organization_id))
    found = next((one for one in working if one.person_id == person_id), None)
    own = organization_queries.duty(actor.id, organization_id)
    if found is None or own is None:
        raise NotFound
    projects = project_queries.choices(actor, organization_id)
    row = _row(found, own, dict(projects), actor)
    if not (row.may_change or row.is_me):
        raise NotFound
    others = [(one.person_id, one.name) for one in working if one.person_id != person_id]
    return {"organization": organization, "row": row, "own": own, "projects": projects, "others": others}


def _duty_form(request, seen, posted):
    if not seen["row"].may_change:
        return None
    staff = seen["row"].staff
    stands = {"role": staff.role, "project_ids": [str(one) for one in staff.project_ids]}
    return DutyForm(posted, roles=_appointable(seen["own"]), projects=seen["projects"], initial=stands)


def _change(request, seen, form):
    """Projects that the form could not show, because they are over, stay with the duty."""
    staff, duty = seen["row"].staff, form.duty()
    shown = {one for one, _title in seen["projects"]}
    if duty["project_ids"]:
        duty["project_ids"] += [one for one in staff.project_ids if one not in shown]
    return actions.change_role(
        actor=answers.actor_of(request),
        organization_id=staff.organization_id,
        person_id=staff.person_id,
        at=answers.reader_now(),
        **duty,
    )


def _member_page(request, seen, form, leave_form):
    facts = {"organization": seen["organization"], "row": seen["row"], "form": form, "leave_form": leave_form}
    wrong = (form and form.errors) or leave_form.errors
    return render(request, "organizer/organizations/member_of_staff.html", facts, status=422 if wrong else 200)


def _appointable(own):
    return [role for role in words.ROLES if organization_rules.can_appoint(own, role, own.project_ids if own else ())]


def _row(staff, own, titles, actor):
    named = [titles[one] or _("Without a title") for one in staff.project_ids if one in titles]
    return Row(
        staff=staff,
        role=words.ROLES[staff.role][0],
        projects=named,
        unnamed=len(staff.project_ids) - len(named),
        may_change=organization_rules.can_appoint(own, Role(staff.role), staff.project_ids),
        is_me=staff.person_id == actor.id,
    )
