"""Rows that somebody sends: as a file, or as text copied out of a spreadsheet. Each kind of list has its own form of it."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.bulk.reading.limits import Limits


class RowsForm(forms.Form):
    """``limits`` are those of the list, ``endings`` what its files are called."""

    limits: ClassVar[Limits]
    endings: ClassVar[str] = ".xlsx,.csv,.tsv,.txt"

    file = forms.FileField(label=_("File"), required=False, widget=forms.FileInput)
    pasted = forms.CharField(
        label=_("Or paste the rows here"),
        required=False,
        max_length=1_000_000,
        strip=False,
        help_text=_("With the row of headings, as copied out of a spreadsheet."),
        widget=forms.Textarea(attrs={"rows": "5", "class": "input-num", "spellcheck": "false"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        most = {"size": self.limits.size >> 20, "rows": f"{self.limits.lines:,}"}
        self.fields["file"].help_text = gettext("Excel (.xlsx) or CSV, at most %(size)s MB and %(rows)s rows.") % most
        self.fields["file"].widget.attrs["accept"] = self.endings

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
