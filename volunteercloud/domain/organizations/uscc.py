"""Unified social credit codes of registered organizations (GB 32100): form, check character, first two characters."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from volunteercloud.core.errors import Refused

FIELD = "uscc"
LENGTH = 18
# stdnum's `validate` asks for a digit in front, but the standard also registers under A, N and Y.
FORM = re.compile(r"[1-9ANY][0-9A-HJ-NPQRTUWXY]\d{6}[0-9A-HJ-NPQRTUWXY]{10}")

# Registering authority and class, to a term of the list organization_kind: what the form suggests.
KINDS = {
    "11": "government",
    "12": "public-institution",
    "13": "mass-organization",
    "51": "social-group",
    "52": "social-service",
    "53": "foundation",
    "54": "resident-body",
    "55": "resident-body",
    "81": "mass-organization",
    "91": "enterprise",
}
# Which kinds an organization with such a code may be. A school is a public institution, a social service institution or
# an enterprise by registration; mass organizations are registered in every one of the ways that are listed here.
FITTING = {
    "11": frozenset({"government", "mass-organization", "school"}),
    "12": frozenset({"public-institution", "mass-organization", "school"}),
    "13": frozenset({"mass-organization"}),
    "51": frozenset({"social-group", "mass-organization"}),
    "52": frozenset({"social-service", "school"}),
    "53": frozenset({"foundation"}),
    "54": frozenset({"resident-body"}),
    "55": frozenset({"resident-body"}),
    "81": frozenset({"mass-organization"}),
    "91": frozenset({"enterprise", "school"}),
}


@dataclass(frozen=True, slots=True)
class CheckedUscc:
    """A code in the form it is kept. ``kind`` is "" where the code does not tell; ``region_code`` has six digits."""

    number: str
    kind: str
    region_code: str


def clean(text: str) -> str:
    """What was typed or pasted, as it is kept: half-width capitals without spaces and hyphens."""
    return re.sub(r"[\s\-‐‑–—]", "", unicodedata.normalize("NFKC", text).upper())


def check(text: str) -> CheckedUscc:
    """Check a code. Refused: empty, not 18 characters, a letter the code never has, a wrong check character."""
    number = clean(text)
    if not number:
        raise _refusal(
            "uscc.empty",
            _("The unified social credit code is missing."),
            _("Enter it as it stands on the registration certificate; a team without registration has none."),
        )
    if len(number) != LENGTH:
        raise Refused(
            "uscc.length",
            format_lazy(_("This code has {count} characters; a unified social credit code has 18."), count=len(number)),
            next_step=_("Check the code against the registration certificate and enter it again."),
            field=FIELD,
            facts={"characters": len(number)},
        )
    if not FORM.fullmatch(number):
        raise _refusal(
            "uscc.characters",
            _("This code has a character where it can't stand; the letters I, O, S, V and Z never occur."),
            _("Perhaps I is 1, O is 0, S is 5 or Z is 2: check the code against the certificate."),
        )
    if uscc.calc_check_digit(number) != number[-1]:
        raise _refusal(
            "uscc.check_digit",
            _("The last character does not match; one may be mistyped."),
            _("Check the code against the registration certificate and enter it again."),
        )
    return CheckedUscc(number=number, kind=KINDS.get(number[:2], ""), region_code=number[2:8])


def _refusal(code: str, message: Promise, next_step: Promise) -> Refused:
    return Refused(code, message, next_step=next_step, field=FIELD)
