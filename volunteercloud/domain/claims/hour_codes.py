"""Hour codes 计时码: twelve characters that follow from the keyring, so that a sheet can be printed again although no code
is stored anywhere. Eleven characters are drawn (53 bits), the last one checks them (ISO 7064 MOD 37,36)."""

import hashlib
import hmac
import unicodedata
from uuid import UUID

from stdnum.iso7064 import mod_37_36

from volunteercloud.core import ids, keys

DRAWN = 11
LENGTH = DRAWN + 1
PURPOSE = "hour-code"


def code_of(batch_id: UUID, serial: int, version: int) -> str:
    """The code of one serial of a batch under the key of that version."""
    turn = 0
    while True:  # one turn in six has a check character that nobody could read
        message = batch_id.bytes + serial.to_bytes(4) + turn.to_bytes(2)
        number = int.from_bytes(hmac.digest(keys.key_for(PURPOSE, version), message, hashlib.sha256))
        body = "".join(_drawn(number))
        check = mod_37_36.calc_check_digit(body)
        if check in ids.READABLE:
            return body + check
        turn += 1


def _drawn(number: int) -> list[str]:
    characters = []
    for _ in range(DRAWN):
        number, place = divmod(number, len(ids.READABLE))
        characters.append(ids.READABLE[place])
    return characters


def index(code: str, version: int) -> UUID:
    """What a code is found by. Without the key it tells nothing about the code."""
    return keys.blind_index(PURPOSE, code, version)


def indexes(code: str) -> list[UUID]:
    """The same under each master key, since a code on paper does not say by which it was drawn."""
    return [index(code, version) for version in keys.versions()]


def cleaned(typed: str) -> str:
    """What a person typed or a camera read, as a code: the end of an address, half-width, upper case, no gaps."""
    return ids.clean_public_code(unicodedata.normalize("NFKC", typed).rsplit("=", 1)[-1])


def is_whole(code: str) -> bool:
    """Whether this could be a code: its length and its check character are right."""
    return len(code) == LENGTH and ids.is_public_code(code)
