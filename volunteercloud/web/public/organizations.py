"""The public register: organizations at work, by name, place and kind, for who wants to join one."""

from uuid import UUID

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.organizations import register
from volunteercloud.web import cursors
from volunteercloud.web.organizer.drafts import choices_of
from volunteercloud.web.region_field import RegionField


class RegisterForm(forms.Form):
    text = forms.CharField(label=_("Name or number"), max_length=100, required=False)
    region = RegionField(label=_("In the region"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind of organization"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["kind"].choices = [("", _("Any kind")), *choices_of(CodeList.ORGANIZATION_KIND)]


@require_safe
def organizations(request):
    form = RegisterForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    wanted = register.Wanted(
        text=given.get("text", ""),
        region_code=given.get("region", ""),
        kind=given.get("kind", ""),
        after=cursors.read(request.GET.get("after"), str, UUID),
    )
    found = list(register.search(wanted))
    page = found[: register.PAGE]
    facts = {
        "form": form,
        "rows": page,
        "cursor": cursors.written(page[-1].name, page[-1].organization_id) if len(found) > len(page) else "",
    }
    return render(request, "public/organizations.html", facts, status=422 if form.errors else 200)
