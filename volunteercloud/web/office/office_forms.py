"""Forms about offices: giving one, changing one, and naming who stands in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.identity.models import Right
from volunteercloud.web.region_field import RegionField

from .words import RIGHTS


def day_field(label, **given):
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **given)


class Tasks(forms.Form):
    """Tasks of an office and its last day; the tasks that may be chosen are those of whoever gives it."""

    rights = forms.MultipleChoiceField(label=_("Tasks"), widget=forms.CheckboxSelectMultiple)
    ends_on = day_field(
        _("Last day"),
        required=False,
        help_text=_("Needed for a colleague of your own region. It is never later than the last day of your office."),
    )

    def __init__(self, *args, rights, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["rights"].choices = [(right.value, RIGHTS[right]) for right in Right if right in rights]


class OfficeForm(Tasks):
    number = forms.CharField(
        label=_("Volunteer number"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "input-num", "autocomplete": "off"}),
    )
    region_code = RegionField(
        label=_("Region"),
        max_length=100,
        help_text=_("The office covers it and everything below; it must be yours or below yours."),
    )
    field_order = ("number", "region_code", "rights", "ends_on")


class StandInForm(forms.Form):
    number = forms.CharField(
        label=_("Volunteer number of who stands in"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "input-num", "autocomplete": "off"}),
    )
    first_day = day_field(_("From"))
    last_day = day_field(_("Up to and with"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", auto_id="id_away_%s", **kwargs)
