"""What a node says by itself when it is its turn, for many transfers at once: those that need the same go together, in a
number of statements that does not depend on how many. A step is written in the transaction that does what it says."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.reading import among
from volunteercloud.core.writing import Writing, row_of
from volunteercloud.domain.identity import joining
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.nodes import papers
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.records import actions as records_actions
from volunteercloud.domain.records.carrying import Arrival, HandOver, Outcome, Verdict
from volunteercloud.domain.records.models import RecordHead, Standing, Whereabouts
from volunteercloud.domain.transfers import bodies, bundles, persons
from volunteercloud.domain.transfers.bundles import Checked, Fault, Faulty
from volunteercloud.domain.transfers.models import Brought, Bundle, Kind, Side, Step, Transfer
from volunteercloud.domain.transfers.steps import Signed, read
from volunteercloud.domain.transfers.storing import Chain

BROUGHT = Writing(Brought, "ON CONFLICT DO NOTHING")
TAKEN = (Outcome.ACCEPTED, Outcome.HERE)

Listed = list[tuple[UUID, int]]


@dataclass
class Turn:
    """A number of chains that one transaction goes on with. ``people`` are held; ``came`` are bundles that arrived with a
    step just now, as packed, by transfer and number."""

    actor: Actor
    people: Mapping[UUID, Volunteer]
    at: datetime
    came: dict[tuple[UUID, int], bytes] = field(default_factory=dict)
    troubles: dict[UUID, str] = field(default_factory=dict)

    @cached_property
    def signer(self) -> papers.Signer:
        return papers.signer(self.at)

    @cached_property
    def own_name(self) -> str:
        return nodes_queries.own_name()

    @cached_property
    def vkeys(self) -> dict[str, str]:
        """The verifier keys of the logs of nodes, by node; also of those that are trusted no more, else another one could
        say of their records what it likes."""
        return {node.name: node.vkey for node in nodes_queries.ever_trusted()}

    def say(self, chain: Chain, kind: Kind, body: Mapping[str, Any], number: int = 0) -> None:
        chain.say(self.signer, self.own_name, kind, body, number=number)

    def trouble(self, chain: Chain, code: str) -> None:
        """It goes on, but an officer should look."""
        chain.transfer.trouble = self.troubles[chain.id] = code


def advance(turn: Turn, batch: Sequence[Chain]) -> None:
    """Say whatever these chains let this node say now, until it is the others' turn, or something is not ready yet."""
    waiting = list(batch)
    while waiting:
        groups: dict[Kind, list[Chain]] = defaultdict(list)
        for chain in waiting:
            if chain.due:
                groups[chain.due[0]].append(chain)
        waiting = [chain for kind, group in groups.items() for chain in SAYING[kind](turn, group)]


def _offer(turn: Turn, group: Sequence[Chain]) -> list[Chain]:
    """What counts here of these people, with its proofs. Who has something that is not in the log yet waits a second."""
    consented = {chain.transfer.volunteer_id: chain.transfer.parts for chain in group}
    made = bundles.made(list(consented), consented, turn.at)
    ready = [chain for chain in group if chain.transfer.volunteer_id in made]
    for chain in ready:
        document = made[chain.transfer.volunteer_id]
        text = bundles.written(document)
        listed = bundles.listed(document)
        transfer = chain.transfer
        transfer.records, transfer.minutes = len(listed), sum(one.minutes for one in listed)
        chain.bundles[0] = bundles.packed(text)
        body = {
            "bundle": sha256(text).hexdigest(),
            "records": [[str(one.record_id), one.version] for one in listed],
            "minutes": transfer.minutes,
            "parts": transfer.parts,
            "terms": transfer.agreed_terms,
            "consented_at": transfer.agreed_at.isoformat(),
        }
        turn.say(chain, Kind.OFFER, body)
    return ready


