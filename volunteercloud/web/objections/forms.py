"""What people fill in about an objection. A form checks the shape; whether it may be is asked by the action."""

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.objections.models import Objection, Outcome, Wish
from volunteercloud.domain.objections.rules import Times
from volunteercloud.domain.records.models import ServiceRecord, Standing
from volunteercloud.web.organizer.shifts.forms import MomentInput

from .words import OUTCOMES, WISHES

LONGEST = 2000


def _words(label, help_text, longest=LONGEST):
    return forms.CharField(
        label=label, help_text=help_text, max_length=longest, widget=forms.Textarea(attrs={"rows": "4"})
    )


class TimesForm(forms.Form):
    """Times that are only read where they are asked for."""

    starts_at = forms.DateTimeField(label=_("Start as it was"), required=False, widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("End as it was"), required=False, widget=MomentInput)
    break_minutes = forms.IntegerField(label=_("Break, in minutes"), required=False, min_value=0, max_value=1440)

    def times(self, *, asked: bool) -> Times | None:
        starts_at, ends_at = self.cleaned_data["starts_at"], self.cleaned_data["ends_at"]
        if not asked or starts_at is None or ends_at is None:
            return None
        return Times(starts_at=starts_at, ends_at=ends_at, break_minutes=self.cleaned_data["break_minutes"] or 0)


def times_of(record: ServiceRecord) -> dict:
    return {"starts_at": record.starts_at, "ends_at": record.ends_at, "break_minutes": record.break_minutes}


def times_wished(objection: Objection, record: ServiceRecord) -> dict:
    """What whoever decides finds filled in."""
    if objection.wish != Wish.TIMES:
        return times_of(record)
    return {
        "starts_at": objection.wished_from,
        "ends_at": objection.wished_to,
        "break_minutes": objection.wished_break,
    }


class ObjectionForm(TimesForm):
    wish = forms.ChoiceField(label=_("What is wrong"), widget=forms.RadioSelect)
    grounds = _words(_("What you know and how you know it"), _("Everybody concerned reads this, and has to answer it."))
    field_order = ("wish", "starts_at", "ends_at", "break_minutes", "grounds")

    def __init__(self, *args, record: ServiceRecord, **kwargs):
        super().__init__(*args, initial=times_of(record), **kwargs)
        other = Wish.RESTORE if record.standing == Standing.REVOKED else Wish.VOID
        self.fields["wish"].choices = [(wish, WISHES[wish]) for wish in (Wish.TIMES, other)]

    @property
    def asked(self) -> dict:
        wish = self.cleaned_data["wish"]
        return {
            "wish": wish,
            "grounds": self.cleaned_data["grounds"],
            "times": self.times(asked=wish == Wish.TIMES),
        }


class StatementForm(forms.Form):
    statement = _words(_("What you know"), _("Whoever decides reads this. It can be said once."))


class AppealForm(forms.Form):
    appeal = _words(_("Why the decision is wrong"), _("The officer who decides anew reads this, and so do the others."))


class AnswerForm(forms.Form):
    answer = _words(_("Why the record is right"), _("The officer who decides and the volunteer read this."))


class SettlementForm(TimesForm):
    outcome = forms.ChoiceField(
        label=_("What becomes of the record"),
        widget=forms.RadioSelect,
        choices=[
            (Outcome.CORRECTED, _("Correct the times")),
            (Outcome.VOIDED, _("Revoke it: the service did not take place")),
        ],
    )
    answer = _words(_("What was wrong"), _("It stays with the record, and the volunteer reads it."), 1000)
    field_order = ("outcome", "starts_at", "ends_at", "break_minutes", "answer")

    @property
    def settled(self) -> dict:
        outcome = self.cleaned_data["outcome"]
        times = self.times(asked=outcome == Outcome.CORRECTED)
        return {"outcome": outcome, "answer": self.cleaned_data["answer"], "times": times}


class RulingForm(TimesForm):
    outcome = forms.ChoiceField(label=_("Your decision"), widget=forms.RadioSelect)
    reason = _words(
        _("The reason"), _("Everybody concerned reads this; where the record changes, it stays with it."), 1000
    )
    field_order = ("outcome", "starts_at", "ends_at", "break_minutes", "reason")

    def __init__(self, *args, record: ServiceRecord, is_appeal: bool, **kwargs):
        super().__init__(*args, **kwargs)
        counts = record.standing == Standing.VALID
        # On appeal the first decision may have voided or brought back, and stands if it is decided again.
        offered = [
            Outcome.DISMISSED,
            Outcome.CORRECTED,
            *([Outcome.VOIDED] if counts or is_appeal else []),
            *([Outcome.RESTORED] if not counts or is_appeal else []),
        ]
        self.fields["outcome"].choices = [(outcome, OUTCOMES[outcome]) for outcome in offered]

    @property
    def ruled(self) -> dict:
        outcome = self.cleaned_data["outcome"]
        times = self.times(asked=outcome == Outcome.CORRECTED)
        return {"outcome": outcome, "reason": self.cleaned_data["reason"], "times": times}
