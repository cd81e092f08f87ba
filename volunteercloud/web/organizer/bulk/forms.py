"""What a coordinator fills in for a list: the list itself, its columns, and what its rows ask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.bulk.actions import Answer
from volunteercloud.domain.bulk.models import Choice, LineState
from volunteercloud.domain.bulk.reading.headings import Field
from volunteercloud.domain.bulk.reading.limits import USUAL
from volunteercloud.web.rows_form import RowsForm

NOT_USED = [("", _("Not needed"))]


class SendForm(RowsForm):
    """The list of service, and what is to be known of all its rows."""

    limits = USUAL

    activity_id = forms.TypedChoiceField(
        label=_("Activity"),
        required=False,
        empty_value=None,
        help_text=_("Where all rows belong to one. Else each row finds its shift by day, time and post."),
    )
    worksheet = forms.CharField(
        label=_("Worksheet"), required=False, max_length=100, help_text=_("Only where the workbook has several.")
    )
    reason = forms.CharField(
        label=_("Why this comes afterwards"),
        max_length=300,
        help_text=_("A sentence. It stays with each record, and the volunteers read it."),
        widget=forms.TextInput(attrs={"placeholder": _("e.g. No tablet at the door that day")}),
    )


class ColumnsForm(forms.Form):
    """One choice for each column of the list."""

    def __init__(self, headings, mapping, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = {column: field for field, column in mapping.items()}
        for column, heading in enumerate(headings):
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=heading or _("Column %(number)s") % {"number": column + 1},
                choices=NOT_USED + Field.choices,
                required=False,
                initial=held.get(column, ""),
                widget=forms.Select(attrs={"class": "input"}),
            )

    @property
    def mapping(self) -> dict[str, int]:
        return {held: int(name.removeprefix("column_")) for name, held in self.cleaned_data.items() if held}

    def clean(self):
        cleaned = super().clean()
        held = [field for field in cleaned.values() if field]
        for field in {field for field in held if held.count(field) > 1}:
            self.add_error(None, _("Two columns are said to hold: %(field)s.") % {"field": Field(field).label})
        return cleaned


class AnswersForm(forms.Form):
    """The answers of one page of rows."""

    added_reason = forms.CharField(
        label=_("Why people were not signed up"),
        required=False,
        max_length=300,
        help_text=_("With it they are put on the roster. It stays visible there and with the record."),
        widget=forms.TextInput(attrs={"placeholder": _("e.g. Came along with a neighbour and helped")}),
    )

    def __init__(self, lines, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for shown in lines:
            line = shown.line
            if line.state != LineState.ASKS:
                continue
            if shown.candidates:
                people = [(person.number, f"{person.name} {person.number}") for person in shown.candidates]
                self.fields[f"who_{line.line}"] = forms.ChoiceField(
                    label=_("Who is meant"), choices=[("", _("Choose")), *people], required=False
                )
                self.fields[f"all_{line.line}"] = forms.BooleanField(
                    label=_("In all rows of this name"), required=False
                )
            elif line.code != "line.not_signed_up":
                self.fields[f"why_{line.line}"] = forms.CharField(
                    label=_("Explanation"), max_length=300, required=False, initial=line.explanation
                )

    def parts_of(self, line) -> list:
        """The fields that stand beside a row."""
        return [self[f"{part}_{line}"] for part in ("who", "all", "why") if f"{part}_{line}" in self.fields]

    @property
    def answers(self) -> list[Answer]:
        found = {}
        for name, said in self.cleaned_data.items():
            part, _gap, line = name.partition("_")
            if said and line.isdecimal():
                found.setdefault(int(line), {})[part] = said
        return [
            Answer(
                line=line,
                number=said.get("who", ""),
                explanation=said.get("why", ""),
                for_all=bool(said.get("all")),
            )
            for line, said in sorted(found.items())
            if said.keys() & {"who", "why"}
        ]


class OrderForm(forms.Form):
    choice = forms.ChoiceField(choices=Choice.choices)
