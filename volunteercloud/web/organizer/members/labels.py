"""Groups and tags: made, renamed, led, ended."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.members import actions, queries
from volunteercloud.domain.members.models import LabelKind
from volunteercloud.domain.members.queries import Wanted
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.web import answers

from .forms import ChangeLabelForm, LabelForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def labels(request, organization_id):
    actor, form = answers.actor_of(request), LabelForm(request.POST or None, label_suffix="")
    made = form.is_valid() and answers.run(
        form,
        lambda: actions.make_label(
            actor=actor,
            organization_id=organization_id,
            kind=LabelKind(form.cleaned_data["kind"]),
            name=form.cleaned_data["name"],
            at=answers.reader_now(),
        ),
    )
    if made:
        messages.success(request, _("%(name)s is there. Put members under it from the list.") % {"name": made.name})
        return redirect("organizer:labels", organization_id)
    standing = queries.labels(actor, organization_id)
    counts = queries.counts(actor, organization_id).by_label
    rows = [(label, counts.get(label.id, 0)) for label in standing]
    return answers.form_page(
        request,
        "organizer/members/labels.html",
        form,
        organization=organization_queries.organization(actor, organization_id),
        groups=[row for row in rows if row[0].kind == LabelKind.GROUP],
        tags=[row for row in rows if row[0].kind == LabelKind.TAG],
        manages=organization_rules.can_manage(actor, organization_id),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def label(request, organization_id, label_id):
    """Rename one, or say who leads the group."""
    actor = answers.actor_of(request)
    if not organization_rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")
    one = _one(actor, organization_id, label_id)
    form = ChangeLabelForm(
        request.POST or None,
        leaders=_leaders(actor, one),
        initial={"name": one.name, "leader": one.leader_id},
        label_suffix="",
    )
    changed = form.is_valid() and answers.run(
        form,
        lambda: actions.change_label(
            actor=actor,
            organization_id=organization_id,
            label_id=label_id,
            name=form.cleaned_data["name"],
            leader_id=form.cleaned_data.get("leader"),
            at=answers.reader_now(),
        ),
    )
    if changed:
        messages.success(request, _("Saved."))
        return redirect("organizer:labels", organization_id)
    organization = organization_queries.organization(actor, organization_id)
    return answers.form_page(request, "organizer/members/label.html", form, organization=organization, label=one)


@login_required
@require_POST
def end(request, organization_id, label_id):
    ended = actions.end_label(
        actor=answers.actor_of(request),
        organization_id=organization_id,
        label_id=label_id,
        at=answers.reader_now(),
    )
    messages.success(request, _("%(name)s has ended. Its members stay members.") % {"name": ended.name})
    return redirect("organizer:labels", organization_id)


def _one(actor, organization_id, label_id):
    found = [one for one in queries.labels(actor, organization_id) if one.id == label_id]
    if not found:
        raise NotFound
    return found[0]


def _leaders(actor, label):
    """A group's first members; whoever leads it now stays among them."""
    if label.kind != LabelKind.GROUP:
        return []
    found = queries.members(actor, label.organization_id, Wanted(label_id=label.id)).members
    listed = {str(member.volunteer_id): member.name for member in found}
    if label.leader_id:
        listed.setdefault(str(label.leader_id), label.leader_name)
    return list(listed.items())
