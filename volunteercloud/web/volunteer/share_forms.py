"""What a shared page is to show."""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteercloud.domain.credentials.actions import Chosen
from volunteercloud.web import formats

from .forms import DayInput

TERMS = ((1, _("1 day")), (7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (365, _("1 year")))
NONE = ("", _("None"))


class RecordsField(forms.Field):
    """Ids of records, ticked one by one in a list that the page draws itself."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        try:
            return [UUID(one) for one in value or ()]
        except ValueError:
            raise ValidationError(_("One of the records is not in the list. Choose again.")) from None


class ShareForm(forms.Form):
    title = forms.CharField(
        label=_("Title"),
        max_length=100,
        help_text=_("Whoever opens the page reads it, for example: For my application"),
    )
    with_hours = forms.BooleanField(label=_("My hours, by evidence grade"), required=False, initial=True)
    from_on = forms.DateField(label=_("From"), required=False, widget=DayInput)
    to_on = forms.DateField(label=pgettext_lazy("end of a period", "To"), required=False, widget=DayInput)
    record_ids = RecordsField(label=_("Records"), required=False)
    certificate_id = forms.TypedChoiceField(
        label=_("A certificate"), required=False, coerce=UUID, empty_value=None, widget=forms.RadioSelect
    )
    credential_id = forms.TypedChoiceField(
        label=_("A badge"), required=False, coerce=UUID, empty_value=None, widget=forms.RadioSelect
    )
    with_name = forms.BooleanField(
        label=_("My name"),
        required=False,
        help_text=_(
            "Without it the page says what was served, not by whom. With it readers can check the public log, too."
        ),
    )
    days = forms.TypedChoiceField(label=_("For how long"), coerce=int, choices=TERMS, initial=30)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        named = [(str(one.id), f"{_issuer(one)} · {one.number}") for one in choices.certificates]
        self._offer("certificate_id", named)
        self._offer("credential_id", [(str(one.id), _badge(one)) for one in choices.badges])

    def _offer(self, name, offered):
        """Nothing to choose from is no question."""
        if not offered:
            del self.fields[name]
            return
        self.fields[name].choices = [NONE, *offered]
        self.fields[name].initial = ""

    def chosen_records(self):
        """What is ticked, also in a form that has to be mended."""
        return set(self.data.getlist("record_ids")) if self.is_bound else set()

    def chosen(self):
        return Chosen(**{name: value for name, value in self.cleaned_data.items() if name != "days"})


def _issuer(certificate):
    zh, en = [*certificate.facts["issuer"], ""][:2]
    return zh if formats.in_chinese() else en or zh


def _badge(badge):
    hours = _("%(hours)s credit hours") % {"hours": formats.hours(badge.credit_minutes)}
    return f"{hours} · {formats.plain_day(badge.issued_at)}"


def year_of(request):
    """Which year's records the page lists; whatever is no year asks for the newest."""
    given = request.POST.get("year") or request.GET.get("year") or ""
    return int(given) if given.isascii() and given.isdecimal() and len(given) == 4 else None
