"""The steps of a registration and the settings of an organization. Forms ask for shape only; actions ask for truth."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.organizations.particulars import TEAM
from volunteercloud.web.organizer.drafts import DraftForm, choices_of
from volunteercloud.web.region_field import RegionField

LARGEST_SEAL = 2_000_000


class NameForm(DraftForm):
    """The first step: the three facts that a registration begins with."""

    extras = frozenset({"name_en"})
    name = forms.CharField(label=_("Full name"), max_length=200, help_text=_("As on the registration certificate"))
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind of organization"))
    region_id = RegionField(
        label=_("Region"),
        max_length=100,
        help_text=_("Where it works: a district, city or province. Its officer looks at the registration."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose one")), *choices_of(CodeList.ORGANIZATION_KIND)]


class StandingForm(DraftForm):
    """The second step: the code of a registered body, or the liaison organization of a team."""

    extras = frozenset({"established_on"})
    uscc = forms.CharField(
        label=_("Unified social credit code"),
        max_length=40,
        required=False,
        help_text=_("18 letters and digits on the registration certificate"),
        widget=forms.TextInput(attrs={"class": "input-num", "autocomplete": "off"}),
    )
    liaison_id = forms.TypedChoiceField(
        label=_("Liaison organization"),
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text=_("An approved organization of your city or above that your team stands under"),
    )
    established_on = forms.DateField(
        label=_("Founded on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        organization: Organization = self.draft
        if organization.kind == TEAM:
            del self.fields["uscc"]
            liaisons = organization_queries.active_liaisons(organization.region_id)
            listed = [(str(liaison.id), liaison.name) for liaison in liaisons]
            self.fields["liaison_id"].choices = [("", _("Choose one")), *listed]
        else:
            del self.fields["liaison_id"]


class AboutForm(DraftForm):
    """The third step: what it does."""

    extras = frozenset({"purpose_en", "address"})
    purpose = forms.CharField(
        label=_("What the organization does"), max_length=4000, required=False, widget=forms.Textarea
    )
    purpose_en = forms.CharField(label=_("The same in English"), max_length=4000, required=False, widget=forms.Textarea)
    categories = forms.MultipleChoiceField(
        label=_("Kinds of service"), required=False, widget=forms.CheckboxSelectMultiple
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = choices_of(CodeList.CATEGORY)


class PeopleForm(DraftForm):
    """The fourth step: who answers for it and who answers the phone."""

    extras = frozenset({"handler", "contact_email"})
    head = forms.CharField(
        label=_("Head"), max_length=100, required=False, help_text=_("Stands on the certificates it issues")
    )
    handler = forms.CharField(
        label=_("Handler"), max_length=100, required=False, help_text=_("Who issues certificates day by day")
    )
    contact_name = forms.CharField(label=_("Contact"), max_length=100, required=False)
    contact_phone = forms.CharField(
        label=_("Phone of the contact"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "class": "input-num"}),
    )
    contact_email = forms.EmailField(label=_("E-mail of the contact"), required=False)


class SettingsForm(PeopleForm, AboutForm):
    """What managers change once the organization is approved."""

    extras = AboutForm.extras | PeopleForm.extras
    field_order = [*AboutForm.base_fields, *PeopleForm.base_fields]


class SealForm(forms.Form):
    seal = forms.FileField(
        label=_("Picture of the seal"),
        help_text=_("PNG, JPEG or WebP, up to 2 MB; best on a transparent ground"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    def picture(self) -> bytes:
        """At most one byte more than a seal may have, which is enough for the action to refuse it."""
        return self.cleaned_data["seal"].read(LARGEST_SEAL + 1)
