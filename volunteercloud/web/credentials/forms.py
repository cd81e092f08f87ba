"""What somebody takes along, and what of it they show."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.credentials import disclosures
from volunteercloud.domain.credentials.models import Form, Scope

WHOLE = "whole"
FORMS = (
    (Form.BADGE, _("A badge: a picture that carries the proof")),
    (Form.DISCLOSING, _("A credential of which I show only what I choose (SD-JWT)")),
)
CLAIMS = {
    "credit_hours": _("Credit hours"),
    "honour_hours": _("Honour hours"),
    "period": _("From when to when"),
    "organizations": _("Organizations"),
    "region": _("Your home region"),
    "name": _("Your name"),
    "volunteer_number": _("Your volunteer number"),
}


class TakeForm(forms.Form):
    about = forms.ChoiceField(label=_("About"))
    form = forms.ChoiceField(label=_("As"), choices=FORMS, initial=Form.BADGE, widget=forms.RadioSelect)
    is_named = forms.BooleanField(
        label=_("My name is in the badge"),
        required=False,
        help_text=_("Without it the badge says whose it is by a fingerprint of your volunteer number."),
    )

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [
            (WHOLE, _("Everything that counts here")),
            *((str(key), name) for key, name in organizations),
        ]

    def wanted(self):
        """As the action takes it."""
        about, form = self.cleaned_data["about"], Form(self.cleaned_data["form"])
        return {
            "form": form,
            "scope": Scope.WHOLE if about == WHOLE else Scope.ORGANIZATION,
            "subject_id": None if about == WHOLE else UUID(about),
            "is_named": form == Form.BADGE and self.cleaned_data["is_named"],
        }


class ShowForm(forms.Form):
    claims = forms.MultipleChoiceField(
        label=_("What is shown"),
        choices=[(name, CLAIMS[name]) for name in disclosures.CLAIMS],
        initial=["credit_hours", "honour_hours", "period"],
        widget=forms.CheckboxSelectMultiple,
    )
