"""Forms about members. They ask for shape only; actions ask for truth."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.members.models import LabelKind, State

from . import words

DAYS = [(7, _("a week")), (30, _("a month")), (120, _("a term")), (366, _("a year"))]


class SearchForm(forms.Form):
    """Which list is shown, and what is looked for in it."""

    q = forms.CharField(
        label=_("Part of the name, number, or last four digits of the phone"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    label = forms.TypedChoiceField(label=_("Group or tag"), required=False, coerce=UUID, empty_value=None)
    state = forms.ChoiceField(choices=State.choices, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, labels, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["label"].choices = [("", _("All members")), *_choices(labels)]


class PeopleForm(forms.Form):
    """People ticked in a list, and what is done to them."""

    people = forms.TypedMultipleChoiceField(coerce=UUID)
    label = forms.TypedChoiceField(label=_("Group or tag"), required=False, coerce=UUID, empty_value=None)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("Those you do not take in read it"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, labels=(), people=(), **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["label"].choices = [("", _("Choose one")), *_choices(labels)]
        self.fields["people"].choices = [(str(person), "") for person in people]
        self.fields["people"].error_messages["required"] = _("Nobody is ticked. Tick the people you mean.")


class InviteForm(forms.Form):
    number = forms.CharField(
        label=_("Volunteer number"),
        max_length=40,
        help_text=_("As it stands on the person's pass"),
        widget=forms.TextInput(attrs={"class": "input-num", "autocomplete": "off", "autocapitalize": "characters"}),
    )


class NoteForm(forms.Form):
    member_number = forms.CharField(
        label=_("Your own number"),
        max_length=40,
        required=False,
        help_text=_("For instance of a student or an employee; the list finds it"),
    )
    note = forms.CharField(
        label=_("Note for colleagues"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RemovalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("The person reads it"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LabelForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=list(words.KINDS.items()), initial=LabelKind.GROUP, widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("Name"), max_length=60)


class ChangeLabelForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    leader = forms.TypedChoiceField(
        label=_("Leader of the group"),
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text=_("One of its first fifty members. What the leader may do, the role among the staff says."),
    )

    def __init__(self, *args, leaders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].choices = [("", _("Nobody")), *leaders]
        if not leaders:
            del self.fields["leader"]


class JoiningForm(forms.Form):
    joining = forms.ChoiceField(label=_("Who can join"), widget=forms.RadioSelect)
    again_after_days = forms.IntegerField(
        label=_("Days until somebody may ask again"),
        min_value=0,
        max_value=366,
        help_text=_("After you did not take them in, or removed them"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["joining"].choices = [(way, name) for way, (name, _said) in words.JOINING.items()]


class LinkForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the link"), max_length=100, help_text=_("Where it will hang or whom it is for")
    )
    days = forms.TypedChoiceField(label=_("Valid for"), choices=DAYS, coerce=int, initial=30)
    label_id = forms.TypedChoiceField(label=_("Into the group or tag"), required=False, coerce=UUID, empty_value=None)
    use_limit = forms.IntegerField(label=_("At most so many people"), required=False, min_value=1, max_value=1_000_000)
    lets_in = forms.BooleanField(label=_("Whoever comes by it is a member at once"), required=False)

    def __init__(self, *args, labels, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["label_id"].choices = [("", _("None")), *_choices(labels)]


def _choices(labels):
    return [(str(label.id), label.name) for label in labels]
