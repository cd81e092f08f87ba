from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.organizations import papers
from volunteercloud.web.supervision import words
from volunteercloud.web.supervision.money import YuanField


class DocumentForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=words.DOCUMENTS.items())
    file = forms.FileField(
        label=_("File"),
        help_text=_("A plain PDF, or a clear photo of the page (JPEG or PNG), up to 10 MB"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(papers.FORMS)}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def upload(self) -> bytes:
        """At most one byte more than a document may have, which is enough for the action to refuse it."""
        return self.cleaned_data["file"].read(papers.LARGEST_BYTES + 1)


class ReportForm(forms.Form):
    """Everything may stay empty until the report is handed in."""

    text = forms.CharField(label=_("What the organization did"), max_length=8000, required=False, widget=forms.Textarea)
    income = YuanField(label=_("Income of the year in yuan"), required=False)
    spending = YuanField(label=_("Spending of the year in yuan"), required=False)
    money = forms.CharField(
        label=_("Where the money came from and went"), max_length=4000, required=False, widget=forms.Textarea
    )
    statement = forms.CharField(
        label=_("Statement of the head"),
        help_text=_("That what the report says is true, in the head's own words"),
        max_length=4000,
        required=False,
        widget=forms.Textarea,
    )
    head = forms.CharField(label=_("Name of the head"), max_length=100, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("What you mended, or why the sanction is not right. Officers read exactly this."),
        max_length=4000,
        widget=forms.Textarea,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
