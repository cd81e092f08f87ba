"""What is planned of a project: activities, their posts, and when people are needed."""

from datetime import date, datetime, timedelta

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.activities.actions.planning import MOST_PLACES, MOST_WEEKS, PostDraft
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.records.models import Kind
from volunteercloud.web import evidence
from volunteercloud.web.organizer.drafts import DraftForm, choices_of

LATEST = date(2199, 12, 31)  # a day after it must be possible; how far ahead one plans is asked by the action


class ActivityForm(DraftForm):
    extras = frozenset({"title_en", "place_en"})
    title = forms.CharField(label=_("Name of the activity"), max_length=100)
    title_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    place = forms.CharField(label=_("Where people meet or serve"), max_length=200)
    place_en = forms.CharField(label=_("The same in English"), max_length=200, required=False)


def _limit(label, most, help_text=""):
    """A limit of one person; empty for none."""
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        required=False,
        help_text=help_text,
        widget=forms.NumberInput({"class": "input-s"}),
    )


class PostForm(DraftForm):
    extras = frozenset(
        {
            "name_en",
            "duties",
            "minimum_age",
            "maximum_age",
            "skills",
            "languages",
            "qualification",
            "needs_approval",
            "time_kind",
            "is_meeting",
            "cover_needs_approval",
            "rest_hours",
            "most_shifts_in_row",
            "most_hours_in_row",
            "most_shifts_a_week",
            "most_shifts",
        }
    )
    name = forms.CharField(label=_("Name of the post"), max_length=100, help_text=_("For instance “Meal server”"))
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    duties = forms.CharField(label=_("What one does"), max_length=1000, required=False, widget=forms.Textarea)
    minimum_age = forms.IntegerField(
        label=_("Youngest age"),
        min_value=0,
        max_value=120,
        required=False,
        widget=forms.NumberInput({"class": "input-s"}),
    )
    maximum_age = forms.IntegerField(
        label=_("Oldest age"),
        min_value=0,
        max_value=120,
        required=False,
        widget=forms.NumberInput({"class": "input-s"}),
    )
    qualification = forms.CharField(
        label=_("Qualification"), max_length=100, required=False, help_text=_("For instance a first-aid certificate")
    )
    skills = forms.MultipleChoiceField(label=_("Skills"), required=False, widget=forms.CheckboxSelectMultiple)
    languages = forms.MultipleChoiceField(label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple)
    needs_approval = forms.BooleanField(
        label=_("We approve every sign-up"), required=False, help_text=_("A place is held until you decide.")
    )

    time_kind = forms.ChoiceField(
        label=_("What the time is"),
        choices=lambda: [(kind, evidence.kind_name(kind)) for kind in Kind.values],
        required=False,
        help_text=_("Only service makes hours; preparation, training, paid and compulsory time are kept apart."),
    )

    is_meeting = forms.BooleanField(
        label=_("A meeting or briefing"), required=False, help_text=_("Who comes is noted; no hours are recorded.")
    )
    cover_needs_approval = forms.BooleanField(label=_("We approve who takes over a place"), required=False)
    rest_hours = _limit(_("Rest between two shifts, in hours"), 168, _("Kept across all organizations."))
    most_shifts_in_row = _limit(_("Most shifts in a row"), 24, _("With less than an hour between them."))
    most_hours_in_row = _limit(_("Most hours in a row"), 24)
    most_shifts_a_week = _limit(_("Most shifts of one person a week"), 100)
    most_shifts = _limit(_("Most shifts of one person in this project"), 1000)

    conditions = ("minimum_age", "maximum_age", "qualification", "skills", "languages")
    limits = (
        "is_meeting",
        "cover_needs_approval",
        "rest_hours",
        "most_shifts_in_row",
        "most_hours_in_row",
        "most_shifts_a_week",
        "most_shifts",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["skills"].choices = choices_of(CodeList.SKILL)
        self.fields["languages"].choices = choices_of(CodeList.LANGUAGE)

    def post(self) -> PostDraft:
        given = dict(self.cleaned_data)
        rest, row = given.pop("rest_hours"), given.pop("most_hours_in_row")
        return PostDraft(
            **given | {"time_kind": given["time_kind"] or Kind.SERVICE},
            rest_minutes=rest and rest * 60,
            most_minutes_in_row=row and row * 60,
        )


class ShiftsForm(DraftForm):
    """Times are typed as a clock on the wall shows them, in the site's time zone."""

    extras = frozenset({"next_day", "break_minutes"})
    on = forms.DateField(
        label=_("Day"),
        validators=[MaxValueValidator(LATEST)],
        widget=forms.DateInput(attrs={"type": "date", "class": "input-s"}, format="%Y-%m-%d"),
    )
    starts = forms.TimeField(label=_("Begins"), widget=forms.TimeInput({"type": "time", "class": "input-s"}, "%H:%M"))
    ends = forms.TimeField(label=_("Ends"), widget=forms.TimeInput({"type": "time", "class": "input-s"}, "%H:%M"))
    next_day = forms.BooleanField(label=_("Ends on the day after"), required=False)
    break_minutes = forms.IntegerField(
        label=_("Break in minutes"),
        min_value=0,
        max_value=1440,
        required=False,
        widget=forms.NumberInput({"class": "input-s"}),
    )
    places = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=MOST_PLACES, widget=forms.NumberInput({"class": "input-s"})
    )
    weeks = forms.IntegerField(
        label=_("How many weeks"),
        min_value=1,
        max_value=MOST_WEEKS,
        initial=1,
        help_text=_("1 is this one shift; more repeats it every week at the same time"),
        widget=forms.NumberInput({"class": "input-s"}),
    )

    # What the action calls the fields, for its refusals.
    renamed = {"starts_at": "on", "ends_at": "ends"}

    def shifts(self) -> dict[str, object]:
        given = self.cleaned_data
        ends_on = given["on"] + timedelta(days=1 if given["next_day"] else 0)
        return {
            "starts_at": timezone.make_aware(datetime.combine(given["on"], given["starts"])),
            "ends_at": timezone.make_aware(datetime.combine(ends_on, given["ends"])),
            "break_minutes": given["break_minutes"] or 0,
            "places": given["places"],
            "weeks": given["weeks"],
        }


class PlacesForm(forms.Form):
    places = forms.IntegerField(min_value=1, max_value=MOST_PLACES)
