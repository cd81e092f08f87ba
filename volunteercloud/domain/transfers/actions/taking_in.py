"""What a step of the other node brings about: it is held against the chain, and this node says what it can say now."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.reading import among, to_lock
from volunteercloud.core.transactions import retried
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.nodes.models import Node
from volunteercloud.domain.transfers import chains as rulebook
from volunteercloud.domain.transfers import persons, storing, telling
from volunteercloud.domain.transfers.chains import Admission
from volunteercloud.domain.transfers.entries import CARRYING, Opened
from volunteercloud.domain.transfers.models import Awaited, Contradiction, Handle, Kind, State, Transfer
from volunteercloud.domain.transfers.steps import Signed, Unfit
from volunteercloud.domain.transfers.storing import GRACE, GRACE_EACH, Chain

from .advancing import Turn, advance, follow_up, forget, held_for
from .asking import ANSWER_WITHIN

MOST_CONTRADICTIONS = 10  # of one transfer
# What one node may begin here with people who have not agreed, in the 90 days for which that is remembered: ten times what
# a city of millions hands over in them. Beyond it nothing is kept before people answer, or it is forgotten.
MOST_WAITING = 300_000
FLOOD = "transfer.flood"


@retried
def take_in(*, actor: Actor, node: Node, opened: Sequence[Opened], is_answer: bool, at: datetime) -> dict[UUID, str]:
    """Take in steps whose signatures were checked, and say what they let this node say. Returns why something was not taken
    in, by transfer. See `receiving.take_in`."""
    troubles = {one.entry.transfer_id: one.trouble for one in opened if one.trouble}
    handles = _handles(opened, node.name)
    people = identity_queries.held({handle.volunteer_id for handle in handles.values() if handle.volunteer_id})
    turn = Turn(actor, people, at)
    known = {chain.id: chain for chain in held_chains(handles.values())}
    for one in opened:
        chain = known.get(one.entry.transfer_id)
        if chain is not None and chain.transfer.node_name == node.name:
            _admit(turn, chain, one, troubles)
    batch = [known[one.entry.transfer_id] for one in opened if one.entry.transfer_id in known]
    advance(turn, batch)
    for chain in batch:
        _count_tries(chain, is_answer)
    steps_taken = telling.fresh(batch)
    storing.store(batch, at, grace=timedelta(0) if is_answer else GRACE + GRACE_EACH * len(batch))
    unkept = _await(node, [one for one in opened if one.entry.transfer_id not in known], handles, at)
    if unkept:
        troubles |= dict.fromkeys(unkept, FLOOD)
        log_actions.raise_alarm(actor=actor, kind=FLOOD, subject=node.name, facts={"most": MOST_WAITING}, at=at)
    telling.record(actor, steps_taken, at)
    return troubles | turn.troubles


def held_chains(handles: Iterable[Handle]) -> list[Chain]:
    """The chains of these transfers, held in one order by whoever goes on with them."""
    leading = [handle for handle in handles if handle.volunteer_id]
    if not leading:
        return []
    found = Transfer.objects.select_for_update().filter(id__in=among({handle.transfer_id for handle in leading}))
    people = {handle.volunteer_id for handle in leading if handle.volunteer_id}
    return storing.chains(storing.held(found.order_by("volunteer_id", "id"), people))


def _handles(opened: Sequence[Opened], node_name: str) -> dict[UUID, Handle]:
    """Held, so that nobody agrees meanwhile to what is taken back."""
    wanted = Handle.objects.select_for_update().filter(node_name=node_name).order_by("transfer_id")
    named = to_lock({one.entry.transfer_id for one in opened})
    return {handle.transfer_id: handle for some in named for handle in wanted.filter(transfer_id__in=among(some))}


def _admit(turn: Turn, chain: Chain, opened: Opened, troubles: dict[UUID, str]) -> None:
    was_accepted = chain.state is State.ACCEPTED
    for step in opened.steps:
        match rulebook.admission(chain.side, chain.held, step.said):
            case Admission.NEW:
                if step.kind is Kind.REQUEST and not _is_meant(turn, chain, step):
                    troubles[chain.id] = "transfer.person"
                    break
                if step.kind in CARRYING and not rulebook.is_ended(chain.held):
                    turn.came[chain.id, step.said.number] = opened.bundles[step.said.digest]
                chain.add(step)
                if step.kind is Kind.AMENDED:
                    follow_up(turn, chain, step)
            case Admission.CONTRADICTION:
                _contradicted(turn, chain, step)
            case Admission.STRAY:
                troubles[chain.id] = "transfer.stray"
                break
    if was_accepted and chain.side is rulebook.RECEIVER and chain.state is State.CANCELLED:
        forget(turn, chain, held_for(chain))
    chain.hear(set(opened.entry.have), turn.at)


def _is_meant(turn: Turn, chain: Chain, step: Signed) -> bool:
    """Whether the request that answers our invitation is of the person we invited."""
    volunteer = turn.people[chain.transfer.volunteer_id]
    try:
        named = persons.unsealed(step.body, step.transfer_id)
    except Unfit:
        return False
    return persons.agrees(named, volunteer) and named.index in persons.indexes_of(volunteer.id)


def _contradicted(turn: Turn, chain: Chain, step: Signed) -> None:
    """What was said first stands; the other word is kept as evidence, and officers hear of it. Some are evidence enough."""
    kept = Contradiction.objects.filter(volunteer_id=chain.transfer.volunteer_id, transfer_id=chain.id)
    if kept.count() + len(chain.contradictions) < MOST_CONTRADICTIONS:
        chain.contradictions.append(step)
    turn.trouble(chain, "transfer.contradiction")
    log_actions.raise_alarm(
        actor=turn.actor,
        kind="transfer.contradiction",
        subject=str(chain.id),
        facts={"node": chain.transfer.node_name, "step": step.kind.value, "digest": step.said.digest.hex()},
        region_code=chain.transfer.region_code,
        at=turn.at,
    )


def _count_tries(chain: Chain, is_answer: bool) -> None:
    if is_answer and not chain.fresh:
        chain.transfer.tries = min(chain.transfer.tries + 1, 1000)


def _await(node: Node, opened: Sequence[Opened], handles: Mapping[UUID, Handle], at: datetime) -> list[UUID]:
    """Keep what begins a transfer under the number it is about, whether or not there is such a person. Nothing that is
    answered, and nothing that takes time, depends on that. Returns what a node that begins too much begins in vain."""
    taken_back = [
        handles[one.entry.transfer_id] for one in opened if one.is_taken_back and one.entry.transfer_id in handles
    ]
    Awaited.objects.filter(
        person_index__in=among({handle.person_index for handle in taken_back if handle.person_index}),
        transfer_id__in=among({handle.transfer_id for handle in taken_back}),
    ).delete()
    begun = [
        _begun(node, one.opening, at)
        for one in opened
        if one.opening is not None and one.entry.transfer_id not in handles
    ]
    wanted = {handle.transfer_id: (handle, awaited) for handle, awaited in filter(None, begun)}
    new = dict(list(wanted.items())[: _room(node)]) if wanted else {}
    Handle.objects.bulk_create((handle for handle, _awaited in new.values()), ignore_conflicts=True)
    # The id may be that of another node's transfer, whose handle stays as it is. What was taken back in the same breath has
    # a handle, too: its first step, alone and late, must not begin it again.
    theirs = Handle.objects.filter(transfer_id__in=among(new), node_name=node.name)
    ours = set(theirs.values_list("transfer_id", flat=True))
    ours -= {one.entry.transfer_id for one in opened if one.is_taken_back}
    Awaited.objects.bulk_create(
        (awaited for transfer_id, (_handle, awaited) in new.items() if transfer_id in ours), ignore_conflicts=True
    )
    return [transfer_id for transfer_id in wanted if transfer_id not in new]


def _room(node: Node) -> int:
    waiting = Handle.objects.filter(node_name=node.name, volunteer_id__isnull=True).count()
    return max(0, MOST_WAITING - waiting)


def _begun(node: Node, first: Signed, at: datetime) -> tuple[Handle, Awaited] | None:
    """None for what is about nobody that can be read, and for what has lapsed by now."""
    try:
        named = persons.unsealed(first.body, first.transfer_id)
    except Unfit:
        return None
    until = min(first.at, at) + ANSWER_WITHIN
    if until <= at:
        return None
    handle = Handle(
        transfer_id=first.transfer_id,
        node_name=node.name,
        person_index=named.index,
        digest=first.said.digest,
        at=at,
    )
    awaited = Awaited(
        person_index=named.index,
        transfer_id=first.transfer_id,
        node_name=node.name,
        kind=first.kind,
        document=first.text,
        until=until,
        received_at=at,
        look_at=at,
    )
    return handle, awaited
