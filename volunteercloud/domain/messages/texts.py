"""Everything the platform tells people by itself: written in `wording`, by subject, so that one voice speaks.

A text is worded in the reader's language when it is read (inbox) or queued (mail, SMS). Facts are named in braces.
A fact whose name ends in ``_on`` is a day, one that ends in ``_at`` or is called ``until`` an instant, both in ISO 8601
and printed in the reader's way; beside ``title`` may stand ``title_en``, which readers of English get instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext

from .wording import docking, matching, needs, organizations, people, records, service, statistics, transfers
from .wording.people import CodePurpose as CodePurpose
from .wording.text import Text as Text


@dataclass(frozen=True, slots=True)
class Worded:
    subject: str
    body: str
    sender: str


CODE_LIFE_MINUTES = 10

TEXTS: dict[str, Text] = {
    **people.TEXTS,
    **organizations.TEXTS,
    **service.TEXTS,
    **records.TEXTS,
    **matching.TEXTS,
    **needs.TEXTS,
    **docking.TEXTS,
    **transfers.TEXTS,
    **statistics.TEXTS,
}


def worded(template: str, facts: Mapping[str, Any], language: str) -> Worded:
    """The text in ``language``. A template nobody wrote or a fact that is missing is a mistake of ours: KeyError."""
    text, filled = TEXTS[template], known(facts, language)
    with translation.override(language):
        return Worded(str(text.subject).format_map(filled), str(text.body).format_map(filled), filled["site"])


def known(facts: Mapping[str, Any], language: str) -> dict[str, str]:
    """Facts as a text in ``language`` says them, and the name of the site."""
    with translation.override(language):
        filled = {"site": site_name()} | {name: _readable(name, value) for name, value in facts.items()}
    if language.startswith("en"):
        filled |= {name.removesuffix("_en"): value for name, value in filled.items() if name.endswith("_en") and value}
    return filled


def site_name() -> str:
    """What the operator calls the site, else the product's name in the language in force."""
    return settings.SITE_NAME or gettext("Volunteer Cloud")


def _readable(name: str, value: Any) -> str:
    if name.endswith("_on"):
        # Translators: a date as Django's date filter writes it, e.g. "2026年3月14日".
        return formats.date_format(date.fromisoformat(value), gettext("j F Y"))
    if name.endswith("_at") or name == "until":
        # Translators: a date and time as Django's date filter writes it, e.g. "2026年3月14日 10:30".
        return formats.date_format(timezone.localtime(datetime.fromisoformat(value)), gettext("j F Y, H:i"))
    return str(value)
