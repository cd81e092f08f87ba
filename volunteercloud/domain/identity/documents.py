"""What the number of an identity document can prove by itself: its form, its check digit, the dates inside it.

Sources: GB 11643 (18-digit numbers), GA/T 517 (codes of kinds), ICAO Doc 9303 (passports). Whether the document exists
and belongs to the person is the business of `verification`. Pure: the day and the valid prefixes are given.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from stdnum.iso7064 import mod_11_2

from volunteercloud.core.errors import Refused
from volunteercloud.domain.codes import countries

from . import mrz

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class DocumentKind(StrEnum):
    """Codes of GA/T 517, but for the residence permit, whose code there is not confirmed: "hmt" is ours."""

    RESIDENT_ID = "111"
    RESIDENCE_PERMIT = "hmt"
    HONG_KONG_MACAO_PERMIT = "516"
    TAIWAN_PERMIT = "511"
    PASSPORT = "414"
    PERMANENT_RESIDENT = "553"


# GB/T 2260, first two digits. The demo adds "99", which belongs to no province and so to no living person.
PROVINCES = frozenset(
    str(code)
    for group in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82),
    )
    for code in group
)
RESIDENCE_PERMIT_PREFIXES = frozenset({"81", "82", "83"})
EARLIEST_BIRTH = date(1880, 1, 1)
SEXES_TOLD = frozenset({"1", "2"})  # GB/T 2261.1; 0 and 9 say nothing that could disagree

CHECK_AGAIN = _("Check the number against the document and enter it again.")
HYPHENS = "-‐‑‒–—−－"


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """A number in the form it is kept. ``birth_on`` and ``sex`` are what the document says; None where it does not."""

    kind: DocumentKind
    number: str = field(repr=False)
    country: str
    birth_on: date | None = field(repr=False)
    sex: str | None
    expires_on: date | None

    @property
    def claim_value(self) -> str:
        """What may be claimed once nationwide: the same number under another kind is still the same document."""
        if len(self.number) == 18:
            return f"18:{self.number}"
        return f"{self.kind}:{self.country}:{self.number}"


@dataclass(frozen=True, slots=True)
class Stated:
    """What the person entered beside the number. ``country`` is the issuer of a passport, ISO 3166-1 alpha-2."""

    birth_on: date = field(repr=False)
    sex: str = "9"
    country: str = ""
    expires_on: date | None = None
    mrz: str = field(default="", repr=False)


def clean_number(text: str) -> str:
    """What was typed or pasted, as it is kept: half-width capitals without spaces and hyphens."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in plain if sign.isprintable() and not sign.isspace() and sign not in HYPHENS)


def check(
    kind: str, number: str, *, stated: Stated, on: date, provinces: frozenset[str] = PROVINCES
) -> CheckedDocument:
    """Check a number against the rules of its kind and against what the person stated, as of the day ``on``.

    Refused, each with its own code: unknown kind, wrong length or characters, first digits of no province, an
    impossible birth date, a wrong check digit, a birth date or sex other than stated, an expired document, a passport
    without its country.
    """
    try:
        known = DocumentKind(kind)
    except ValueError:
        raise Refused(
            "document.kind",
            _("This kind of document can't be checked here."),
            next_step=_("Choose one of the kinds in the list."),
            field="kind",
        ) from None
    cleaned = clean_number(number)
    if not cleaned:
        raise _refusal("document.empty", _("The number of the document is missing."), _("Enter it as it is printed."))
    checked = CHECKS[known](cleaned, stated, on, provinces)
    if checked.expires_on is not None and checked.expires_on < on:
        raise Refused(
            "document.expired",
            _("This document is no longer valid: its last day has passed."),
            next_step=_("Use a document that is still valid."),
            field="expires_on",
        )
    return checked


def _resident_id(number: str, stated: Stated, on: date, provinces: frozenset[str]) -> CheckedDocument:
    if number[:2] in RESIDENCE_PERMIT_PREFIXES and len(number) == 18:
        raise _other_kind(
            _("This is the number of a residence permit for people from Hong Kong, Macao or Taiwan."),
            _("Choose the residence permit as the kind of document."),
        )
    if number[:1] == "9" and number[:2] not in provinces and len(number) == 18:
        raise _other_kind(
            _("This is the number of a foreign permanent resident ID card."),
            _("Choose the foreign permanent resident ID card as the kind of document."),
        )
    return _eighteen(DocumentKind.RESIDENT_ID, number, stated, on, provinces)


