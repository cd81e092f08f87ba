"""The proofs of record versions, as the holder and a verifier take them along: the canonical form, its salt, its place."""

from collections.abc import Sequence
from typing import Any

from volunteercloud.domain.log import queries as log_queries

from .canonical import canonical, canonical_details
from .models import ServiceRecord


def bundles(versions: Sequence[ServiceRecord], *, with_details: bool = False) -> list[dict[str, Any]]:
    """A proof for each version of one person that stands in the newest tree, in the order given; see core/proofs.py.

    What was written within the last seconds may still wait. ``with_details`` adds the second part of the canonical form,
    for the holder alone. The caller has asked who may see the records.
    """
    if not versions:
        return []
    places = log_queries.proofs_of(versions[0].volunteer_id, [version.id for version in versions])
    made = []
    for version in versions:
        place = places.get(version.id)
        if place is None:
            continue
        bundle = place.bundle(canonical(version, place.salt))
        if with_details:
            bundle["details"] = canonical_details(version).decode()
        made.append(bundle)
    return made
