"""The machine-readable zone of passports (TD3: two lines of 44) and cards (TD1: three lines of 30).

Source: ICAO Doc 9303, parts 3 (check digits), 4 (TD3) and 5 (TD1). Pure: what it needs is given, nothing is looked up.
"""

import unicodedata
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

FIELD = "mrz"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
VALUES = {character: value for value, character in enumerate(ALPHABET)} | {"<": 0}
WEIGHTS = (7, 3, 1)
# No passport or card runs longer than this, so two digits of a year tell its century.
LONGEST_VALIDITY = 50

# What people's keyboards and readers make of "<<".
LOOKALIKES = str.maketrans({"«": "<<", "‹": "<", "〈": "<", "《": "<<"})
SEX = {"M": "1", "F": "2"}  # GB/T 2261.1


@dataclass(frozen=True, slots=True)
class MachineReadable:
    """What a zone says after all its check digits agreed. ``sex`` is GB/T 2261.1: 1 male, 2 female, 9 not stated."""

    document_code: str
    issuer: str
    nationality: str
    number: str = field(repr=False)
    born_on: date = field(repr=False)
    sex: str
    expires_on: date
    surname: str = field(repr=False)
    given_names: str = field(repr=False)


def check_digit(text: str) -> str:
    """ICAO 9303-3 section 4.9: weights 7, 3, 1 repeated, modulo 10; letters count from A = 10, the filler is 0."""
    return str(sum(VALUES[character] * WEIGHTS[place % 3] for place, character in enumerate(text)) % 10)


def read(text: str, *, on: date) -> MachineReadable:
    """Read a zone typed or scanned; spaces and line breaks do not matter. ``on`` settles the century of its years.

    Refused: neither TD1 nor TD3 by length, a character the zone cannot hold, a check digit that disagrees, a date that
    is none.
    """
    zone = "".join(unicodedata.normalize("NFKC", text).translate(LOOKALIKES).upper().split())
    if any(character not in VALUES for character in zone):
        raise _refusal("document.mrz_characters", _("The machine-readable lines hold only A to Z, 0 to 9 and “<”."))
    if len(zone) == 88:
        return _read_td3(zone[:44], zone[44:], on)
    if len(zone) == 90:
        return _read_td1(zone[:30], zone[30:60], zone[60:], on)
    raise Refused(
        "document.mrz_length",
        format_lazy(
            _("The machine-readable lines have {count} characters; a passport has 88 and a card has 90."),
            count=len(zone),
        ),
        next_step=_("Copy every line to its end, with all its “<” signs."),
        field=FIELD,
        facts={"characters": len(zone)},
    )


def _read_td3(upper: str, lower: str, on: date) -> MachineReadable:
    number, born, expires = lower[:9], lower[13:19], lower[21:27]
    _agree(number, lower[9])
    _agree(born, lower[19])
    _agree(expires, lower[27])
    personal = lower[28:42]
    # An empty personal number may carry a filler in place of its check digit.
    if not (lower[42] == "<" and not personal.strip("<")):
        _agree(personal, lower[42])
    _agree(lower[:10] + lower[13:20] + lower[21:43], lower[43])
    surname, given_names = _names(upper[5:])
    return MachineReadable(
        document_code=upper[:2].rstrip("<"),
        issuer=upper[2:5].rstrip("<"),
        nationality=lower[10:13].rstrip("<"),
        number=number.rstrip("<"),
        born_on=_birth(born, on),
        sex=SEX.get(lower[20], "9"),
        expires_on=_expiry(expires, on),
        surname=surname,
        given_names=given_names,
    )


def _read_td1(upper: str, middle: str, lower: str, on: date) -> MachineReadable:
    born, expires = middle[:6], middle[8:14]
    number = _td1_number(upper)
    _agree(born, middle[6])
    _agree(expires, middle[14])
    _agree(upper[5:] + middle[:7] + middle[8:15] + middle[18:29], middle[29])
    surname, given_names = _names(lower)
    return MachineReadable(
        document_code=upper[:2].rstrip("<"),
        issuer=upper[2:5].rstrip("<"),
        nationality=middle[15:18].rstrip("<"),
        number=number,
        born_on=_birth(born, on),
        sex=SEX.get(middle[7], "9"),
        expires_on=_expiry(expires, on),
        surname=surname,
        given_names=given_names,
    )


def _td1_number(upper: str) -> str:
    """A number of more than nine characters goes on in the optional field, and its check digit after it (9303-5)."""
    if upper[14] != "<":
        _agree(upper[5:14], upper[14])
        return upper[5:14].rstrip("<")
    rest = upper[15:30].split("<", 1)[0]
    if len(rest) < 2:
        raise _wrong_check_digit()
    number = upper[5:14] + rest[:-1]
    _agree(number, rest[-1])
    return number


def _names(text: str) -> tuple[str, str]:
    surname, _separator, given_names = text.partition("<<")
    return " ".join(surname.split("<")).strip(), " ".join(given_names.replace("<", " ").split())


def _agree(text: str, given: str) -> None:
    if check_digit(text) != given:
        raise _wrong_check_digit()


def _birth(digits: str, on: date) -> date:
    """Within the last hundred years: the zone cannot tell 1926 from 2026, and whoever is older shows the full date."""
    return _date(digits, date(on.year - 100, 1, 1), on)


def _expiry(digits: str, on: date) -> date:
    return _date(digits, date(on.year - LONGEST_VALIDITY, 1, 1), date(on.year + LONGEST_VALIDITY - 1, 12, 31))


def _date(digits: str, earliest: date, latest: date) -> date:
    """The latest day between the two that is written YYMMDD."""
    century = latest.year // 100 * 100
    if digits.isdigit():
        for start in (century, century - 100):
            try:
                found = date(start + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
            except ValueError:
                continue
            if earliest <= found <= latest:
                return found
    raise _refusal("document.mrz_date", _("A date in the machine-readable lines is not a day of the calendar."))


def _wrong_check_digit() -> Refused:
    return _refusal(
        "document.mrz_check_digit",
        _("A check digit in the machine-readable lines does not match; one may be mistyped."),
    )


def _refusal(code: str, message: Promise) -> Refused:
    next_step = _("Check the lines against the document and enter them again.")
    return Refused(code, message, next_step=next_step, field=FIELD)
