from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.organizations import dossier, register
from volunteercloud.domain.supervision.models import Rung
from volunteercloud.web.supervision import words

from .forms import DecisionForm


class SanctionForm(forms.Form):
    """``sanction_id`` comes with the page, so that a form sent twice is one step."""

    sanction_id = forms.UUIDField(widget=forms.HiddenInput)
    rung = forms.ChoiceField(
        label=_("Step"), widget=forms.RadioSelect, choices=[(rung, words.RUNGS[rung][0]) for rung in Rung]
    )
    reason = forms.CharField(
        label=_("What is wrong"),
        help_text=_("The organization reads exactly this; a public notice shows it to everybody."),
        max_length=2000,
        widget=forms.Textarea,
    )
    basis = forms.CharField(label=_("Law or measure, with the article"), max_length=500)
    deadline = forms.DateField(
        label=_("For a correction: to be made by"),
        help_text=_("Left empty, as many days as your region gives"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    successor_id = forms.CharField(
        label=_("For striking off: number of the successor"),
        help_text=_("The organization that certifies afterwards, such as the one above it"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "input-num", "autocomplete": "off"}),
    )

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.organization = organization

    def clean_successor_id(self):
        typed = self.cleaned_data["successor_id"]
        found = register.called(typed) if typed else []
        if typed and len(found) != 1:
            raise forms.ValidationError(_("No organization at work has this number. Check it and enter it again."))
        return found[0].organization_id if found else None


class EndForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it ends"),
        help_text=_("The organization reads exactly this."),
        max_length=2000,
        widget=forms.Textarea,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class RegistrationDecisionForm(DecisionForm):
    """With a return, words to single fields, which the organization reads at the fields."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in dossier.ASKABLE:
            self.fields[f"asked_{field}"] = forms.CharField(
                label=words.FIELDS[field], max_length=dossier.LONGEST_WORDS, required=False
            )

    @property
    def marks(self):
        return [self[f"asked_{field}"] for field in dossier.ASKABLE]

    @property
    def has_marks(self):
        return any(bound.value() or bound.errors for bound in self.marks)

    def clean(self):
        said = super().clean()
        asked = {field: said.pop(f"asked_{field}", "") for field in dossier.ASKABLE}
        return said | {"asked": {field: text for field, text in asked.items() if text}}
