"""What is filled in for a list that is taken in: the list itself, and the order that it be entered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.intake.columns import LIMITS
from volunteercloud.web.rows_form import RowsForm


class SendForm(RowsForm):
    """The list, which may be open data too."""

    limits = LIMITS
    endings = f"{RowsForm.endings},.json,.jsonld"


class OrganizationsForm(SendForm):
    """For which of the officer's regions, too."""

    region = forms.ChoiceField(
        label=_("Region"),
        help_text=_("All organizations of the list are in it. Rows without a region are of this one."),
    )

    def __init__(self, regions, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions
        self.order_fields(["region"])


class OrderForm(forms.Form):
    with_alike = forms.BooleanField(label=_("Enter the rows that ask, too: they are others"), required=False)
