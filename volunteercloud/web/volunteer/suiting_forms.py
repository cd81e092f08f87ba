"""Forms of what suits a person, and of their answer when they are asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.matching.actions import Wished
from volunteercloud.domain.matching.models import FURTHEST_KM, PARTS

REACHES = (1, 2, 5, 10, 20, 50)
PARTS_OF_DAY = (_("Morning"), _("Afternoon"), _("Evening"))
DAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


class SuitsForm(forms.Form):
    """``parts`` are ticked in a grid that the template draws; a point comes from the phone, if it is sent along."""

    reach_km = forms.TypedChoiceField(
        label=_("How far you go"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    keep_point = forms.BooleanField(required=False, label=_("Go on counting from the place you set"))
    parts = forms.TypedMultipleChoiceField(
        label=_("When you are free"),
        required=False,
        coerce=int,
        choices=[(part, part) for part in range(PARTS)],
    )
    remote = forms.BooleanField(label=_("Service that I can do from home suits me too"), required=False)

    def __init__(self, *args, preference=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.preference = preference
        far = preference.reach_km if preference else None
        reaches = sorted({*REACHES, far} - {None}) if far and far <= FURTHEST_KM else REACHES
        distances = [(km, _("%(km)s km") % {"km": km}) for km in reaches]
        self.fields["reach_km"].choices = [("", _("Any distance")), *distances]

    @property
    def days(self):
        """The grid: a row a day, each part with its name for the ear and whether it is ticked."""
        ticked = self._ticked()
        for day, name in enumerate(DAYS):
            cells = [
                (day * len(PARTS_OF_DAY) + place, part, str(day * len(PARTS_OF_DAY) + place) in ticked)
                for place, part in enumerate(PARTS_OF_DAY)
            ]
            yield name, cells

    @property
    def wished(self) -> Wished:
        given = dict(self.cleaned_data)
        keeps = given.pop("keep_point") and given["latitude"] is None and self.preference is not None
        if keeps:
            given |= {"latitude": self.preference.latitude, "longitude": self.preference.longitude}
        return Wished(**given | {"parts": tuple(given["parts"])})

    def _ticked(self) -> set[str]:
        chosen = self.data.getlist("parts") if self.is_bound else self.initial.get("parts", ())
        return {str(part) for part in chosen}


class AnswerForm(forms.Form):
    """A yes, a no, or a no for good."""

    do = forms.ChoiceField(choices=[(value, value) for value in ("yes", "no", "never")])
