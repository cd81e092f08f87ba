from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from os import urandom
from uuid import UUID

from django.db import connection

from volunteercloud.core import proofs


@dataclass(frozen=True, slots=True)
class NewLeaf:
    """Something to seal: ``content`` is its canonical form, of which only a salted hash is kept."""

    kind: str
    owner_id: UUID
    subject_id: UUID
    content: bytes


APPEND = """
    INSERT INTO log_leaf (owner_id, id, kind, salt, commitment, appended_at)
    SELECT owner_id, id, kind, salt, commitment, %s
    FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bytea[], %s::bytea[])
        AS given (owner_id, id, kind, salt, commitment)
"""


def append(entries: Sequence[NewLeaf], at: datetime) -> None:
    """Seal what the caller's action wrote, in the caller's transaction: a part of that action, with no actor and no entry
    in the trail of its own. The leaves get their places in the tree within seconds.

    The same thing is sealed once; a second time is a mistake of the caller and refused by the primary key.
    """
    if not entries:
        return
    salts = [urandom(proofs.SALT_BYTES) for _ in entries]
    commitments = [proofs.commitment(one.kind, salt, one.content) for one, salt in zip(entries, salts, strict=True)]
    columns = [one.owner_id for one in entries], [one.subject_id for one in entries], [one.kind for one in entries]
    with connection.cursor() as cursor:
        cursor.execute(APPEND, [at, *columns, salts, commitments])
