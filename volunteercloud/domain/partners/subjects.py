"""What a partner site calls a person: each site something else, so that two cannot put together what they know.

The id of the account, sealed by a key of the site with AES-SIV (RFC 5297): the same each time, and to be undone here alone.
"""

import base64
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from volunteercloud.core import keys


def subject_of(partner_id: str, account_id: UUID) -> str:
    return base64.urlsafe_b64encode(_cipher(partner_id).encrypt(account_id.bytes, None)).rstrip(b"=").decode()


def account_of(partner_id: str, subject: str) -> UUID | None:
    """Whose it is; None for what is no subject of this site, made up or of another."""
    try:
        sealed = base64.urlsafe_b64decode(subject + "=" * (-len(subject) % 4))
        return UUID(bytes=_cipher(partner_id).decrypt(sealed, None))
    except (InvalidTag, ValueError):
        return None


def _cipher(partner_id: str) -> AESSIV:
    """The first master key, as a person must be called the same after another one came."""
    return AESSIV(keys.key_for(f"partner-subject/{partner_id}", keys.FIRST))