def _accept(turn: Turn, group: Sequence[Chain]) -> list[Chain]:
    """Verify each bundle whole, then ask of every record whether it can stand here. The times of those that can are held."""
    checked: dict[UUID, Checked] = {}
    for chain in group:
        packed = turn.came[chain.id, 0]
        try:
            checked[chain.id] = _checked(turn, chain, packed, chain.body(Kind.OFFER))
        except Faulty as fault:
            turn.trouble(chain, fault.code)
            turn.say(chain, Kind.DECLINE, {"code": "transfer.evidence"})
            continue
        chain.bundles[0] = packed
        if not _is_person(checked[chain.id], turn.people[chain.transfer.volunteer_id]):
            del checked[chain.id]
            turn.trouble(chain, "transfer.person")
            turn.say(chain, Kind.DECLINE, {"code": "transfer.person"})
    able = [chain for chain in group if chain.id in checked]
    verdicts = _verdicts(turn, able, checked, records_actions.expect)
    for chain in able:
        items = verdicts[chain.id]
        taken = [one for one in items if one.outcome in TAKEN]
        chain.transfer.records, chain.transfer.minutes = len(taken), sum(one.minutes for one in taken)
        turn.say(chain, Kind.ACCEPT, {"items": [_as_said(one) for one in items] + _faults(checked[chain.id])})
    return able


def _commit(turn: Turn, group: Sequence[Chain]) -> list[Chain]:
    """Hand over what was accepted and still counts here; from the same moment it counts here no more."""
    wanted = {chain.id: _accepted(chain) for chain in group}
    here = _counting_here(group, wanted.values())
    handed: list[HandOver] = []
    for chain in group:
        listed = [one for one in wanted[chain.id] if (chain.transfer.volunteer_id, one[0]) in here]
        chain.transfer.records = len(listed)
        chain.transfer.minutes = sum(here[chain.transfer.volunteer_id, record_id] for record_id, _version in listed)
        handed += [_handed(chain, record_id, version) for record_id, version in listed]
        turn.say(chain, Kind.COMMIT, {"records": _as_listed(listed)})
    if handed:
        records_actions.hand_over(actor=turn.actor, handed=handed, at=turn.at)
    return list(group)


def _receive(turn: Turn, group: Sequence[Chain]) -> list[Chain]:
    """They count here from now on: what was committed is written, what was not is let go."""
    kept = bundles_of(group)
    arrivals: list[Arrival] = []
    brought: list[Brought] = []
    for chain in group:
        accepted = {record_id for record_id, _version in _accepted(chain)}
        committed = set(bodies.records(chain.body(Kind.COMMIT)))
        if committed - accepted:
            turn.trouble(chain, "transfer.contradiction")
        document = _document(kept[chain.id], chain.body(Kind.OFFER))
        believed = bundles.believed(document, chain.transfer.node_name, committed & accepted)
        arrivals += [_arrival(chain, item) for item in believed.items]
        brought += _brought(chain, believed, turn.at)
        forget(turn, chain, held_for(chain) - committed)
        items = [one for one in bodies.items(chain.body(Kind.ACCEPT)) if one.record_id in committed & accepted]
        chain.transfer.records, chain.transfer.minutes = len(items), sum(one.minutes for one in items)
        turn.say(chain, Kind.RECEIPT, {})
    if arrivals:
        records_actions.arrive(actor=turn.actor, arrivals=arrivals, at=turn.at)
    BROUGHT.write_all(brought, "id")
    return list(group)


def _amended(turn: Turn, group: Sequence[Chain]) -> list[Chain]:
    """What the origin wrote about its records since: later versions, where they can stand."""
    checked: dict[UUID, Checked] = {}
    numbers = {chain.id: chain.due[1] if chain.due else 0 for chain in group}
    for chain in group:
        number = numbers[chain.id]
        packed = turn.came[chain.id, number]
        try:
            checked[chain.id] = _checked(turn, chain, packed, chain.body(Kind.AMEND, number))
            chain.bundles[number] = packed
        except Faulty as fault:
            turn.trouble(chain, fault.code)
            turn.say(chain, Kind.AMENDED, {"items": [], "code": "transfer.evidence"}, number)
    able = [chain for chain in group if chain.id in checked]
    _leave_out_strangers(able, checked)
    verdicts = _verdicts(turn, able, checked, records_actions.amend)
    for chain in able:
        items = verdicts[chain.id]
        refused = [one.code for one in items if one.outcome is Outcome.REFUSED]
        if refused:
            turn.trouble(chain, refused[0])
        body = {"items": [_as_said(one) for one in items] + _faults(checked[chain.id])}
        turn.say(chain, Kind.AMENDED, body, numbers[chain.id])
    return list(group)


