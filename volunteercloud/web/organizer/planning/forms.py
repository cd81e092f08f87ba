"""What a coordinator fills in to plan weeks ahead. Times are those of a clock on the wall."""

from datetime import date
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteercloud.domain.activities.actions.planning import MOST_PLACES
from volunteercloud.domain.activities.actions.series import MOST_TIMES, MOST_WEEKS_BETWEEN, Pattern, Slot
from volunteercloud.web.organizer.drafts import DraftForm

LATEST = date(2199, 12, 31)
WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]


def day_field(label, **facts):
    return forms.DateField(
        label=label,
        validators=[MaxValueValidator(LATEST)],
        widget=forms.DateInput(attrs={"type": "date", "class": "input-s"}, format="%Y-%m-%d"),
        **facts,
    )


def time_field(label):
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time", "class": "input-s"}, "%H:%M"))


def number_field(label, least, most, **facts):
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, widget=forms.NumberInput({"class": "input-s"}), **facts
    )


def reason_field(help_text):
    return forms.CharField(
        label=_("Reason"), max_length=300, help_text=help_text, widget=forms.Textarea(attrs={"rows": "2"})
    )


class SeriesForm(DraftForm):
    """A post's time on the days of a series."""

    extras = frozenset({"to_on", "times", "break_minutes", "keeps_holidays", "keeps_workdays"})
    post_id = forms.TypedChoiceField(label=_("Post"), coerce=UUID)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days of the week"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    every_weeks = number_field(
        _("Every how many weeks"),
        1,
        MOST_WEEKS_BETWEEN,
        initial=1,
        help_text=_("1 is every week, 2 every second week."),
    )
    starts = time_field(_("Begins"))
    ends = time_field(_("Ends"))
    break_minutes = number_field(_("Break in minutes"), 0, 1439, required=False)
    places = number_field(_("Places"), 1, MOST_PLACES)
    from_on = day_field(_("From"))
    to_on = day_field(_("Until"), required=False, help_text=_("Empty: until you end it."))
    times = number_field(
        _("How many times"), 1, MOST_TIMES, required=False, help_text=_("Instead of a last day, if you like.")
    )
    keeps_holidays = forms.BooleanField(label=_("On public holidays too"), required=False)
    keeps_workdays = forms.BooleanField(label=_("On weekend days that are worked instead too"), required=False)

    def __init__(self, *args, posts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["post_id"].choices = posts

    def pattern(self) -> Pattern:
        names = ("weekdays", "every_weeks", "from_on", "to_on", "times", "keeps_holidays", "keeps_workdays")
        return Pattern(**{name: self.cleaned_data[name] for name in names})

    def slot(self) -> Slot:
        given = {name: self.cleaned_data[name] for name in ("post_id", "starts", "ends", "places")}
        return Slot(**given, break_minutes=self.cleaned_data["break_minutes"] or 0)


class ChangeForm(forms.Form):
    """A shift's time and places; of a series for this day, or from this day on."""

    starts = time_field(_("Begins"))
    ends = time_field(_("Ends"))
    break_minutes = number_field(_("Break in minutes"), 0, 1439)
    places = number_field(_("Places"), 1, MOST_PLACES)
    reach = forms.ChoiceField(
        label=_("Which shifts"),
        choices=[("one", _("This one alone")), ("following", _("This one and all that follow"))],
        widget=forms.RadioSelect,
        initial="one",
    )

    def __init__(self, *args, in_series, **kwargs):
        super().__init__(*args, **kwargs)
        if not in_series:
            del self.fields["reach"]

    def change(self, before):
        """Only what was changed, so that what follows keeps the rest."""
        return {
            name: value for name, value in self.cleaned_data.items() if name != "reach" and value != before.get(name)
        }


class CallOffForm(forms.Form):
    reason = reason_field(_("A sentence. Everybody signed up is told."))


class EndForm(CallOffForm):
    from_on = day_field(_("No more from"))
    field_order = ("from_on", "reason")


class PauseForm(CallOffForm):
    from_on = day_field(pgettext_lazy("day", "First day"))
    to_on = day_field(pgettext_lazy("day", "Last day"))
    field_order = ("from_on", "to_on", "reason")


class RosterForm(forms.Form):
    """Whose places to keep: those of an earlier shift, asked or, for a standing team, put on the roster with a reason."""

    from_shift_id = forms.TypedChoiceField(label=_("The people of"), coerce=UUID, widget=forms.RadioSelect)
    how = forms.ChoiceField(
        label=_("How"),
        choices=[
            ("ask", _("Keep a place for each and ask them: they take it within two days")),
            ("confirm", _("Put them on the roster at once, as a standing team")),
        ],
        widget=forms.RadioSelect,
        initial="ask",
    )
    reason = forms.CharField(
        label=_("Reason, for a standing team"),
        max_length=300,
        required=False,
        help_text=_("A sentence. It stays visible on the roster and with the record."),
    )

    def __init__(self, *args, shifts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from_shift_id"].choices = shifts


class CopyForm(forms.Form):
    first_on = day_field(
        _("First day"),
        required=False,
        help_text=_("Shifts and series come along, as far from this day as they were. Empty: the copy has no dates."),
    )


class TemplateForm(forms.Form):
    name = forms.CharField(label=_("Name of the template"), max_length=100)


class CloseForm(forms.Form):
    summary = forms.CharField(
        label=_("What came of it"),
        max_length=2000,
        help_text=_("A few sentences. Everybody can read them on the project’s page."),
        widget=forms.Textarea(attrs={"rows": "4"}),
    )


class PeriodForm(forms.Form):
    from_on = day_field(_("From"))
    to_on = day_field(_("Until"))

    def clean(self):
        given = super().clean()
        if given.get("from_on") and given.get("to_on") and given["to_on"] < given["from_on"]:
            self.add_error("to_on", _("The last day is before the first."))
        return given
