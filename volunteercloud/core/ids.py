"""Identifiers: UUIDv7 made by the application, and short public codes with an ISO 7064 check character."""

import os
import secrets
import time
from uuid import UUID

from stdnum.iso7064 import mod_37_36

# Without 0 O 1 I L U: what a person reads aloud or copies by hand must survive it.
READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def uuid7() -> UUID:
    """A time-ordered UUID (RFC 9562, version 7): 48 bits of Unix milliseconds, 12 bits of their fraction, 62 random bits.

    The fraction (method 3 of the RFC, a quarter of a microsecond) keeps what one process makes in the order it is made.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = nanoseconds * 4096 // 1_000_000
    random_bits = int.from_bytes(os.urandom(8)) >> 2
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | random_bits)


def public_code(prefix: str, random_characters: int) -> str:
    """An opaque code: ``prefix``, random characters, one check character (ISO 7064 MOD 37,36), all readable."""
    while True:
        body = prefix + "".join(secrets.choice(READABLE) for _ in range(random_characters))
        check = mod_37_36.calc_check_digit(body)
        if check in READABLE:
            return body + check


def clean_public_code(text: str) -> str:
    """What a person typed, as it is stored: upper case, without spaces and hyphens."""
    return "".join(character for character in text.upper() if character.isalnum())


def is_public_code(text: str) -> bool:
    """Whether the check character of a cleaned code is right."""
    return text.isascii() and mod_37_36.is_valid(text)


def grouped(code: str, size: int = 4, by: str = " ") -> str:
    """A code as people read it: in groups of four."""
    return by.join(code[start : start + size] for start in range(0, len(code), size))
