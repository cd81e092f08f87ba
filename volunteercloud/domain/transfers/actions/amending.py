"""What is written about a record after it moved follows it: the later versions, with their proofs, as an amendment."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.reading import among
from volunteercloud.core.transactions import retried
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.records import queries as records_queries
from volunteercloud.domain.transfers import bundles, storing, telling
from volunteercloud.domain.transfers import chains as rulebook
from volunteercloud.domain.transfers.models import Kind, Side, State, Transfer
from volunteercloud.domain.transfers.storing import Chain

from .advancing import Turn

AT_ONCE = 500
Wanted = dict[tuple[UUID, str], list[UUID]]


@retried
def amend_what_follows(*, actor: Actor, at: datetime, after: UUID | None = None) -> tuple[int, UUID | None]:
    """Sign amendments for what was written about moved records since, some hundreds at a time. Returns how many, and after
    whom to go on; None at the end.

    They go along the last transfer of the person to that node; while one is unanswered there, the next waits.
    """
    behind = records_queries.following(AT_ONCE, after=after)
    go_on_after = behind[-1].volunteer_id if len(behind) == AT_ONCE else None
    if not behind:
        return 0, None
    persons_of = _persons({head.volunteer_id for head in behind})
    wanted: Wanted = defaultdict(list)
    for head in behind:
        wanted[persons_of[head.volunteer_id], head.moved_to].append(head.record_id)
    identity_queries.hold({person_id for person_id, _node in wanted})
    along = _along(wanted)
    said = _said(Turn(actor, {}, at), along, wanted) if along else []
    told = telling.fresh(said)
    storing.store(said, at)
    telling.record(actor, told, at)
    return len(said), go_on_after


def _persons(owners: Collection[UUID]) -> dict[UUID, UUID]:
    """Whose the rows are: of who was registered twice, the person that is kept."""
    found = Volunteer.objects.filter(id__in=among(owners)).values_list("id", "merged_into_id")
    return {owner_id: kept_id or owner_id for owner_id, kept_id in found}


def _along(wanted: Mapping[tuple[UUID, str], list[UUID]]) -> dict[tuple[UUID, str], Chain]:
    """The transfers that can take an amendment now, by person and node."""
    trusted = {node.name for node in nodes_queries.trusted()}
    done = Transfer.objects.select_for_update().filter(side=Side.ORIGIN, state=State.DONE)
    last: dict[tuple[UUID, str], Transfer] = {}
    people = {person_id for person_id, _node in wanted}
    for one in storing.held(done.order_by("volunteer_id", "moved_at", "id"), people):
        if one.node_name in trusted and (one.volunteer_id, one.node_name) in wanted:
            last[one.volunteer_id, one.node_name] = one
    chains = storing.chains(list(last.values()))
    return {
        (chain.transfer.volunteer_id, chain.transfer.node_name): chain
        for chain in chains
        if rulebook.may_amend(chain.held)
    }


def _said(turn: Turn, along: dict[tuple[UUID, str], Chain], wanted: Wanted) -> list[Chain]:
    made: dict[str, dict[UUID, dict[str, Any]]] = {}
    for node_name in {node for _person, node in along}:
        records = {person_id: wanted[person_id, node] for person_id, node in along if node == node_name}
        made[node_name] = bundles.made_of(records, turn.at)
    said = []
    for (person_id, node_name), chain in along.items():
        document = made[node_name].get(person_id)
        if document is None:  # not in the log yet
            continue
        text = bundles.written(document)
        number = rulebook.amendments(chain.held) + 1
        listed = [[str(one.record_id), one.version] for one in bundles.listed(document)]
        chain.bundles[number] = bundles.packed(text)
        turn.say(chain, Kind.AMEND, {"bundle": sha256(text).hexdigest(), "records": listed}, number)
        said.append(chain)
    return said
