"""Parts of closing an account: what a person held nationwide is let go, and the row says from when on it names nobody.

They run in the transaction of `privacy.actions.close_account`, which leaves the entry.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from . import claims, numbers, phones
from .models import Account, Claim, ClaimKind, Document, Guardianship, Volunteer

NOBODY = UUID(int=0)


def let_go(people: Collection[Volunteer]) -> int:
    """The phones and the documents of one person, under every id that is theirs, can be registered again: how many of them.
    Those of a second registration are held by the one that is kept. Public numbers are nobody's for ever: papers name them.
    """
    holders = [each.id for each in people]
    values = [
        (ClaimKind.PHONE, phones.unseal(account.phone_sealed, account.id))
        for account in Account.objects.filter(id__in=holders).order_by("id")
        if account.phone_sealed
    ]
    documents = Document.objects.filter(volunteer_id__in=holders).exclude(number_sealed=b"").order_by("id")
    values += [(ClaimKind.DOCUMENT, numbers.claim_value(document)) for document in documents]
    released = claims.release_all(values, holders)
    public = [claims.index(ClaimKind.NUMBER, each.number) for each in people]
    Claim.objects.filter(value_index__in=public).update(holder_id=NOBODY)
    return released


def mark(volunteer_ids: Collection[UUID], at: datetime) -> None:
    """After everything that names them is gone."""
    Guardianship.objects.filter(
        Q(guardian_id__in=volunteer_ids) | Q(ward_id__in=volunteer_ids), ended_at__isnull=True
    ).update(ended_at=at)
    Account.objects.filter(id__in=volunteer_ids).update(is_active=False, phone_verified=False)
    Volunteer.objects.filter(id__in=volunteer_ids).update(closed_at=at, guardian_id=None)
