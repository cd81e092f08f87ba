from datetime import date
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteercloud.domain.organizations.models import State as OrganizationState
from volunteercloud.domain.reviews.models import Decision, Kind
from volunteercloud.web.organizer.words import ORGANIZATION_STATES
from volunteercloud.web.region_field import RegionField

LATEST = date(2199, 12, 31)  # there is no day after the last one


DECISIONS = [
    (Decision.APPROVE, pgettext_lazy("decision", "Approve")),
    (Decision.RETURN, pgettext_lazy("decision", "Return it to be mended")),
    (Decision.REJECT, pgettext_lazy("decision", "Reject for good")),
]


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(label=_("Your decision"), widget=forms.RadioSelect, choices=DECISIONS)
    reason = forms.CharField(
        label=_("Words to the submitter"),
        help_text=_("They read exactly this. Needed for a return and a rejection."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"class": "input-full"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class BatchForm(DecisionForm):
    """`batch` is made with the page, so that a form sent twice is one decision."""

    batch = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="batch_%s", **kwargs)


class QueueForm(forms.Form):
    """Which part of the queue: what is left out asks for nothing."""

    kind = forms.ChoiceField(choices=Kind, required=False, widget=forms.HiddenInput)
    region = RegionField(label=_("In the region"), max_length=100, required=False)
    mine = forms.BooleanField(required=False, widget=forms.HiddenInput)
    overdue = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", auto_id="queue_%s", **kwargs)


class PurposeForm(forms.Form):
    purpose = forms.CharField(
        label=_("What do you need the number for?"),
        help_text=_("Your words stay in the audit trail, and the person reads them."),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OrganizationsForm(forms.Form):
    text = forms.CharField(label=_("Name, number or credit code"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any state")), *((state, ORGANIZATION_STATES[state][1]) for state in OrganizationState)],
    )
    region = RegionField(label=_("In the region"), max_length=100, required=False)


class TrailForm(forms.Form):
    """What of the audit trail to show. `actor` and `owner` come from links; nobody types them."""

    what = forms.ChoiceField(label=_("What about"), required=False)
    region = RegionField(label=_("In the region"), max_length=100, required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Up to and with"),
        required=False,
        validators=[MaxValueValidator(LATEST)],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    number = forms.CharField(
        label=_("Done by the volunteer with the number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "input-num", "autocomplete": "off"}),
    )
    actor = forms.UUIDField(required=False, widget=forms.HiddenInput)
    owner = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["what"].choices = [("", _("Everything")), *kinds]


class AlarmForm(forms.Form):
    alarm_id = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("What was found, and what was done"), max_length=1000)
