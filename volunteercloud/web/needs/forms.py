"""What somebody fills in to post a need, and to answer what becomes of it. Times are those of a clock on the wall."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.needs.drafts import Details, NeedDraft
from volunteercloud.domain.needs.models import About, Frequency, Need
from volunteercloud.domain.search.models import Urgency
from volunteercloud.web import formats
from volunteercloud.web.organizer.drafts import choices_of
from volunteercloud.web.organizer.planning.forms import day_field
from volunteercloud.web.region_field import RegionField

from . import words

MOST_PEOPLE = 500
MINUTES_A_DAY = 1440
ASKED_ABOUT = [
    (About.MYSELF, _("Me or my family")),
    (About.PERSON, _("Somebody else, who agrees")),
    (About.GROUP, _("A group of people")),
    (About.PUBLIC, _("Everybody here")),
]
ASKED_OFTEN = [
    (Frequency.ONCE, _("Once")),
    (Frequency.RECURRING, _("Again and again, on days of the week")),
    (Frequency.UNTIL_SOLVED, _("Any time, until it is solved")),
]
HOW_SOON, HOW_GOOD = list(words.URGENCIES.items()), list(words.RATINGS.items())
# What most needs do without.
FOLDED = ("skills", "languages", "minimum_age", "is_remote", "is_dangerous", "safety", "title_en", "words_en")


def _clock_field(label):
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput({"type": "time", "class": "input-s"}, "%H:%M")
    )


def _chips(name):
    return forms.MultipleChoiceField(label=name, required=False, widget=forms.CheckboxSelectMultiple)


def _long(label, most, rows, **facts):
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **facts)


class NeedForm(forms.Form):
    """`need_id` was made with the page: sent twice, it is one need. A draft may leave out whatever a post asks for."""

    need_id = forms.UUIDField(widget=forms.HiddenInput)
    organization_id = forms.ChoiceField(label=_("Who asks?"), required=False)
    title = forms.CharField(
        label=_("What do you need?"),
        max_length=60,
        help_text=_("In a few words, such as “Somebody to come along to the clinic”."),
    )
    words = _long(
        _("What is there to do?"),
        1000,
        "4",
        help_text=_("Everybody can read this. Leave out names, phone numbers and house numbers."),
    )
    category = forms.ChoiceField(label=_("What kind of help is it?"))
    about = forms.ChoiceField(
        label=_("Whom is it for?"), choices=ASKED_ABOUT, widget=forms.RadioSelect, initial=About.MYSELF
    )
    consent = forms.BooleanField(label=_("This person knows that I ask, and agrees"), required=False)
    beneficiary = forms.ChoiceField(label=_("Who are they?"))
    region_code = RegionField(
        label=_("In which community or street?"),
        max_length=100,
        help_text=_("The beginning of its name is enough. Everybody sees this, and no house number."),
    )
    frequency = forms.ChoiceField(
        label=_("When?"), choices=ASKED_OFTEN, widget=forms.RadioSelect, initial=Frequency.ONCE
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    on = day_field(_("Day"), required=False)
    from_time = _clock_field(_("From"))
    to_time = _clock_field(_("Until"))
    until_on = day_field(_("Not after"), required=False, help_text=_("If it ends some day."))
    people = forms.IntegerField(
        label=_("How many people should come?"),
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=1,
        widget=forms.NumberInput({"class": "input-s"}),
    )
    urgency = forms.TypedChoiceField(
        label=_("How soon?"),
        coerce=int,
        initial=Urgency.NORMAL,
        choices=HOW_SOON,
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label=_("Address"), max_length=200, required=False, widget=forms.TextInput({"autocomplete": "street-address"})
    )
    contact_name = forms.CharField(
        label=_("Whom to ask for"), max_length=100, required=False, widget=forms.TextInput({"autocomplete": "name"})
    )
    contact_phone = forms.CharField(
        label=_("Their phone number"), max_length=30, widget=forms.TextInput({"type": "tel", "autocomplete": "tel"})
    )
    person_name = forms.CharField(label=_("Name of the person who needs help"), max_length=100, required=False)
    notes = _long(
        _("What else whoever comes should know"),
        1000,
        "3",
        required=False,
        help_text=_("Such as the door, the lift, a dog, what hurts."),
    )
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    skills = _chips(_("Skills"))
    languages = _chips(_("Languages"))
    minimum_age = forms.IntegerField(
        label=_("Age from"), required=False, min_value=1, max_value=99, widget=forms.NumberInput({"class": "input-s"})
    )
    is_remote = forms.BooleanField(label=_("It can be done from anywhere, by phone or online"), required=False)
    is_dangerous = forms.BooleanField(
        label=_("Somebody may come to harm: heights, water, traffic, illness"), required=False
    )
    safety = _long(_("What to take care of"), 500, "2", required=False, help_text=_("Everybody can read this too."))
    title_en = forms.CharField(label=_("What you need, in English"), max_length=120, required=False)
    words_en = _long(_("What there is to do, in English"), 2000, "3", required=False)

    use_required_attribute = False

    def __init__(self, *args, seats=(), draft=False, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.is_draft = draft
        for name, codes in (("category", CodeList.CATEGORY), ("beneficiary", CodeList.BENEFICIARY)):
            self.fields[name].choices = [("", _("Please choose")), *choices_of(codes)]
        for name, codes in (("skills", CodeList.SKILL), ("languages", CodeList.LANGUAGE)):
            self.fields[name].choices = choices_of(codes)
        self.fields["weekdays"].choices = list(enumerate(words.WEEKDAYS, start=1))
        if seats:
            self.fields["organization_id"].choices = [
                ("", _("I do, for myself or a neighbour")),
                *((str(seat.organization_id), seat.organization_name) for seat in seats),
            ]
        else:
            del self.fields["organization_id"]
        if draft:
            for field in self.fields.values():
                field.required = False

    @property
    def more_is_said(self) -> bool:
        """Whether something below the fold was said or has to be mended."""
        return any(self[name].value() or self[name].errors for name in FOLDED)

    def clean(self):
        said = super().clean()
        if self.is_draft:
            return said
        once = said.get("frequency") == Frequency.ONCE
        for name, missing in (
            ("on", _("On which day is help needed?")),
            ("from_time", _("From when?")),
            ("to_time", _("Until when? A guess is enough.")),
        ):
            if once and not said.get(name) and name not in self.errors:
                self.add_error(name, missing)
        if said.get("frequency") == Frequency.RECURRING and not said.get("weekdays") and "weekdays" not in self.errors:
            self.add_error("weekdays", _("Choose at least one day of the week."))
        if not said.get("address") and not said.get("is_remote") and "address" not in self.errors:
            self.add_error("address", _("Where should they come? Only who takes it up sees it."))
        if said.get("about") == About.PERSON and not said.get("consent"):
            self.add_error("consent", _("Ask the person first. Without their word nothing about them is posted."))
        return said

    def draft(self) -> NeedDraft:
        said = self.cleaned_data
        starts_at, ends_at, minutes = self._times()
        as_typed = (
            "title", "title_en", "words", "words_en", "category", "beneficiary", "about", "region_code", "is_remote",
            "minimum_age", "safety", "is_dangerous", "address", "latitude", "longitude", "contact_name", "contact_phone",
            "person_name", "notes", "consent",
        )  # fmt: skip
        return NeedDraft(
            **{name: said[name] for name in as_typed},
            frequency=said["frequency"] or Frequency.ONCE,
            starts_at=starts_at,
            ends_at=ends_at,
            from_minute=minutes[0],
            to_minute=minutes[1],
            weekdays=tuple(said["weekdays"]) if said["frequency"] == Frequency.RECURRING else (),
            people=said["people"] or 1,
            urgency=said["urgency"] or Urgency.NORMAL,
            skills=tuple(said["skills"]),
            languages=tuple(said["languages"]),
        )

    def _times(self):
        """Start and end as moments, and the hours of the day where it is more than once. An end at or before the start is
        of the night, on the next day."""
        said = self.cleaned_data
        on, begins, ends = said["on"], said["from_time"], said["to_time"]
        if said["frequency"] != Frequency.ONCE:
            return _moment(on), _moment(said["until_on"], time.max), (_minutes(begins), _minutes(ends))
        starts_at, ends_at = (_moment(on, begins) if begins else None), (_moment(on, ends) if ends else None)
        if starts_at and ends_at and ends_at <= starts_at:
            ends_at += timedelta(days=1)
        return starts_at, ends_at, (None, None)

    def refuse(self, refusal: Refused) -> None:
        """The domain's reason below the field it names, and below others what gives somebody away there."""
        self.add_error(self._field_of(refusal.field), str(refusal))
        for passage in list(refusal.facts.get("passages", ()))[1:]:
            said = _("This too says how to reach or find somebody: “%(passage)s”.") % {"passage": passage["text"]}
            self.add_error(self._field_of(passage["field"]), said)

    def _field_of(self, name: str | None) -> str | None:
        """The field that asks for what the domain names; none for what is about the whole."""
        is_once = self.cleaned_data.get("frequency") == Frequency.ONCE
        asked = {"starts_at": "on", "ends_at": "to_time" if is_once else "until_on"}
        asked |= {"from_minute": "from_time", "to_minute": "to_time"}
        name = asked.get(name or "", name)
        return name if name in self.fields else None


