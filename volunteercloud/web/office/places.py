"""An organization's place in the tree, as its officer sees and changes it: moved, ended. Striking off is a sanction."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import actions, register
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import State
from volunteercloud.domain.succession import actions as succession_actions
from volunteercloud.domain.succession import queries as succession_queries
from volunteercloud.web import answers
from volunteercloud.web.organizer.organizations.tree_forms import OrganizationField
from volunteercloud.web.organizer.words import ORGANIZATION_STATES

from .desk import officers_only

AT_WORK = (State.ACTIVE, State.SUSPENDED)


class ReasonedForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Words to the organization"),
        help_text=gettext_lazy("Its staff read exactly this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("parent_id", "successor_id", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class MoveForm(ReasonedForm):
    parent_id = OrganizationField(
        label=gettext_lazy("Number or full name of the organization above"),
        required=False,
        help_text=gettext_lazy("Leave it empty to let the organization stand by itself."),
    )


class EndForm(ReasonedForm):
    successor_id = OrganizationField(
        label=gettext_lazy("Number or full name of the successor"),
        help_text=gettext_lazy("It certifies from then on what the organization recorded."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.ORGANIZATIONS)
def place(request, desk, organization_id):
    """Two forms, told apart by the button that was pressed."""
    organization = organization_queries.organization(desk.officer, organization_id)
    if not desk.covers(organization.region_id):
        raise NotFound
    do = request.POST.get("do", "")
    moving = MoveForm(request.POST if do == "move" else None, auto_id="move-%s")
    ending = EndForm(request.POST if do == "end" else None, auto_id="end-%s")
    acting = {"actor": desk.officer, "organization_id": organization_id, "at": desk.at}
    steps = ((moving, actions.move_organization), (ending, succession_actions.end_organization))
    for form, action in steps:
        if form.is_valid() and answers.run(form, lambda: action(**acting, **form.cleaned_data)):  # noqa: B023
            messages.success(
                request, _("Done, and the people of %(name)s have been told.") % {"name": organization.name}
            )
            return redirect("office:place", organization_id)
    facts = {
        "desk": desk,
        "organization": organization,
        "above": register.ancestors(organization_id),
        "below": [
            (node, ORGANIZATION_STATES[node.state])
            for node in register.children(desk.officer, organization_id)[: register.PAGE]
        ],
        "is_at_work": organization.state in AT_WORK,
        "history": succession_queries.history(organization_id),
        "unsettled": succession_queries.unsettled(organization_id, desk.at),
        "ending": ending,
        "is_ending": do == "end",
    }
    return answers.form_page(request, "office/place.html", ending if do == "end" else moving, moving=moving, **facts)
