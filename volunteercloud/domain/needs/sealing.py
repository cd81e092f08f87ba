"""The part of a need that is not for everybody: sealed under the row's id, opened by those who may (`opening`)."""

import json
from dataclasses import asdict

from volunteercloud.core import keys

from .drafts import Details
from .models import Need, NeedDetails

PURPOSE = "need"
NOTHING = Details()


def keep(need: Need, details: Details) -> None:
    """Write what is sealed of a need, beside its poster."""
    sealed = keys.seal(PURPOSE, json.dumps(asdict(details), ensure_ascii=False), bound_to=need.id.bytes)
    NeedDetails.objects.update_or_create(owner_id=need.poster_id, need_id=need.id, defaults={"sealed": sealed})


def read(need: Need) -> Details:
    """What is sealed of a need; nothing where it was erased. The caller's own rule has allowed it."""
    rows = NeedDetails.objects.filter(owner_id=need.poster_id, need_id=need.id)
    sealed = rows.values_list("sealed", flat=True).first()
    if sealed is None:
        return NOTHING
    return Details(**json.loads(keys.unseal(PURPOSE, sealed, bound_to=need.id.bytes)))


def erase(need: Need) -> None:
    NeedDetails.objects.filter(owner_id=need.poster_id, need_id=need.id).delete()
