"""The pages of a project's wizard. Forms ask for shape only; what is missing is asked for when it is submitted."""

from collections import defaultdict

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.web.organizer.drafts import DraftForm, choices_of
from volunteercloud.web.region_field import RegionField


def _text(label, length, **more):
    return forms.CharField(label=label, max_length=length, required=False, **more)


def _day(label, **more):
    widget = forms.DateInput(attrs={"type": "date", "class": "input-s"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **more)


def _degrees(label):
    return forms.FloatField(label=label, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}))


COVER = ("is_dangerous", "policy_number", "policy_from", "policy_to")


class ContentForm(DraftForm):
    extras = frozenset({"title_en", "content_en", "sdg_targets"})
    title = _text(_("Title"), 100, help_text=_("Say what is done, for instance “Lunch for elders living alone”"))
    title_en = _text(_("Title in English"), 200)
    content = _text(_("What volunteers do, and for what"), 8000, widget=forms.Textarea)
    content_en = _text(_("The same in English"), 8000, widget=forms.Textarea)
    category = forms.ChoiceField(label=_("Category"), required=False)
    beneficiaries = forms.MultipleChoiceField(
        label=_("Whom it serves"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sdg_targets = forms.MultipleChoiceField(
        label=_("Sustainable development targets it serves"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", _("Choose one")), *choices_of(CodeList.CATEGORY)]
        self.fields["beneficiaries"].choices = choices_of(CodeList.BENEFICIARY)
        self.fields["sdg_targets"].choices = [
            (code, f"{code} {name}") for code, name in choices_of(CodeList.SDG_TARGET)
        ]

    def goals(self) -> list[tuple[str, list[BoundWidget], bool]]:
        """The targets under the goals they belong to, and whether any of a goal is chosen."""
        of_goal: dict[str, list[BoundWidget]] = defaultdict(list)
        for option in self["sdg_targets"]:
            of_goal[str(option.data["value"]).split(".")[0]].append(option)
        return [
            (f"{code} {name}", of_goal[code], any(option.data["selected"] for option in of_goal[code]))
            for code, name in choices_of(CodeList.SDG_GOAL)
            if code in of_goal
        ]


class PlaceForm(DraftForm):
    extras = frozenset({"place_en", "latitude", "longitude"})
    region_id = RegionField(label=_("Region"), max_length=100, required=False, help_text=_("Street, district or city"))
    place = _text(_("Where people meet or serve"), 200)
    place_en = _text(_("The same in English"), 200)
    recruits_from = _day(_("First day to sign up"))
    recruits_to = _day(_("Last day to sign up"))
    latitude = _degrees(_("Latitude"))
    longitude = _degrees(_("Longitude"))

    point = ("latitude", "longitude")


class RisksForm(DraftForm):
    extras = frozenset({"risks_en", "has_meal", "has_transport", "has_insurance", "has_kit", *COVER})
    risks = _text(
        _("Risks, and what you do about them"),
        4000,
        widget=forms.Textarea,
        help_text=_("Volunteers read this before they sign up. Where there is none, say why."),
    )
    risks_en = _text(_("The same in English"), 4000, widget=forms.Textarea)
    has_insurance = forms.BooleanField(label=_("Insurance"), required=False)
    has_meal = forms.BooleanField(label=_("Meal"), required=False)
    has_transport = forms.BooleanField(label=_("Transport"), required=False)
    has_kit = forms.BooleanField(label=_("Clothing and tools"), required=False)
    is_dangerous = forms.BooleanField(label=_("Somebody may come to harm, so people are insured"), required=False)
    policy_number = _text(_("Number of the policy"), 60, widget=forms.TextInput(attrs={"class": "input-num"}))
    policy_from = _day(_("In force from"))
    policy_to = _day(_("In force until"))
    contact_name = _text(_("Contact"), 100)
    contact_phone = _text(
        _("Phone of the contact"),
        30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "class": "input-num"}),
        help_text=_("Seen by people who signed up"),
    )

    cover = COVER
    guarantees = ("has_insurance", "has_meal", "has_transport", "has_kit")
