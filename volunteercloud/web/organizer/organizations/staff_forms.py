"""Who works for the organization: as what, for which projects, and who takes over. Forms ask for shape only."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.organizations.models import Role, Way
from volunteercloud.web.organizer import words

NUMBER = "number"
WAYS = {
    NUMBER: _("By volunteer number: they work with you at once"),
    Way.EMAIL: _("By e-mail: they get a link"),
    Way.SMS: _("By phone: they get a text message with a link"),
    Way.LINK: _("By a link or QR code that you hand on yourself"),
}


class DutyForm(forms.Form):
    """A role, for the whole organization or for some projects."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    project_ids = forms.TypedMultipleChoiceField(
        label=_("Only for these projects"),
        coerce=UUID,
        required=False,
        help_text=_("Choose none for the whole organization."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, roles: list[Role], projects: list[tuple[UUID, str]], **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["role"].choices = [(role, words.ROLES[role][0]) for role in roles]
        self.fields["project_ids"].choices = [(str(one), title or _("Without a title")) for one, title in projects]
        if not projects:
            del self.fields["project_ids"]

    def duty(self) -> dict[str, object]:
        return {"role": Role(self.cleaned_data["role"]), "project_ids": self.cleaned_data.get("project_ids", [])}


class InviteForm(DutyForm):
    """Somebody new, by whatever is known of them."""

    renamed = {"number": "whom", "address": "whom"}
    way = forms.ChoiceField(label=_("How you reach them"), choices=WAYS, widget=forms.RadioSelect, initial=NUMBER)
    whom = forms.CharField(
        label=_("Volunteer number, e-mail address or phone number"),
        max_length=254,
        required=False,
        help_text=_("The number stands on the person's pass. A link needs none of them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    places = forms.IntegerField(
        label=_("How many people the link serves"),
        min_value=1,
        max_value=50,
        required=False,
        help_text=_("For a link alone; one if you leave it empty."),
        widget=forms.NumberInput(attrs={"class": "input-s", "inputmode": "numeric"}),
    )
    field_order = ["way", "whom", "places", "role", "project_ids"]


class LeaveForm(forms.Form):
    """Whose work ends may name who takes over."""

    to_person_id = forms.TypedChoiceField(
        label=_("Who takes over"),
        coerce=UUID,
        empty_value=None,
        required=False,
        help_text=_("Shifts to lead, projects and, of an owner, the organization pass on to them."),
    )

    def __init__(self, *args, people: list[tuple[UUID, str]], **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["to_person_id"].choices = [("", _("Nobody")), *((str(one), name) for one, name in people)]
