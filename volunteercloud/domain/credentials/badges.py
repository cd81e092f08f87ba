"""Open Badges 3.0: what a person served, as a credential (VC 2.0) that others check without us."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from volunteercloud.core.actor import Actor


class Unverified(Exception):
    """Not a credential that one of the trusted keys signed. The code says why: malformed, key, signature, time."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Issued:
    """One credential in the holder's hand: ``token`` is the signed text (vc+jwt), ``document`` the same with a proof inside;
    both pictures carry the document."""

    id: UUID
    title: str
    token: str
    document: dict[str, Any]
    svg: bytes
    png: bytes


@dataclass(frozen=True, slots=True)
class Verified:
    """What a token says, signed by ``kid`` of ``issuer``. Whether it was revoked since, its status list tells."""

    issuer: str
    kid: str
    credential: dict[str, Any]


def issued(viewer: Actor, volunteer_id: UUID, at: datetime) -> list[Issued]:
    """The badges of a person that stand, and one for everything that counts today, issued now if there is none yet.

    None for a person without any record that counts, or without a verified real name. Called within a transaction.
    """
    raise NotImplementedError


def verified(text: str, trusted_keys: Mapping[str, Mapping[str, Any]], at: datetime) -> Verified:
    """What a token says if one of ``trusted_keys`` (JWKs by their kid) signed it. Raises `Unverified`."""
    raise NotImplementedError
