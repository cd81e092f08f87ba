"""What a list brings: opportunities that are new, changed, there again or gone. Not actions by themselves: steps of entering a
list, in its transaction; its entry in the trail tells of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.core.reading import columns
from volunteercloud.domain.search import index

from . import rules, showing
from .drafts import Given
from .models import Opportunity, Source, State

LONGEST_HEADING = 60
WRITTEN = columns(Opportunity, without=("id", "source", "first_seen_at"))


@dataclass(frozen=True, slots=True)
class Taken:
    """``opportunity_id`` is the id it will have; or that of the one which so far stood under another key and is found by this
    one from now on."""

    opportunity_id: UUID
    given: Given


def locked(source_id: UUID) -> Source:
    found = Source.objects.select_for_update().filter(id=source_id).first()
    if found is None:
        raise NotFound
    return found


def keep_mapping(source_id: UUID, mapping: Mapping[str, str]) -> None:
    """Keep how the columns of a source's lists are called, from ours to theirs; what is left out is guessed by its heading,
    what is mapped to nothing is not read. Refused once the source has ended (`source.ended`)."""
    source = locked(source_id)
    rules.check_standing(source)
    source.mapping = {ours: theirs.strip()[:LONGEST_HEADING] for ours, theirs in sorted(mapping.items())}
    source.save(update_fields=["mapping"])


def turn_of(source_id: UUID, sent_at: datetime) -> Source:
    """Lock the source for a list that was sent then. Refused: a source that has ended (`source.ended`), and a list older than
    one that was entered (`source.newer`), as it would bring back what is no more."""
    source = locked(source_id)
    rules.check_standing(source)
    if source.latest_at and source.latest_at > sent_at:
        raise Refused(
            "source.newer",
            _("A list of this source that was sent after this one has been entered already."),
            next_step=_("Send the list anew as it is today."),
        )
    if source.latest_at != sent_at:
        source.latest_at = sent_at
        source.save(update_fields=["latest_at"])
    return source


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
