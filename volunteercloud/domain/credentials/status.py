"""The status lists: one bit a credential, published for everybody, so that a verifier asks us about none in particular.

A credential's place is drawn by chance and never given again. The same bits are published in two forms, each signed: as a
Bitstring Status List (W3C) for badges, and as a Token Status List (IETF) for SD-JWT. Who compares two versions of a list
sees that some credential was revoked, and of nobody whose.
"""

import gzip
import secrets
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from volunteercloud.core.errors import NotFound

from . import contexts, integrity, keys, moments
from .models import StatusList

# The least that the standard allows, so that a place says little: 16 kB a list.
LENGTH = 131_072
# So many taken places in a row say that a list is more than half full; then the next one begins.
TRIES = 16
# A verifier may keep a list for so long; what is older than a day says nothing any more.
KEPT = timedelta(minutes=1)
VALID = timedelta(days=1)
REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))

TAKE = """
    INSERT INTO credentials_statusplace (place, volunteer_id, credential_id) VALUES (%s, %s, %s)
    ON CONFLICT DO NOTHING RETURNING place"""
OPEN = """
    INSERT INTO credentials_statuslist (number, bits, version, changed_at) VALUES (%s, %s, 1, %s)
    ON CONFLICT DO NOTHING"""


def address(number: int) -> str:
    return keys.address(f"/credentials/status/{number}")


def entry(place: int) -> tuple[str, int]:
    """Where a verifier looks: the address of the list, and the bit within."""
    number, index = divmod(place, LENGTH)
    return address(number), index


def take(volunteer_id: UUID, credential_id: UUID, at: datetime) -> int:
    """A place for a credential, by chance. Part of the action that issues."""
    number = StatusList.objects.order_by("-number").values_list("number", flat=True).first() or _begin(1, at)
    with connection.cursor() as cursor:
        while True:
            for _try in range(TRIES):
                place = number * LENGTH + secrets.randbelow(LENGTH)
                cursor.execute(TAKE, [place, volunteer_id, credential_id])
                if cursor.fetchone():
                    return place
            number = _begin(number + 1, at)


def revoke(places: Iterable[int], at: datetime) -> None:
    """Set the bits of these places, in one statement a list. Part of the action that revokes; said twice, it says the same."""
    with connection.cursor() as cursor:
        for number, group in groupby(sorted(places), lambda place: place // LENGTH):
            indexes = [place % LENGTH for place in group]
            bits = "set_bit(" * len(indexes) + "bits" + ", %s, 1)" * len(indexes)
            cursor.execute(
                f"UPDATE credentials_statuslist SET bits = {bits}, version = version + 1, changed_at = %s"  # noqa: S608
                " WHERE number = %s",
                [*indexes, at, number],
            )


def bitstring(number: int, at: datetime) -> dict[str, Any]:
    """The list as a credential of its own, with a proof inside. `NotFound` for one that was never begun."""
    return integrity.proved(_document(number, at), keys.current(at).version, _since(at))


def bitstring_token(number: int, at: datetime) -> str:
    """The same as a signed text (vc+jwt)."""
    document = _document(number, at)
    claims = {"iss": keys.did(), "nbf": moments.seconds(_since(at)), "exp": moments.seconds(_since(at) + VALID)}
    return keys.sign(document | claims, "vc+jwt", at)


def token_list(number: int, at: datetime) -> str:
    """The list as SD-JWT knows it (statuslist+jwt)."""
    packed = zlib.compress(_bits(number), 9)
    claims = {
        "iss": keys.address(""),
        "sub": address(number),
        "iat": moments.seconds(_since(at)),
        "exp": moments.seconds(_since(at) + VALID),
        "ttl": int(KEPT.total_seconds()),
        "status_list": {"bits": 1, "lst": keys.base64url(packed)},
    }
    return keys.sign(claims, "statuslist+jwt", at)


def _document(number: int, at: datetime) -> dict[str, Any]:
    # The first bit of the standard is the highest of a byte.
    packed = gzip.compress(_bits(number).translate(REVERSED), 9, mtime=0)
    return {
        "@context": [contexts.CREDENTIALS],
        "id": address(number),
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": keys.did(),
        "validFrom": moments.written(_since(at)),
        "validUntil": moments.written(_since(at) + VALID),
        "credentialSubject": {
            "id": f"{address(number)}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": f"u{keys.base64url(packed)}",
        },
    }


def _since(at: datetime) -> datetime:
    """The hour: so a list that did not change is the same text for an hour."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _bits(number: int) -> bytes:
    bits = StatusList.objects.filter(number=number).values_list("bits", flat=True).first()
    if bits is None:
        raise NotFound
    return bytes(bits)


def _begin(number: int, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [number, bytes(LENGTH // 8), at])
    return number
