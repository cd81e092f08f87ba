"""Values that one person may hold nationwide: document, phone, public number. Found by a keyed hash alone.

Each function is one statement on one row, so two people who claim a value at once cannot both get it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from volunteercloud.core import keys

from .models import Claim, ClaimKind

# The same holder may claim again, but never loses by it: what is proved stays proved.
HOLD = """
INSERT INTO identity_claim AS claim (value_index, kind, key_version, holder_id, holds_until)
VALUES (%(value_index)s, %(kind)s, %(key_version)s, %(holder_id)s, %(holds_until)s)
ON CONFLICT (value_index) DO UPDATE SET
    holder_id = EXCLUDED.holder_id,
    holds_until = CASE
        WHEN claim.holder_id = EXCLUDED.holder_id AND claim.holds_until IS NULL THEN NULL
        ELSE EXCLUDED.holds_until
    END
WHERE claim.holder_id = EXCLUDED.holder_id OR claim.holds_until <= %(at)s
RETURNING holder_id
"""


def index(kind: ClaimKind, value: str) -> UUID:
    return keys.blind_index(f"claim/{kind}", value)


def hold(kind: ClaimKind, value: str, holder_id: UUID, *, at: datetime, holds_until: datetime | None = None) -> bool:
    """Claim a value for a person; False while somebody else holds it. With ``holds_until`` it lapses then,
    unless the same person claims it again without."""
    with connection.cursor() as cursor:
        cursor.execute(
            HOLD,
            {
                "value_index": index(kind, value),
                "kind": kind.value,
                "key_version": keys.FIRST,
                "holder_id": holder_id,
                "holds_until": holds_until,
                "at": at,
            },
        )
        return cursor.fetchone() is not None


def release(kind: ClaimKind, value: str, holder_id: UUID) -> None:
    """Give a value back, if it is still this person's."""
    Claim.objects.filter(value_index=index(kind, value), holder_id=holder_id).delete()


def release_all(values: Iterable[tuple[ClaimKind, str]], holder_ids: Collection[UUID]) -> int:
    """The same for everything that one person holds under several ids: how many were given back."""
    indexes = [index(kind, value) for kind, value in values]
    return Claim.objects.filter(value_index__in=indexes, holder_id__in=holder_ids).delete()[0]


def holder_of(kind: ClaimKind, value: str, *, at: datetime | None = None) -> UUID | None:
    """Who holds a value. With ``at`` a claim that has lapsed by then counts as nobody's."""
    claim = Claim.objects.filter(value_index=index(kind, value)).first()
    if claim is None or (at is not None and claim.holds_until is not None and claim.holds_until <= at):
        return None
    return claim.holder_id
