"""Choosing another organization, founding a branch, ending one's own."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.organizations import register
from volunteercloud.domain.succession.models import Kind
from volunteercloud.web.region_field import RegionField


class OrganizationField(forms.CharField):
    """Cleans to the id of an organization at work, typed by its number, its code or its whole name."""

    default_error_messages = {
        "unknown": _(
            "No organization at work has this number or exactly this name. Look it up in the list of organizations."
        ),
        "several": _(
            "Several organizations have this name. Enter the number instead; it stands on the organization's page."
        ),
    }

    def __init__(self, **kwargs):
        super().__init__(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        found = register.called(text)
        if not found:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        if len(found) > 1:
            raise ValidationError(self.error_messages["several"], code="several")
        return found[0].organization_id


class JoinForm(forms.Form):
    parent_id = OrganizationField(
        label=_("Number or full name of the organization"), help_text=_("A federation or association, for instance")
    )
    words = forms.CharField(
        label=_("What you want to say to them"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class BranchForm(forms.Form):
    name = forms.CharField(label=_("Full name of the branch"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    region_id = RegionField(
        label=_("Region"),
        max_length=100,
        required=False,
        help_text=_("Where the branch works, if not where you do. The officer of that region looks at it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def particulars(self):
        return {name: value for name, value in self.cleaned_data.items() if value}


class EndForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What becomes of it"),
        widget=forms.RadioSelect,
        initial=Kind.DISSOLUTION,
        choices=[
            (Kind.DISSOLUTION, _("It is dissolved, and another organization takes over what it owes")),
            (Kind.MERGER, _("It goes into another organization")),
            (Kind.SPLIT, _("It is split up, and several organizations go on")),
        ],
    )
    successor_id = OrganizationField(
        label=_("Number or full name of the successor"),
        help_text=_(
            "It certifies from then on what your organization recorded, and what stood below you stands below it."
        ),
    )
    heir_ids = forms.CharField(
        label=_("Others that go on after a split"),
        max_length=4000,
        required=False,
        help_text=_("Numbers or full names, one a line"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.CharField(
        label=_("Why it ends"),
        max_length=2000,
        help_text=_("Everybody who works for it reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_heir_ids(self):
        lines = [line for line in self.cleaned_data["heir_ids"].splitlines() if line.strip()]
        return [self.fields["successor_id"].clean(line) for line in lines[:20]]
