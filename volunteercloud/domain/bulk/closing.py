"""Part of closing an account: the first rows of a list, which its columns are matched by, name nobody who is gone.

It runs in the transaction of `privacy.actions.close_account`, which leaves the entry. The rows themselves are in the register.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from .models import Sheet


def forget(organization_ids: Collection[UUID], names: Sequence[str]) -> None:
    """Once a list was entered or thrown away, there are none of these rows."""
    if not names:
        return
    named = Q()
    for name in names:
        named |= Q(said__contains=name)
    sheets = Sheet.objects.filter(organization_id__in=organization_ids).exclude(sample=[])
    sheets.annotate(said=Cast("sample", TextField())).filter(named).update(sample=[])
