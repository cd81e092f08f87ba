from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.hooks.kinds import CHOSEN, SHAPES
from volunteercloud.domain.hooks.rules import LONGEST_NAME, LONGEST_URL


class EndpointForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(
        label=_("Name"), max_length=LONGEST_NAME, help_text=_("The system that listens there, for example “timetable”.")
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_URL,
        widget=forms.URLInput,
        help_text=_("Begins with https://. Events are posted there as JSON."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What it is told of"),
        choices=[(kind.value, SHAPES[kind].name) for kind in CHOSEN],
        widget=forms.CheckboxSelectMultiple,
    )


class SecretForm(forms.Form):
    at_once = forms.BooleanField(
        label=_("End the old secret at once"),
        required=False,
        help_text=_(
            "If somebody may know it who should not. Until the new one is set there, your system refuses what is sent."
        ),
    )