def _moment(day, clock=time.min):
    return timezone.make_aware(datetime.combine(day, clock.replace(microsecond=0))) if day else None


def _minutes(clock):
    return None if clock is None else clock.hour * 60 + clock.minute


def initial_of(need: Need, details: Details) -> dict[str, object]:
    """A need as its form shows it again."""
    same = (
        "title", "title_en", "words", "words_en", "category", "beneficiary", "about", "is_remote", "minimum_age",
        "safety", "is_dangerous", "frequency", "weekdays", "people", "urgency", "skills", "languages",
    )  # fmt: skip
    shown = {name: getattr(need, name) for name in same}
    sealed = ("address", "latitude", "longitude", "contact_name", "contact_phone", "person_name", "notes")
    shown |= {name: getattr(details, name) for name in sealed}
    starts, ends = need.starts_at and formats.local(need.starts_at), need.ends_at and formats.local(need.ends_at)
    if need.frequency == Frequency.ONCE:
        shown |= {"from_time": starts and starts.time(), "to_time": ends and ends.time()}
    else:
        shown |= {
            "from_time": _clock(need.from_minute),
            "to_time": _clock(need.to_minute),
            "until_on": ends and ends.date(),
        }
    return shown | {
        "need_id": need.id,
        "region_code": need.region_id or "",
        "consent": need.consent_at is not None,
        "on": starts and starts.date(),
    }