def _residence_permit(number: str, stated: Stated, on: date, provinces: frozenset[str]) -> CheckedDocument:
    if number[:2] in provinces - RESIDENCE_PERMIT_PREFIXES and len(number) == 18:
        raise _other_kind(
            _("This is the number of a resident ID card."), _("Choose the resident ID card as the kind of document.")
        )
    return _eighteen(DocumentKind.RESIDENCE_PERMIT, number, stated, on, RESIDENCE_PERMIT_PREFIXES)


def _eighteen(kind: DocumentKind, number: str, stated: Stated, on: date, prefixes: frozenset[str]) -> CheckedDocument:
    """GB 11643: six digits of region, eight of birth, three of sequence (odd for men), one of ISO 7064 MOD 11-2."""
    _require_eighteen(number)
    if number[:2] not in prefixes:
        raise _refusal("document.region", _("The first two digits stand for no province or region."), CHECK_AGAIN)
    birth_on = _birth_inside(number[6:14], on)
    _require_check_character(number)
    sex = "1" if int(number[16]) % 2 else "2"
    _require_same_birth(birth_on, stated)
    _require_same_sex(sex, stated)
    return CheckedDocument(kind, number, "CN", birth_on, sex, stated.expires_on)


def _permanent_resident(number: str, stated: Stated, on: date, provinces: frozenset[str]) -> CheckedDocument:
    """Since December 2023: 9, province, nationality, birth, sequence, MOD 11-2. Before: XXX, area, YYMMDD, two digits.

    Whether the sequence tells the sex is not confirmed, nor is the check digit of the older card: neither is judged.
    """
    if re.fullmatch(r"[A-Z]{3}\d{12}", number):
        if number[7:13] != f"{stated.birth_on:%y%m%d}":
            raise _birth_mismatch()
        return CheckedDocument(DocumentKind.PERMANENT_RESIDENT, number, "CN", stated.birth_on, None, stated.expires_on)
    if len(number) != 18:
        raise _length(_("This number has {count} characters; the card shows 18, the older one 15."), number)
    _require_eighteen(number)
    if number[0] != "9":
        raise _other_kind(
            _("A foreign permanent resident ID card of 18 digits begins with 9."),
            _("Choose the kind of document that you hold, or check the number against the card."),
        )
    if number[1:3] not in provinces:
        raise _refusal(
            "document.region", _("The second and third digits stand for no province or region."), CHECK_AGAIN
        )
    birth_on = _birth_inside(number[6:14], on)
    _require_check_character(number)
    _require_same_birth(birth_on, stated)
    return CheckedDocument(DocumentKind.PERMANENT_RESIDENT, number, "CN", birth_on, None, stated.expires_on)


def _hong_kong_macao_permit(number: str, stated: Stated, _on: date, _provinces: frozenset[str]) -> CheckedDocument:
    """H or M and eight digits for life; the two digits after them count renewals and are dropped."""
    if not re.fullmatch(r"[HM]\d{8}(\d{2})?", number):
        if len(number) not in {9, 11}:
            raise _length(_("This number has {count} characters; the permit shows a letter and 8 digits."), number)
        raise _characters(_("The number of this permit is H or M, then 8 digits."))
    return CheckedDocument(DocumentKind.HONG_KONG_MACAO_PERMIT, number[:9], "CN", None, None, stated.expires_on)


def _taiwan_permit(number: str, stated: Stated, _on: date, _provinces: frozenset[str]) -> CheckedDocument:
    """Eight digits for life, on the card issued since 2015. The booklets before it have all run out."""
    if re.fullmatch(r"\d{10}(\(?[A-Z]\)?)?", number):
        raise _refusal(
            "document.old_number",
            _("This is the number of a booklet; booklets are no longer valid."),
            _("Enter the 8 digits of your card."),
        )
    if len(number) != 8:
        raise _length(_("This number has {count} characters; the permit card shows 8 digits."), number)
    if not number.isdecimal():
        raise _characters(_("The number of this permit is 8 digits."))
    return CheckedDocument(DocumentKind.TAIWAN_PERMIT, number, "CN", None, None, stated.expires_on)


