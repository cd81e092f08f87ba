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


def let_go(volunteer: Volunteer) -> None:
    """The phone and the documents can be registered again. The public number is nobody's for ever: papers name it."""
    account = Account.objects.filter(id=volunteer.id).first()
    if account is not None and account.phone_sealed:
        claims.release(ClaimKind.PHONE, phones.unseal(account.phone_sealed, account.id), account.id)
    for document in Document.objects.filter(volunteer_id=volunteer.id).exclude(number_sealed=b"").order_by("id"):
        claims.release(ClaimKind.DOCUMENT, numbers.claim_value(document), volunteer.id)
    Claim.objects.filter(value_index=claims.index(ClaimKind.NUMBER, volunteer.number)).update(holder_id=NOBODY)


def mark(volunteer_ids: Collection[UUID], at: datetime) -> None:
    """After everything that names them is gone."""
    Guardianship.objects.filter(
        Q(guardian_id__in=volunteer_ids) | Q(ward_id__in=volunteer_ids), ended_at__isnull=True
    ).update(ended_at=at)
    Account.objects.filter(id__in=volunteer_ids).update(is_active=False, phone_verified=False)
    Volunteer.objects.filter(id__in=volunteer_ids).update(closed_at=at, guardian_id=None)
