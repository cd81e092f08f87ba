"""What a leader fills in on the spot and afterwards."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.attendance.models import Direction


class TickForm(forms.Form):
    """A step for one person of the roster. `request_id` was made with the page: pressed twice, it is one tick."""

    do = forms.ChoiceField(choices=[(name, name) for name in ("in", "out", "absent", "approve")])
    request_id = forms.UUIDField()


class ScanForm(forms.Form):
    """`said` is what the camera read or somebody typed: the address in a pass, its code alone, or a volunteer's number."""

    said = forms.CharField(
        label=_("Volunteer’s number"),
        max_length=300,
        help_text=_("It stands under the code of the pass."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    direction = forms.ChoiceField(choices=Direction.choices, widget=forms.HiddenInput)
    request_id = forms.UUIDField(widget=forms.HiddenInput)


class ConfirmForm(forms.Form):
    """Who is confirmed. The names offered are those of the roster."""

    people = forms.TypedMultipleChoiceField(label=_("People"), widget=forms.CheckboxSelectMultiple)
    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=300,
        required=False,
        help_text=_("Only where somebody's day has more hours than usual. It stays with the record."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("A sentence. The person is told."),
        widget=forms.Textarea(attrs={"rows": "3"}),
    )


class AddForm(forms.Form):
    """Somebody who came without a sign-up. Coordinators may make room where all places are taken."""

    number = forms.CharField(
        label=_("Volunteer’s number"),
        max_length=40,
        help_text=_("It stands under the code of the pass."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("A sentence. It stays visible on the roster and with the record."),
        widget=forms.Textarea(attrs={"rows": "2"}),
    )
    makes_room = forms.BooleanField(label=_("Make room where all places are taken"), required=False)

    despite_limits = forms.BooleanField(
        label=_("Add despite limits of the post"),
        required=False,
        help_text=_("Somebody who would rest too little, or serve too long in a row."),
    )

    def __init__(self, *args, manages, **kwargs):
        super().__init__(*args, **kwargs)
        if not manages:
            del self.fields["makes_room"]


class LeaderForm(forms.Form):
    to_person_id = forms.TypedChoiceField(label=_("Leader"), coerce=UUID, widget=forms.RadioSelect)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_person_id"].choices = people


class DecisionForm(forms.Form):
    """What a leader says about a scan that did not fit. Where the device's clock was changed, which of two times is right."""

    decision = forms.ChoiceField(choices=[("accept", "accept"), ("dismiss", "dismiss")])
    note = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("A few words. They stay with the scan."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    counts_at = forms.DateTimeField(label=_("Which time counts?"), required=False)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def format_value(self, value):
        """Browsers ask for ISO 8601 here; the field has brought the moment to the clock of the place before."""
        return f"{value:%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else value


class CorrectionForm(forms.Form):
    starts_at = forms.DateTimeField(label=_("Start"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("End"), widget=MomentInput)
    break_minutes = forms.IntegerField(label=_("Break, in minutes"), min_value=0, max_value=1440)
    reason = forms.CharField(
        label=_("What was wrong"),
        max_length=1000,
        help_text=_("A sentence. The volunteer reads it, and it stays with the record."),
        widget=forms.Textarea(attrs={"rows": "3"}),
    )


class TimesForm(forms.Form):
    """When somebody came and left, as the leader states it."""

    in_at = forms.DateTimeField(label=_("When they came"), widget=MomentInput)
    out_at = forms.DateTimeField(label=_("When they left"), widget=MomentInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("A sentence. It stays with the record, and the volunteer can read it."),
        widget=forms.Textarea(attrs={"rows": "2"}),
    )


class RevocationForm(forms.Form):
    reason = CorrectionForm.base_fields["reason"]


class IssueForm(forms.Form):
    head = forms.CharField(label=_("Head of the organization"), max_length=100, required=False)
    handler = forms.CharField(label=_("Handled by"), max_length=100, required=False)
    remarks = forms.CharField(label=_("Remarks"), max_length=300, required=False)


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("A sentence. The volunteer is told."),
        widget=forms.Textarea(attrs={"rows": "3"}),
    )


class AskForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=50)


class CallForm(forms.Form):
    """`wanted` was counted with the page: pressed twice, nobody else is called."""

    wanted = forms.IntegerField(min_value=1, max_value=50)


class AbsentForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("They did not come"),
        choices=[("unexcused", _("without an excuse")), ("excused", _("with an excuse"))],
        initial="unexcused",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What the excuse is"),
        max_length=300,
        required=False,
        help_text=_("Needed with an excuse. The person can read it."),
    )


class AnswerAbsenceForm(forms.Form):
    shift_id = forms.UUIDField(widget=forms.HiddenInput)
    volunteer_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        choices=[
            ("taken_back", _("They came: take it back")),
            ("excused", _("Excuse it")),
            ("unexcused", _("It stays")),
        ]
    )
    answer = forms.CharField(label=_("Answer"), max_length=500)


class NumberForm(forms.Form):
    number = forms.CharField(
        label=_("Volunteer’s number"),
        max_length=40,
        help_text=_("It stands under the code of the pass."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