def _clock(minutes):
    return None if minutes is None else time(minutes // 60 % 24, minutes % 60)


class WordsForm(forms.Form):
    """A few words with an answer; with `required` they are the reason."""

    words = forms.CharField(label=_("A few words"), max_length=1000, widget=forms.Textarea(attrs={"rows": "3"}))

    def __init__(self, *args, label=None, help_text="", required=True, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["words"].required = required
        self.fields["words"].help_text = help_text
        if label:
            self.fields["words"].label = label


class RatingForm(forms.Form):
    """How it went. Words beside each number, so that nobody has to know which end is good."""

    rating = forms.TypedChoiceField(label=_("How did it go?"), coerce=int, choices=HOW_GOOD, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Anything you would like to say"), max_length=1000, required=False,
        help_text=_("Whoever helped reads it."), widget=forms.Textarea(attrs={"rows": "3"}),
    )  # fmt: skip

    def __init__(self, *args, is_asked=True, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        if not is_asked:
            del self.fields["rating"]


class BoardForm(forms.Form):
    """What the board is asked for: a place, a kind of help."""

    region = RegionField(label=_("Where"), max_length=100, required=False)
    category = forms.ChoiceField(label=_("Kind of help"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["category"].choices = [("", _("Any kind")), *choices_of(CodeList.CATEGORY)]