def _leave_out_strangers(group: Sequence[Chain], checked: dict[UUID, Checked]) -> None:
    """Only the node that handed a record over says what follows it; of any other record its word is worth nothing."""
    came = _came_from(group)
    for chain in group:
        theirs = came[chain.transfer.volunteer_id, chain.transfer.node_name]
        said = checked[chain.id]
        strange = [Fault(item.record_id, "record.unknown") for item in said.items if item.record_id not in theirs]
        known = [item for item in said.items if item.record_id in theirs]
        checked[chain.id] = replace(said, items=known, faults=[*said.faults, *strange])


def _came_from(group: Sequence[Chain]) -> dict[tuple[UUID, str], set[UUID]]:
    """The records that came here, by person and node, in whichever transfer: committed there and accepted here, for what the
    other node lists in a commitment is its own word."""
    owners = joining.owners_of(chain.transfer.volunteer_id for chain in group)
    transfers = Transfer.objects.filter(
        volunteer_id__in=among(owners),
        side=Side.RECEIVER,
        node_name__in={chain.transfer.node_name for chain in group},
    )
    names = dict(transfers.values_list("id", "node_name"))
    said = Step.objects.filter(
        volunteer_id__in=among(owners), transfer_id__in=among(names), kind__in=[Kind.ACCEPT, Kind.COMMIT]
    )
    accepted: dict[UUID, set[UUID]] = {}
    came: dict[tuple[UUID, str], set[UUID]] = defaultdict(set)
    # An acceptance comes before its commitment.
    for owner_id, transfer_id, kind, document in said.order_by("volunteer_id", "transfer_id", "kind").values_list(
        "volunteer_id", "transfer_id", "kind", "document"
    ):
        body = read(document).body
        if kind == Kind.ACCEPT:
            accepted[transfer_id] = _held(body)
        else:
            came[owners[owner_id], names[transfer_id]] |= set(bodies.records(body)) & accepted.get(transfer_id, set())
    return came


SAYING: dict[Kind, Callable[[Turn, Sequence[Chain]], list[Chain]]] = {
    Kind.OFFER: _offer,
    Kind.ACCEPT: _accept,
    Kind.COMMIT: _commit,
    Kind.RECEIPT: _receive,
    Kind.AMENDED: _amended,
}


def forget(turn: Turn, chain: Chain, record_ids: Iterable[UUID]) -> None:
    """Let the times go that were held for what does not come."""
    given_up = sorted(record_ids)
    if given_up:
        records_actions.forget(
            actor=turn.actor, volunteer_id=chain.transfer.volunteer_id, record_ids=given_up, at=turn.at
        )


def held_for(chain: Chain) -> set[UUID]:
    """The records whose times are held here since they were accepted. Of what counted here before none was."""
    return _held(chain.body(Kind.ACCEPT))


def _held(acceptance: Mapping[str, Any]) -> set[UUID]:
    return {one.record_id for one in bodies.items(acceptance) if one.outcome == Outcome.ACCEPTED}


def follow_up(turn: Turn, chain: Chain, step: Signed) -> None:
    """The other node answered an amendment: those versions need not follow any more, whether it took or refused them."""
    amended = bodies.records(chain.body(Kind.AMEND, step.said.number))
    answered = [_handed(chain, record_id, version) for record_id, version in amended.items()]
    refused = {one.record_id for one in bodies.items(step.body) if one.outcome == Outcome.REFUSED} & set(amended)
    records_actions.note_followed(actor=turn.actor, handed=answered, refused=refused, at=turn.at)
    if refused:
        turn.trouble(chain, "transfer.amendment_refused")


