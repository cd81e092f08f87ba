"""What a partner site calls a person: each site something else, so that two cannot put together what they know.

The id of the account, as one block enciphered by a key of the site: the same each time, and to be undone here alone.
"""

import base64
import binascii
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from volunteercloud.core import keys


def subject_of(partner_id: str, account_id: UUID) -> str:
    enciphering = _cipher(partner_id).encryptor()
    block = enciphering.update(account_id.bytes) + enciphering.finalize()
    return base64.urlsafe_b64encode(block).rstrip(b"=").decode()


def account_of(partner_id: str, subject: str) -> UUID | None:
    """Whose it is; None for what is no subject. What a site makes up leads to an id that nobody has."""
    try:
        block = base64.urlsafe_b64decode(subject + "==")
    except (binascii.Error, ValueError):
        return None
    if len(block) != algorithms.AES.block_size // 8:
        return None
    deciphering = _cipher(partner_id).decryptor()
    return UUID(bytes=deciphering.update(block) + deciphering.finalize())


def _cipher(partner_id: str) -> Cipher[modes.ECB]:
    """One block of sixteen bytes is all that is ever enciphered: there is nothing to chain. The first master key, as a person
    must be called the same after another one came."""
    key = keys.key_for(f"partner-subject/{partner_id}", keys.FIRST)
    return Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305
