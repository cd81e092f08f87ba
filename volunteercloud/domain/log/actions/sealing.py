"""Parts of other areas' actions: they run in the caller's transaction and leave no entry in the trail of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from os import urandom
from uuid import UUID

from django.db import connection

from volunteercloud.core import ids, proofs
from volunteercloud.domain.log.models import ERASURE, Leaf


@dataclass(frozen=True, slots=True)
class NewLeaf:
    """Something to seal: ``content`` is its canonical form, of which only a hash with the salt is kept.

    ``salt`` is `new_salt()`, made by the caller so that the content may rest on it too.
    """

    kind: str
    owner_id: UUID
    subject_id: UUID
    salt: bytes
    content: bytes


def new_salt() -> bytes:
    """What nobody can guess; without it a commitment tells nothing."""
    return urandom(proofs.SALT_BYTES)


APPEND = """
    INSERT INTO log_leaf (owner_id, id, kind, salt, commitment, appended_at)
    SELECT owner_id, id, kind, salt, commitment, %s
    FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bytea[], %s::bytea[])
        AS given (owner_id, id, kind, salt, commitment)
"""


def append(entries: Sequence[NewLeaf], at: datetime) -> None:
    """Seal what the caller's action wrote. The leaves get their places in the tree within seconds of its commit.

    The same thing is sealed once; a second time is a mistake of the caller and refused by the primary key.
    """
    if not entries:
        return
    commitments = [proofs.commitment(one.kind, one.salt, one.content) for one in entries]
    columns = [one.owner_id for one in entries], [one.subject_id for one in entries], [one.kind for one in entries]
    with connection.cursor() as cursor:
        cursor.execute(APPEND, [at, *columns, [one.salt for one in entries], commitments])


def erase(owner_id: UUID, subject_ids: Sequence[UUID], at: datetime) -> int:
    """Take away the salts of what is erased, so that nobody can tell any more what its commitments were of.

    The tree stays as it is and says openly that these entries were erased, by an entry for each. What was erased before
    stays so; the answer is how many were erased now.
    """
    sealed = Leaf.objects.select_for_update().filter(owner_id=owner_id, id__in=subject_ids, salt__isnull=False)
    leaves = list(sealed.exclude(kind=ERASURE).order_by("id"))
    Leaf.objects.filter(owner_id=owner_id, id__in=[leaf.id for leaf in leaves]).update(salt=None, erased_at=at)
    Leaf.objects.bulk_create(
        Leaf(owner_id=owner_id, id=ids.uuid7(), kind=ERASURE, commitment=leaf.commitment, appended_at=at)
        for leaf in leaves
    )
    return len(leaves)
