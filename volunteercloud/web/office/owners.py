"""An owner for an organization whose owners have died or can't be found, and the first of one that is only listed."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from volunteercloud.core import ids
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import actions
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import Role, State, Way
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


class FirstOwnerForm(forms.Form):
    """Who is to own an organization that nobody runs: by number at once, else by an invitation."""

    renamed = {"number": "whom", "address": "whom"}
    whom = forms.CharField(
        label=gettext_lazy("Volunteer number, e-mail address or phone number"),
        max_length=254,
        help_text=gettext_lazy("Whoever has a number is owner at once. To an address goes an invitation for 14 days."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.ORGANIZATIONS)
def owner(request, desk, organization_id):
    found = organization_queries.organization(desk.officer, organization_id)
    if not desk.covers(found.region_id):
        raise NotFound
    if found.state == State.LISTED:
        return _first(request, desk, found)
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


def _first(request, desk, found):
    form = FirstOwnerForm(request.POST or None, label_suffix="")
    if form.is_valid() and (given := answers.run(form, lambda: _given(desk, found, form.cleaned_data["whom"]))):
        messages.success(request, given)
        return redirect("office:organization", found.id)
    return answers.form_page(request, "office/first_owner.html", form, desk=desk, organization=found)


def _given(desk, found, whom):
    """Appoint or invite; the sentence that says so."""
    asked = {"actor": desk.officer, "organization_id": found.id, "at": desk.at}
    if ids.is_public_code(ids.clean_public_code(whom)) and "@" not in whom and not whom.strip("+ -").isdecimal():
        reason = _("It stood in the register and nobody ran it.")
        return _("%(name)s is an owner now.") % {
            "name": actions.appoint_owner(number=whom, reason=reason, **asked).name
        }
    way = Way.EMAIL if "@" in whom else Way.SMS
    invitation = actions.invite_staff(way=way, role=Role.OWNER, address=whom, language=get_language() or "", **asked)
    return _("The invitation is on its way to %(address)s.") % {"address": invitation.shown}
