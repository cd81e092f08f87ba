from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import phones


class PhoneField(forms.CharField):
    """A phone number as people write it; cleaned it is E.164."""

    def __init__(self, **kwargs):
        kwargs["label"] = _("Phone number")
        kwargs["widget"] = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "input-num"})
        super().__init__(**kwargs)

    def clean(self, value):
        value = super().clean(value)
        try:
            return phones.parse(value) if value else ""
        except Refused as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from None