def _passport(number: str, stated: Stated, on: date, _provinces: frozenset[str]) -> CheckedDocument:
    """A passport by its number and country, or surer by the two lines at the foot of its page."""
    country = stated.country.upper()
    if country not in countries.alpha_2():
        raise Refused(
            "document.country",
            _("The country that issued the passport is missing."),
            next_step=_("Choose it from the list."),
            field="country",
        )
    if not re.fullmatch(r"[A-Z0-9]{5,9}", number):
        if not 5 <= len(number) <= 9:
            raise _length(_("This number has {count} characters; a passport number has 5 to 9."), number)
        raise _characters(_("A passport number holds only the letters A to Z and digits."))
    if country == "CN" and not re.fullmatch(r"[A-Z]\d{8}|[A-Z]{2}\d{7}", number):
        raise _characters(_("A Chinese passport number is one or two letters, then digits: 9 characters in all."))
    if not stated.mrz:
        return CheckedDocument(DocumentKind.PASSPORT, number, country, None, None, stated.expires_on)
    zone = mrz.read(stated.mrz, on=on)
    if zone.number != number or countries.alpha_2_of(zone.issuer) != country:
        raise Refused(
            "document.mrz_mismatch",
            _("The machine-readable lines belong to another passport than the number and country you entered."),
            next_step=_("Check the number, the country and the lines against the passport."),
            field="mrz",
        )
    _require_same_birth(zone.born_on, stated)
    _require_same_sex(zone.sex, stated)
    return CheckedDocument(DocumentKind.PASSPORT, number, country, zone.born_on, zone.sex, zone.expires_on)


CHECKS: dict[DocumentKind, Callable[[str, Stated, date, frozenset[str]], CheckedDocument]] = {
    DocumentKind.RESIDENT_ID: _resident_id,
    DocumentKind.RESIDENCE_PERMIT: _residence_permit,
    DocumentKind.HONG_KONG_MACAO_PERMIT: _hong_kong_macao_permit,
    DocumentKind.TAIWAN_PERMIT: _taiwan_permit,
    DocumentKind.PASSPORT: _passport,
    DocumentKind.PERMANENT_RESIDENT: _permanent_resident,
}


def _require_eighteen(number: str) -> None:
    if re.fullmatch(r"\d{15}", number):
        raise _refusal(
            "document.old_number",
            _("A number of 15 digits belongs to a card of the first generation, not valid since 2013."),
            _("Enter the 18 characters of your present card; the household register shows them too."),
        )
    if len(number) != 18:
        raise _length(_("This number has {count} characters; the card shows 18."), number)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise _characters(_("This number holds only digits, and perhaps an X at the end."))


def _require_check_character(number: str) -> None:
    if not mod_11_2.is_valid(number):
        raise _refusal(
            "document.check_digit", _("The last character does not match; one may be mistyped."), CHECK_AGAIN
        )


def _birth_inside(digits: str, on: date) -> date:
    try:
        birth_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        birth_on = None
    if birth_on is None or not EARLIEST_BIRTH <= birth_on <= on:
        raise _refusal(
            "document.birth_date", _("The birth date inside the number (digits 7 to 14) can't be right."), CHECK_AGAIN
        )
    return birth_on


def _require_same_birth(birth_on: date, stated: Stated) -> None:
    if birth_on != stated.birth_on:
        raise _birth_mismatch()


def _birth_mismatch() -> Refused:
    return Refused(
        "document.birth_mismatch",
        _("The birth date on the document is not the one you entered."),
        next_step=_("Enter your birth date as the document shows it, or check the number."),
        field="birth_on",
    )


def _require_same_sex(sex: str, stated: Stated) -> None:
    if {sex, stated.sex} <= SEXES_TOLD and sex != stated.sex:
        raise Refused(
            "document.sex_mismatch",
            _("The sex on the document is not the one you entered."),
            next_step=_("Enter it as the document shows it, or check the number."),
            field="sex",
        )


def _length(message: "_StrPromise", number: str) -> Refused:
    count = len(number)
    return Refused(
        "document.length",
        format_lazy(message, count=count),
        next_step=CHECK_AGAIN,
        field="number",
        facts={"characters": count},
    )


def _characters(message: Promise) -> Refused:
    return _refusal("document.characters", message, CHECK_AGAIN)


def _other_kind(message: Promise, next_step: Promise) -> Refused:
    return Refused("document.other_kind", message, next_step=next_step, field="kind")


def _refusal(code: str, message: Promise, next_step: Promise) -> Refused:
    return Refused(code, message, next_step=next_step, field="number")
