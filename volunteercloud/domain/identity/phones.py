"""Phone numbers: read as people write them, kept as E.164, sealed, and shown by their last four digits."""

from uuid import UUID

import phonenumbers
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import keys
from volunteercloud.core.errors import Refused

HOME = "CN"  # a number without a country code is from here


def parse(text: str) -> str:
    """The number as E.164. Refused when no telephone network could have given it out."""
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise Refused(
            "phone.form",
            _("This can't be a phone number: its length or its first digits don't fit."),
            next_step=_("Enter 11 digits for a mobile phone in mainland China, or a number that begins with + abroad."),
            field="phone",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def seal(phone: str, account_id: UUID) -> bytes:
    return keys.seal("phone", phone, bound_to=account_id.bytes)


def unseal(sealed: bytes | memoryview, account_id: UUID) -> str:
    return keys.unseal("phone", sealed, bound_to=account_id.bytes)


def masked(tail: str) -> str:
    return f"**** {tail}"
