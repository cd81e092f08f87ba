"""What leaders fill in about service that no scan shows."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.claims import rules
from volunteercloud.web.moments import MomentsForm
from volunteercloud.web.organizer.shifts.forms import MomentInput

NUMBER = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class BatchForm(forms.Form):
    """`batch_id` was made with the page: pressed twice, it is one batch."""

    batch_id = forms.UUIDField(widget=forms.HiddenInput)
    minutes = forms.IntegerField(
        label=_("What one code is worth, in minutes"),
        min_value=1,
        max_value=1440,
        help_text=_("Counted from the start of the shift, without its break."),
    )
    size = forms.IntegerField(label=_("How many codes"), min_value=1, max_value=rules.MOST_CODES)
    expires_at = forms.DateTimeField(
        label=_("Valid until"),
        widget=MomentInput,
        required=False,
        help_text=_("Left empty, for as long as your region allows."),
    )


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("A sentence. Whoever tries such a code reads it."),
        widget=forms.Textarea(attrs={"rows": "2"}),
    )


class ConfirmationForm(MomentsForm):
    starts_at = forms.DateTimeField(label=_("Start"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("End"), widget=MomentInput)
    reason = forms.CharField(
        label=_("Why it is shorter"),
        max_length=1000,
        required=False,
        help_text=_("Only where you change the times. The volunteer reads it."),
        widget=forms.Textarea(attrs={"rows": "2"}),
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=300,
        required=False,
        help_text=_("Only where somebody's day has more hours than usual. It stays with the record."),
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("A sentence. The volunteer reads it."),
        widget=forms.Textarea(attrs={"rows": "3"}),
    )


class LateForm(MomentsForm):
    """Who served, when, and why it is entered late. The names offered are those of the roster without a record."""

    people = forms.TypedMultipleChoiceField(label=_("People"), widget=forms.CheckboxSelectMultiple, required=False)
    starts_at = forms.DateTimeField(label=_("Start"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("End"), widget=MomentInput)
    break_minutes = forms.IntegerField(label=_("Break, in minutes"), min_value=0, max_value=1440)
    reason = forms.CharField(
        label=_("Why it is entered late"),
        max_length=300,
        help_text=_("A sentence. It stays with each record, and everybody concerned reads it."),
        widget=forms.Textarea(attrs={"rows": "2"}),
    )
    number = forms.CharField(
        label=_("Volunteer’s number"),
        max_length=40,
        required=False,
        help_text=_("It stands under “My service” and under the code of the pass."),
        widget=forms.TextInput(attrs=NUMBER),
    )
    added_reason = forms.CharField(
        label=_("Why they are added"),
        max_length=300,
        required=False,
        help_text=_("A sentence. It stays visible on the roster and with the record."),
        widget=forms.Textarea(attrs={"rows": "2"}),
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=300,
        required=False,
        help_text=_("Only where somebody's day has more hours than usual. It stays with the record."),
    )

    def clean(self):
        said = super().clean()
        if not said.get("people") and not said.get("number"):
            raise ValidationError(_("Nobody is chosen. Tick those who served, or give a number."))
        if said.get("number") and not said.get("added_reason"):
            self.add_error("added_reason", _("Say why this person served without a sign-up."))
        return said
