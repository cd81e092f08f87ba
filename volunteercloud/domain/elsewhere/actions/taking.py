"""What a list brings: opportunities that are new, changed, there again or gone. Inner steps of entering a list, in its
transaction; the entry of that list in the trail tells of them."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from volunteercloud.core.reading import columns
from volunteercloud.domain.elsewhere import showing
from volunteercloud.domain.elsewhere.drafts import Given
from volunteercloud.domain.elsewhere.models import Opportunity, Source, State
from volunteercloud.domain.search import index

WRITTEN = columns(Opportunity, without=("id", "source", "first_seen_at"))


@dataclass(frozen=True, slots=True)
class Taken:
    """``opportunity_id`` is the id it will have; or that of the one which so far stood under another key and is found by this
    one from now on."""

    opportunity_id: UUID
    given: Given


def take(*, source: Source, lines: Sequence[Taken], at: datetime) -> None:
    """Write what lines say, and put it into the index: up to a thousand in a few statements. The source was locked by
    `turn_of`, so two lists that bring the same key come one after the other, and the second changes what the first brought."""
    mine = Q(id__in=[line.opportunity_id for line in lines]) | Q(key__in=[line.given.key for line in lines])
    there = list(Opportunity.objects.filter(mine, source_id=source.id).select_for_update().order_by("id"))
    by_key, by_id = {one.key: one for one in there}, {one.id: one for one in there}
    written: dict[UUID, Opportunity] = {}
    for line in lines:
        before = by_key.get(line.given.key) or by_id.get(line.opportunity_id)
        found = before or Opportunity(id=line.opportunity_id, first_seen_at=at)
        _fill(found, line.given, at)
        found.source = source
        written[found.id] = found
    rows = list(written.values())
    Opportunity.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN)
    showing.show(rows, at)


def withdraw_missing(*, source: Source, ids: Collection[UUID], at: datetime) -> None:
    """Withdraw what a list that is the whole lacks. The source was locked by `turn_of`."""
    standing = Opportunity.objects.filter(source_id=source.id, id__in=ids, state=State.OPEN)
    gone = list(standing.select_for_update().order_by("id").values_list("id", flat=True))
    Opportunity.objects.filter(id__in=gone).update(state=State.WITHDRAWN, changed_at=at)
    index.withdraw(gone, at)


def _fill(found: Opportunity, given: Given, at: datetime) -> None:
    for name, value in asdict(given).items():
        if name != "region_code":
            setattr(found, name, list(value) if isinstance(value, tuple) else value)
    found.region_id = given.region_code
    found.state, found.digest, found.likeness = State.OPEN, given.digest, given.likeness
    found.changed_at = at
