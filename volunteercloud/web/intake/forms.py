"""What is filled in for a list that is taken in: the list itself, and the order that it be entered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.intake.columns import LIMITS


class SendForm(forms.Form):
    """A file, or text copied out of a spreadsheet."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Excel (.xlsx) or CSV, at most %(size)s MB and %(rows)s rows.")
        % {"size": LIMITS.size >> 20, "rows": f"{LIMITS.lines:,}"},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt,.json,.jsonld"}),
    )
    pasted = forms.CharField(
        label=_("Or paste the rows here"),
        required=False,
        max_length=1_000_000,
        strip=False,
        help_text=_("With the row of headings, as copied out of a spreadsheet."),
        widget=forms.Textarea(attrs={"rows": "5", "class": "input-num", "spellcheck": "false"}),
    )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("file") and not cleaned.get("pasted", "").strip() and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or paste the rows."))
        return cleaned

    @property
    def content(self) -> tuple[bytes, str]:
        """What was sent, and what it is called."""
        file = self.cleaned_data["file"]
        if file:
            return file.read(), file.name
        return self.cleaned_data["pasted"].encode(errors="replace"), ""


class OrganizationsForm(SendForm):
    """For which of the officer's regions, too."""

    region = forms.ChoiceField(
        label=_("Region"),
        help_text=_("All organizations of the list are in it. Rows without a region are of this one."),
    )

    def __init__(self, regions, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions
        self.order_fields(["region"])


class OrderForm(forms.Form):
    with_alike = forms.BooleanField(label=_("Enter the rows that ask, too: they are others"), required=False)
