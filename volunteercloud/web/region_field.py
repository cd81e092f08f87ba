"""A region in a form: typed by the beginning of its name, chosen from a list where several are called so. No script needed."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.regions import queries as region_queries

MOST_OFFERED = 12


def _language() -> str:
    return get_language() or ""


class RegionInput(forms.TextInput):
    """Shows the full name of a chosen region; its code travels beside it, and counts while the name is left as it was."""

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.offered: list[str] = []

    def value_from_datadict(self, data, files, name) -> str:
        typed = (data.get(name) or "").strip()
        asked, picked, code = (data.get(f"{name}_{part}") or "" for part in ("asked", "picked", "code"))
        if picked and typed == asked:
            return picked
        return code if code and typed == region_queries.full_name(code, _language()) else typed

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        code = value if value and region_queries.path(value) else ""
        shown = region_queries.full_name(code, _language()) if code else value
        line = super().render(name, shown, attrs, renderer)
        kept = format_html('<input type="hidden" name="{}_code" value="{}">', name, code) if code else ""
        return format_html("{}{}{}", line, kept, self._offer(name, shown) if self.offered else "")

    def _offer(self, name: str, asked: str) -> SafeString:
        names = region_queries.full_names(self.offered, _language())
        picks = format_html_join(
            "",
            '<label class="pick"><input type="radio" name="{}_picked" value="{}"><span>{}</span></label>',
            ((name, code, names[code]) for code in self.offered),
        )
        return format_html('<input type="hidden" name="{}_asked" value="{}"><div>{}</div>', name, asked, picks)


class RegionField(forms.CharField):
    """Cleans to the code of a region of today; an empty string where none was asked for."""

    widget = RegionInput
    default_error_messages = {
        "unknown": _("No region is called so. Type the beginning of its own name, without those above it."),
        "several": _("Several regions are called so. Choose one of them."),
    }

    def clean(self, value: str) -> str:
        typed = super().clean(value)
        if not typed or (typed.isdigit() and region_queries.path(typed)):
            return typed
        found = [region.code for region in _named(typed, timezone.localdate())]
        if len(found) == 1:
            return found[0]
        self.widget.offered = found
        code = "several" if found else "unknown"
        raise ValidationError(self.error_messages[code], code=code)


def _named(typed: str, today: date) -> list:
    found = list(region_queries.search(typed, today, limit=MOST_OFFERED))
    exact = [region for region in found if typed.lower() in (region.name.lower(), region.name_latin.lower())]
    return exact or found
