"""What somebody fills in who moves."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.identity.actions.residence import AHEAD
from volunteercloud.domain.transfers import terms
from volunteercloud.web import moving_words as words
from volunteercloud.web.region_field import RegionField

from .forms import DayInput


class ResidenceForm(forms.Form):
    region_code = RegionField(
        label=_("Where you will live"),
        max_length=60,
        help_text=_("The beginning of the name of the district, or of the street or town in it."),
    )
    from_on = forms.DateField(label=_("From which day on"), widget=DayInput(attrs={"class": "input-s"}))
    agrees = forms.BooleanField(label=_("I have read it and agree"), required=False)

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, initial={"from_on": today}, **kwargs)
        days = {"min": today.isoformat(), "max": (today + AHEAD).isoformat()}
        self.fields["from_on"].widget.attrs |= days
        self.fields["from_on"].help_text = _("Today, or a day in the next 90.")


class NodeForm(forms.Form):
    place = forms.CharField(label=_("Name of the place or the region"), max_length=100, required=False)


class AgreementForm(forms.Form):
    """The consent to one transfer, and what goes along beside the records."""

    parts = forms.MultipleChoiceField(
        label=_("What goes along beside your records"),
        choices=list(words.PARTS.items()),
        initial=list(words.PARTS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    terms = forms.BooleanField(label=_("I have read it and agree"), required=False)

    @property
    def given(self) -> dict[str, object]:
        """As the actions take it: the version of the text that was agreed to."""
        agreed = terms.VERSION if self.cleaned_data["terms"] else ""
        return {"terms": agreed, "parts": self.cleaned_data["parts"]}
