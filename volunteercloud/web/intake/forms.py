"""What is filled in for a list that is taken in: the list itself, and the order that it be entered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.intake.columns import LIMITS
from volunteercloud.domain.intake.opportunity_columns import OpportunityColumn
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


class OpportunitiesForm(SendForm):
    """Whether it is everything that the source has, too."""

    is_whole = forms.BooleanField(
        label=_("This list is everything that stands at the source"),
        help_text=_("What stands here and is missing from it is withdrawn."),
        required=False,
    )


class OpportunitiesOrderForm(OrderForm):
    with_alike = forms.BooleanField(label=_("Take the new ids over: these are the same opportunities"), required=False)
    with_missing = forms.BooleanField(label=_("Withdraw what is missing, although it is so much"), required=False)


class ColumnsForm(forms.Form):
    """For each of our columns the heading of theirs; as it was understood, to be corrected."""

    def __init__(self, intake, *args, **kwargs):
        super().__init__(*args, **kwargs)
        headings = [(heading, heading) for heading in dict.fromkeys(intake.headings) if heading]
        for column in OpportunityColumn:
            self.fields[column.value] = forms.ChoiceField(
                label=column.label,
                choices=[("", _("Not in the list")), *headings],
                initial=intake.mapping.get(column.value, ""),
                required=False,
            )

    @property
    def mapping(self) -> dict[str, str]:
        return self.cleaned_data
