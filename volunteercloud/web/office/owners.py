"""An owner for an organization whose owners have died or can't be found."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import actions
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import Role
from volunteercloud.web import answers

from .desk import officers_only


class OwnerForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Volunteer number of the new owner"),
        max_length=40,
        help_text=gettext_lazy("Somebody with a verified real name, best of the staff"),
        widget=forms.TextInput(attrs={"class": "input-num", "autocomplete": "off", "autocapitalize": "characters"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("What became of its owners"),
        max_length=2000,
        help_text=gettext_lazy("The organization reads this."),
        widget=forms.Textarea,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.ORGANIZATIONS)
def owner(request, desk, organization_id):
    found = organization_queries.organization(desk.officer, organization_id)
    if not desk.covers(found.region_id):
        raise NotFound
    form = OwnerForm(request.POST or None, label_suffix="")
    appointed = form.is_valid() and answers.run(
        form,
        lambda: actions.appoint_owner(
            actor=desk.officer, organization_id=organization_id, at=desk.at, **form.cleaned_data
        ),
    )
    if appointed:
        messages.success(request, _("%(name)s is an owner now.") % {"name": appointed.name})
        return redirect("office:organization", organization_id)
    staff = organization_queries.staff(desk.officer, organization_id)
    facts = {"desk": desk, "organization": found, "owners": [one for one in staff if one.role == Role.OWNER]}
    return answers.form_page(request, "office/owner.html", form, **facts)
