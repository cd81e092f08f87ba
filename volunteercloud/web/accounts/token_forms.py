from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.identity.scopes import NAMES

LIVES = {30: _("30 days"), 90: _("90 days"), 365: _("A year")}


class TokenForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("What will use the key, for example “roster spreadsheet”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope.value, name) for scope, name in NAMES.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may do yourself."),
    )
    days = forms.TypedChoiceField(label=_("Valid for"), choices=list(LIVES.items()), coerce=int, initial=90)
