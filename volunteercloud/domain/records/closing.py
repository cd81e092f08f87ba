"""Part of closing an account: what a person's records say beyond the bare service is put under a key, in the rows themselves.

The law keeps service records, and the log must go on proving them. So the versions stay, under an id that leads to nobody; who
entered them, where it was and every word are in one sealed column, from which only a comparison with the log reads.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from volunteercloud.core import keys, rights
from volunteercloud.core.reading import among

from .canonical import SEALED_UNDER, canonical_details
from .models import ServiceRecord

EMPTY: dict[str, Any] = {
    **dict.fromkeys(("reason", "content", "home_region_code", "source_kind", "recorder_name", "confirmer_name"), ""),
    **dict.fromkeys(("latitude", "longitude", "recorder_id", "confirmer_id")),
    "trail": [],
    "findings": [],
}
DASH = "—"


def seal_details(volunteer_ids: Collection[UUID]) -> int:
    """How many versions were sealed. What is sealed already stays as it is."""
    open_ones = ServiceRecord.objects.filter(volunteer_id__in=among(volunteer_ids), details_sealed__isnull=True)
    sealed = 0
    with rights.taken_back("UPDATE", ServiceRecord):
        for version in open_ones.order_by("volunteer_id", "day", "id"):
            details = keys.seal_bytes(SEALED_UNDER, canonical_details(version), bound_to=version.id.bytes)
            reason = {"reason": DASH} if version.reason else {}  # a correction has one
            rows = ServiceRecord.objects.filter(volunteer_id=version.volunteer_id, day=version.day, id=version.id)
            sealed += rows.update(details_sealed=details, **EMPTY | reason)
    return sealed
