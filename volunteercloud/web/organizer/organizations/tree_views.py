"""An organization's place in the tree, as its own people see it: who stands above and below, who asks to, and how it ends."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.figures import queries as figure_queries
from volunteercloud.domain.organizations import actions, register
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import JoiningState
from volunteercloud.domain.organizations.particulars import BRANCH
from volunteercloud.domain.succession import actions as succession_actions
from volunteercloud.domain.succession import queries as succession_queries
from volunteercloud.domain.succession.models import EndingState
from volunteercloud.web import answers, cursors
from volunteercloud.web.organizer.words import ORGANIZATION_STATES

from .tree_forms import BranchForm, EndForm, JoinForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tree(request, organization_id):
    """Who stands above and below; the form on it asks to be taken in."""
    actor, at = answers.actor_of(request), answers.reader_now()
    organization = _own(actor, organization_id)
    form = JoinForm(request.POST or None)
    asked = form.is_valid() and answers.run(
        form,
        lambda: actions.ask_to_join(actor=actor, organization_id=organization_id, at=at, **form.cleaned_data),
    )
    if asked:
        messages.success(request, _("Asked. You get a message when %(name)s answers.") % {"name": asked.parent_name})
        return redirect("organizer:tree", organization_id)
    return answers.form_page(request, "organizer/organizations/tree.html", form, **_place(request, actor, organization))


def _place(request, actor, organization):
    after = cursors.read(request.GET.get("after"), str, UUID)
    found = list(register.children(actor, organization.id, after))
    page = found[: register.PAGE]
    joining = register.joining(actor, organization.id)
    ending = succession_queries.ending(actor, organization.id)
    return {
        "organization": organization,
        "above": register.ancestors(organization.id),
        "below": [(node, ORGANIZATION_STATES[node.state]) for node in page],
        "cursor": cursors.written(page[-1].name, page[-1].organization_id) if len(found) > len(page) else "",
        "asking": register.asking_to_join(actor, organization.id),
        "ending_here": succession_queries.waiting_for(actor, organization.id),
        "joining": joining if joining and joining.state in (JoiningState.WAITING, JoiningState.REFUSED) else None,
        "ending": ending if ending and ending.state in (EndingState.WAITING, EndingState.REFUSED) else None,
        "history": succession_queries.history(organization.id),
        "branch": figure_queries.of_branch(organization.id) if found else None,
        "manages": organization_rules.can_manage(actor, organization.id),
        "owns": organization_rules.can_own(actor, organization.id),
        "is_active": organization_rules.is_active(organization),
        "is_branch": organization.kind == BRANCH,
    }


@require_POST
@login_required
def withdraw_joining(request, organization_id):
    actions.withdraw_joining(actor=answers.actor_of(request), organization_id=organization_id, at=answers.reader_now())
    return redirect("organizer:tree", organization_id)


@require_POST
@login_required
def answer_joining(request, organization_id, child_id):
    """Two buttons: with `accept` the answer is yes, else no with the reason that was typed."""
    answered = actions.answer_joining(
        actor=answers.actor_of(request),
        parent_id=organization_id,
        organization_id=child_id,
        accept="accept" in request.POST,
        reason=request.POST.get("reason", ""),
        at=answers.reader_now(),
    )
    if answered.state == JoiningState.ACCEPTED:
        messages.success(request, _("%(name)s stands below you now.") % {"name": answered.organization_name})
    return redirect("organizer:tree", organization_id)


@require_POST
@login_required
def leave(request, organization_id):
    actions.leave_parent(actor=answers.actor_of(request), organization_id=organization_id, at=answers.reader_now())
    messages.success(request, _("Your organization stands by itself now."))
    return redirect("organizer:tree", organization_id)


@require_POST
@login_required
def let_go(request, organization_id, child_id):
    """Let an organization below go, with a reason."""
    actions.leave_parent(
        actor=answers.actor_of(request),
        organization_id=child_id,
        reason=request.POST.get("reason", ""),
        at=answers.reader_now(),
    )
    return redirect("organizer:tree", organization_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def found_branch(request, organization_id):
    actor, at = answers.actor_of(request), answers.reader_now()
    organization = _own(actor, organization_id)
    form = BranchForm(request.POST or None, initial={"region_id": organization.region_id})
    founded = form.is_valid() and answers.run(
        form,
        lambda: actions.found_branch(actor=actor, parent_id=organization_id, particulars=form.particulars(), at=at),
    )
    if founded:
        messages.success(request, _("The branch is begun. Look it over and submit it."))
        return redirect("organizer:registration", founded.id, "about")
    return answers.form_page(request, "organizer/organizations/branch.html", form, organization=organization)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def end(request, organization_id):
    """What still stands in the way of an end, and the form that ends it."""
    actor, at = answers.actor_of(request), answers.reader_now()
    organization = _own(actor, organization_id)
    form = EndForm(request.POST or None)
    ending = form.is_valid() and answers.run(
        form,
        lambda: succession_actions.ask_to_end(actor=actor, organization_id=organization_id, at=at, **form.cleaned_data),
    )
    if ending and ending.state == EndingState.DONE:
        messages.success(request, _("%(name)s has ended.") % {"name": organization.name})
        return redirect("organizer:home")
    if ending:
        messages.success(
            request, _("Asked. You get a message when %(name)s answers.") % {"name": ending.successor_name}
        )
        return redirect("organizer:tree", organization_id)
    facts = {
        "organization": organization,
        "unsettled": succession_queries.unsettled(organization_id, at),
        "owns": organization_rules.can_own(actor, organization_id),
    }
    return answers.form_page(request, "organizer/organizations/end.html", form, **facts)


@require_POST
@login_required
def withdraw_ending(request, organization_id):
    succession_actions.withdraw_ending(
        actor=answers.actor_of(request), organization_id=organization_id, at=answers.reader_now()
    )
    return redirect("organizer:tree", organization_id)


@require_POST
@login_required
def answer_ending(request, organization_id, ending_id):
    """The same two buttons; `ending_id` is the organization that wants to end."""
    answered = succession_actions.answer_ending(
        actor=answers.actor_of(request),
        organization_id=ending_id,
        accept="accept" in request.POST,
        reason=request.POST.get("reason", ""),
        at=answers.reader_now(),
    )
    if answered.state == EndingState.DONE:
        messages.success(request, _("You took over from %(name)s.") % {"name": answered.organization_name})
    return redirect("organizer:tree", organization_id)


def _own(actor, organization_id):
    """For those who work for it; everybody else sees its public page."""
    organization = organization_queries.organization(actor, organization_id)
    if organization_queries.role(actor.id, organization_id) is None:
        raise NotFound
    return organization