def bundles_of(group: Sequence[Chain], number: int = 0) -> dict[UUID, bytes]:
    """The bundles of these transfers, as packed."""
    people = {chain.transfer.volunteer_id for chain in group}
    kept = Bundle.objects.filter(
        volunteer_id__in=among(people), transfer_id__in=among({chain.id for chain in group}), number=number
    )
    return {transfer_id: bytes(content) for transfer_id, content in kept.values_list("transfer_id", "content")}


def _checked(turn: Turn, chain: Chain, packed: bytes, body: Mapping[str, Any]) -> Checked:
    return bundles.checked(_document(packed, body), chain.transfer.node_name, turn.vkeys)


def _document(packed: bytes, body: Mapping[str, Any]) -> dict[str, Any]:
    """What the step was signed over, byte by byte."""
    text = bundles.unpacked(packed)
    if sha256(text).hexdigest() != body.get("bundle"):
        raise Faulty("bundle.damaged")
    return bundles.read(text)


def _is_person(checked: Checked, volunteer: Volunteer) -> bool:
    said = checked.person
    return persons.agrees_by(said.name, said.name_latin, said.birth_on, volunteer)


def _verdicts(
    turn: Turn,
    group: Sequence[Chain],
    checked: Mapping[UUID, Checked],
    judge: Callable[..., list[Verdict]],
) -> dict[UUID, list[Verdict]]:
    """What is said of each record of these chains, in one call for all of them."""
    arrivals = [_arrival(chain, item) for chain in group for item in checked[chain.id].items]
    said = iter(judge(actor=turn.actor, arrivals=arrivals, at=turn.at) if arrivals else ())
    return {chain.id: [next(said) for _item in checked[chain.id].items] for chain in group}


def _arrival(chain: Chain, item: bundles.Item) -> Arrival:
    return item.arrival(chain.transfer.volunteer_id, chain.transfer.node_name, chain.id)


def _as_said(verdict: Verdict) -> dict[str, Any]:
    return {
        "record": str(verdict.record_id),
        "state": verdict.outcome.value,
        "code": verdict.code,
        "minutes": verdict.minutes,
    }


def _faults(checked: Checked) -> list[dict[str, Any]]:
    return [
        {"record": str(fault.record_id), "state": Outcome.REFUSED.value, "code": fault.code, "minutes": 0}
        for fault in checked.faults
    ]


def _as_listed(listed: Listed) -> list[list[Any]]:
    return [[str(record_id), version] for record_id, version in listed]


def _accepted(chain: Chain) -> Listed:
    """What was offered and taken: each once, in the version that was offered."""
    taken = {one.record_id for one in bodies.items(chain.body(Kind.ACCEPT)) if one.outcome in TAKEN}
    return [one for one in bodies.records(chain.body(Kind.OFFER)).items() if one[0] in taken]


def _counting_here(group: Sequence[Chain], wanted: Iterable[Listed]) -> dict[tuple[UUID, UUID], int]:
    """Which of these records count here now, by person and record, with their minutes: another transfer may have been
    quicker. None of a revoked one."""
    owners = joining.owners_of(chain.transfer.volunteer_id for chain in group)
    heads = RecordHead.objects.filter(
        volunteer_id__in=among(owners),
        record_id__in=among({record_id for listed in wanted for record_id, _version in listed}),
        whereabouts=Whereabouts.HERE,
    ).values_list("volunteer_id", "record_id", "minutes", "standing")
    return {
        (owners[owner_id], record_id): minutes if standing == Standing.VALID else 0
        for owner_id, record_id, minutes, standing in heads
    }


def _handed(chain: Chain, record_id: UUID, version: int) -> HandOver:
    return HandOver(
        volunteer_id=chain.transfer.volunteer_id,
        record_id=record_id,
        version=version,
        node_name=chain.transfer.node_name,
        transfer_id=chain.id,
    )


def _brought(chain: Chain, checked: Checked, at: datetime) -> list[Brought]:
    return [
        row_of(
            Brought,
            volunteer_id=chain.transfer.volunteer_id,
            id=one.id,
            transfer_id=chain.id,
            node_name=chain.transfer.node_name,
            kind=one.kind.value,
            facts=one.facts,
            at=at,
        )
        for one in checked.brought
    ]
