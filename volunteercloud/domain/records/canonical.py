"""The canonical form of a record version: the bytes that are sealed in the public log, the same today and in fifty years.

Compact JSON, keys in the order of their code points, text as UTF-8, times in UTC with six decimals. Two parts: what the
service was, which a verifier of a certificate is given, and the details (who entered it, how, what the rules read), of which
the first part holds only a salted hash. So a proof can be shown without showing the details.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from volunteercloud.core import keys

from .models import ServiceRecord

# The form is part of what is hashed and of the leaf's kind: other fields make another form, and old leaves keep theirs.
KIND = "record/1"

SHOWN = (
    *("volunteer_id", "day", "id", "record_id", "version", "standing", "kind", "title", "title_en", "post", "category"),
    *("beneficiaries", "organization_id", "organization_name", "organization_name_en", "activity_id"),
    *("service_region_code", "starts_at", "ends_at", "break_minutes", "worked_minutes", "minutes", "grade"),
    "written_at",
)
DETAILS = (
    *("reason", "content", "home_region_code", "latitude", "longitude", "source_kind", "source_id"),
    *("recorder_id", "recorder_name", "confirmer_id", "confirmer_name", "trail", "findings"),
)

# What differs from node to node in what they say of the same version: under whose id it stands, and a hash with our salt.
OF_THE_NODE = frozenset({"volunteer_id", "details"})

# What the details of a version are sealed under when its person closes the account.
SEALED_UNDER = "closed-record"

_shown, _details = attrgetter(*SHOWN), attrgetter(*DETAILS)


def canonical(version: ServiceRecord, salt: bytes) -> bytes:
    """What is sealed of a version with this salt of its leaf. Computed from the row alone."""
    return canonical_over(version, canonical_details(version), salt)


def canonical_over(version: ServiceRecord, details: bytes, salt: bytes) -> bytes:
    """The same over details that are at hand."""
    shown = dict(zip(SHOWN, _shown(version), strict=True))
    shown["form"] = KIND
    shown["details"] = details_hash(details, salt)
    return written(shown)


def canonical_details(version: ServiceRecord) -> bytes:
    """Of somebody who closed their account they are opened here, to be hashed: the log must still hold what stands."""
    if version.details_sealed is not None:
        return keys.unseal_bytes(SEALED_UNDER, version.details_sealed, bound_to=version.id.bytes)
    return written(dict(zip(DETAILS, _details(version), strict=True)))


def details_hash(details: bytes, salt: bytes) -> str:
    return hashlib.sha256(details_salt(salt) + details).hexdigest()


def details_salt(salt: bytes) -> bytes:
    """The second salt, made from the leaf's: who is given the first part and the leaf's salt can check both."""
    return hashlib.sha256(b"details" + salt).digest()


def _plain(value: UUID | datetime | date) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
    return str(value)


# What is said is a tree of our own making: no need to look for circles in it.
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), sort_keys=True, default=_plain
)


def written(said: Mapping[str, Any]) -> bytes:
    """The one text of what is said, in UTF-8."""
    return _ENCODER.encode(said).encode()
