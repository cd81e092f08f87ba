"""What an officer may look up by. Each says which of the three it is in a hidden field `by`."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.identity import documents
from volunteercloud.web.region_field import RegionField
from volunteercloud.web.unkept import UnkeptInput

CODE = {"class": "input-num", "autocomplete": "off"}
PURPOSE_HELP = _("Your words stay in the audit trail, and whoever is found reads them.")

# Region, day of birth, sequence, check character: what a resident's document looks like, whether it is one or is mistyped.
OF_A_DOCUMENT = re.compile(r"\d{6}(19|20)?\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX]?")


class Plain(forms.Form):
    """Several of these stand on one page: each has ids of its own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", auto_id=f"id_{type(self).__name__.lower()}_%s", **kwargs)


def purpose_field():
    return forms.CharField(
        label=_("What is it for?"),
        help_text=PURPOSE_HELP,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def code_input(**more):
    return forms.TextInput(attrs={**CODE, **more})


class NumberForm(Plain):
    number = forms.CharField(
        label=_("Number"),
        help_text=_("Of a volunteer (V…), a certificate (ZM…), an organization, or the address of a record."),
        max_length=100,
        widget=UnkeptInput(attrs=CODE),
    )

    def clean_number(self):
        """What is no number of a person or a certificate is looked for among organizations, by an address: there no number of a
        document may stand."""
        number = self.cleaned_data["number"]
        if OF_A_DOCUMENT.fullmatch(documents.clean_number(number)):
            raise ValidationError(
                _("This is the number of an identity document. Look it up below, where you say what for.")
            )
        return number


class NameForm(Plain):
    name = forms.CharField(label=_("Beginning of the name"), max_length=100)
    phone_tail = forms.CharField(
        label=_("Last four digits of the phone"),
        required=False,
        max_length=4,
        validators=[RegexValidator(r"^\d{4}$", _("Enter the last four digits."))],
        widget=code_input(inputmode="numeric"),
    )
    region_code = RegionField(label=_("In the region"), max_length=100, required=False)
    purpose = purpose_field()


class DocumentForm(Plain):
    document = forms.CharField(
        label=_("Number of the identity document"), max_length=60, widget=UnkeptInput(attrs=CODE)
    )
    purpose = purpose_field()


class MergeForm(Plain):
    other_number = forms.CharField(label=_("The second volunteer number"), max_length=40, widget=code_input())
    grounds = forms.CharField(
        label=_("How do you know?"),
        help_text=_("The second officer reads this, and the trail keeps it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class UndoForm(Plain):
    reason = forms.CharField(label=_("Why they are two people"), max_length=1000)
