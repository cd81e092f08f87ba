"""What a volunteer fills in. A form checks the shape; whether it is true is asked by the action."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteercloud.domain.attendance.models import Direction
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.identity import photos
from volunteercloud.domain.identity.consents import AT_REGISTRATION
from volunteercloud.domain.identity.models import Sex
from volunteercloud.web.region_field import RegionField
from volunteercloud.web.unkept import UnkeptInput

UNSAID = ("", _("Choose one"))


class DayInput(forms.DateInput):
    input_type = "date"

    def format_value(self, value):
        """Browsers ask for ISO 8601 here, whatever the reader's language."""
        return value.isoformat() if isinstance(value, date) else value


class ScanForm(forms.Form):
    """Check-in or check-out. `request_id` was made with the page: the same page sent twice is one scan."""

    direction = forms.ChoiceField(choices=Direction.choices)
    request_id = forms.UUIDField()
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)

    @property
    def point(self) -> tuple[float, float] | None:
        latitude, longitude = self.cleaned_data.get("latitude"), self.cleaned_data.get("longitude")
        return None if latitude is None or longitude is None else (latitude, longitude)


class RealNameForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of document"))
    number = forms.CharField(
        label=_("Document number"),
        max_length=40,
        help_text=_("As it is printed. It is stored encrypted; later only its last two characters are shown."),
        widget=UnkeptInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=1000,
        help_text=_("As it stands on the document."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    birth_on = forms.DateField(
        label=_("Birth date"), widget=DayInput(attrs={"autocomplete": "bday", "min": "1880-01-01"})
    )
    sex = forms.ChoiceField(
        label=_("Sex, as on the document"),
        choices=[(Sex.FEMALE, _("Female")), (Sex.MALE, _("Male")), (Sex.NOT_STATED, _("Not stated"))],
        widget=forms.RadioSelect,
    )
    name_latin = forms.CharField(
        label=_("Name in Latin letters"),
        max_length=1000,
        required=False,
        help_text=_("For certificates in English. On a passport it stands beside the name."),
    )
    nationality = forms.ChoiceField(label=_("Nationality"))
    country = forms.ChoiceField(label=_("Country that issued the passport"), required=False)
    expires_on = forms.DateField(label=_("Last day it is valid"), required=False, widget=DayInput)
    mrz = forms.CharField(
        label=_("The two lines at the foot of the passport page"),
        max_length=200,
        required=False,
        help_text=_("With them a passport is checked by its own check digits."),
        widget=forms.Textarea(attrs={"rows": "2", "autocomplete": "off", "spellcheck": "false"}),
    )
    photo = forms.FileField(
        label=_("Photo of the document"),
        required=False,
        help_text=_("Only where an officer has to look at it. It is stored encrypted and deleted after the decision."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def __init__(self, *args, today: date, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = code_queries.choices(CodeList.DOCUMENT_KIND, today, language)
        countries = code_queries.choices(CodeList.NATIONALITY, today, language)
        self.fields["nationality"].choices = countries
        self.fields["nationality"].initial = "CN"
        self.fields["country"].choices = [UNSAID, *countries]

    def clean_photo(self):
        """Told by its size before a byte is read: 50 MB are not taken into memory in order to be refused."""
        photo = self.cleaned_data["photo"]
        if photo and photo.size > photos.LARGEST_BYTES:
            raise ValidationError(_("The photo is larger than 10 MB. Take it again with a lower resolution."))
        return photo

    @property
    def stated(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "photo"}


class ProfileForm(forms.Form):
    region_code = RegionField(
        label=_("Where you live"),
        required=False,
        max_length=60,
        help_text=_("The beginning of its name, down to the street or town: service near you is found by it."),
    )
    categories = forms.MultipleChoiceField(label=_("What you like to do"), required=False)
    skills = forms.MultipleChoiceField(label=_("What you can do"), required=False)
    languages = forms.MultipleChoiceField(label=_("Languages you speak"), required=False)

    def __init__(self, *args, today: date, language: str, lives_somewhere: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if lives_somewhere:  # from there on somebody moves
            del self.fields["region_code"]
        for name, codes in (
            ("categories", CodeList.CATEGORY),
            ("skills", CodeList.SKILL),
            ("languages", CodeList.LANGUAGE),
        ):
            self.fields[name].widget = forms.CheckboxSelectMultiple()
            self.fields[name].choices = code_queries.choices(codes, today, language)


class QualificationForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the qualification"),
        max_length=100,
        help_text=_("As it stands on the paper, for instance “First-aid certificate”."),
    )
    number = forms.CharField(label=_("Number of the paper"), max_length=60, required=False)
    granted_by = forms.CharField(label=_("Granted by"), max_length=200, required=False)
    valid_from = forms.DateField(label=_("Valid from"), widget=DayInput(attrs={"class": "input-s"}))
    valid_to = forms.DateField(
        label=_("Last day it is valid"),
        required=False,
        widget=DayInput(attrs={"class": "input-s"}),
        help_text=_("Leave it empty where it holds for good."),
    )


class WardForm(forms.Form):
    name = forms.CharField(label=_("Name of the child"), max_length=1000, help_text=_("As it stands on the document."))
    birth_on = forms.DateField(label=_("Birth date"), widget=DayInput)
    consents = forms.MultipleChoiceField(
        label=_("You agree for the child"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["consents"].choices = [(purpose.value, terms.title) for purpose, terms in AT_REGISTRATION.items()]


class GuardianForm(forms.Form):
    relation = forms.ChoiceField(label=_("You are"), widget=forms.RadioSelect)

    def __init__(self, *args, today: date, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = code_queries.choices(CodeList.GUARDIAN_RELATION, today, language)


class PeriodForm(forms.Form):
    from_on = forms.DateField(label=_("From"), widget=DayInput)
    to_on = forms.DateField(label=_("Until"), widget=DayInput)


class AskForm(PeriodForm):
    organization_id = forms.ChoiceField(label=_("Organization"))
    purpose = forms.CharField(
        label=_("What it is for"), max_length=300, required=False, help_text=_("The organization reads it.")
    )
    field_order = ("organization_id", "from_on", "to_on", "purpose")

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization_id"].choices = [(str(key), name) for key, name in organizations]


class CoverForm(forms.Form):
    """Asking that somebody takes one's place over, perhaps for a place in another shift of the project."""

    note = forms.CharField(max_length=300, required=False)
    other_shift = forms.UUIDField(required=False)


class StatementForm(forms.Form):
    """What somebody says to an absence."""

    statement = forms.CharField(max_length=500)
