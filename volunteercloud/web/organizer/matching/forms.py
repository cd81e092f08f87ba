from django import forms
from django.utils.translation import gettext_lazy as _


class AskPeopleForm(forms.Form):
    """Whom to ask, by their numbers, as the list shows them."""

    words = forms.CharField(
        label=_("A word to them"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=_("What it is about and why they would help. They read it with your question."),
    )
    numbers = forms.MultipleChoiceField(
        required=True, error_messages={"required": _("Choose whom to ask.")}, label=_("People")
    )

    def __init__(self, *args, numbers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["numbers"].choices = [(number, number) for number in numbers]
