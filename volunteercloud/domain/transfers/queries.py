"""Reading transfers: the person, the guardian, and officers of the region where the person lived when it began."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from volunteercloud.core.actor import Actor
from volunteercloud.core.distributed import fanning
from volunteercloud.core.errors import NotFound
from volunteercloud.core.reading import among
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right, Volunteer
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.nodes.models import Node

from . import bodies, bundles, listing, persons, storing
from . import chains as rulebook
from .chains import Place
from .models import OPEN, Awaited, Brought, Bundle, Contradiction, Kind, State, Transfer
from .steps import Unfit, read
from .storing import Chain

PAGE = 50
MOST = 500


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of a transfer for a timeline: which, when it was signed, and on which side. ``heard_at`` is since when the
    other node has a step of ours; ``digest`` is the hash by which it can be named, in hexadecimal."""

    kind: Kind
    number: int
    at: datetime
    here: bool
    heard_at: datetime | None
    digest: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One record on offer, and what the receiver said of it: "" while it has not, else accepted, here or refused.

    ``moved``: the origin committed it. ``amended`` is what the receiver said of the last amendment, where there was one.
    ``entry`` is its place in the log of the origin, as that says.
    """

    record_id: UUID
    outcome: str
    code: str
    minutes: int
    title: str
    title_en: str
    organization_name: str
    organization_name_en: str
    day: str
    grade: str
    moved: bool
    amended: str = ""
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A transfer as a page shows it. ``next`` is the step that comes now and ``turn`` whose it is: "here" or "there" for the
    nodes, "person_here" or "person_there" where somebody has to agree, "" where nothing is to come. ``entry`` is the place of
    the hand-over in the log here, once it has one."""

    transfer: Transfer
    node: Node | None
    asked_here: bool
    timeline: list[Moment]
    items: list[Item]
    next: Kind | None
    turn: str
    may_end: bool
    contradictions: int
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked at another node and waits for this person's word: ``bring`` if records would come here."""

    transfer_id: UUID
    node: Node
    bring: bool
    name_there: str
    asked_at: datetime
    until: datetime


def mine(viewer: Actor, volunteer_id: UUID) -> list[Transfer]:
    """A person's transfers, the newest first; at most 50. For the person and the guardian."""
    _allow(viewer, volunteer_id)
    return list(Transfer.objects.filter(volunteer_id=volunteer_id).order_by("-begun_at", "-id")[:PAGE])


def one(viewer: Actor, volunteer_id: UUID, transfer_id: UUID) -> Whole:
    """One transfer with its timeline and what became of each record, refused ones first. For the person, the guardian, and
    officers of the region (identity or records)."""
    transfer = Transfer.objects.filter(volunteer_id=volunteer_id, id=transfer_id).first()
    if transfer is None or not _may_see(viewer, transfer):
        raise NotFound
    (chain,) = storing.chains([transfer])
    began = rulebook.first(chain.held)
    return Whole(
        transfer=transfer,
        node=nodes_queries.node(transfer.node_name),
        asked_here=rulebook.SAID_BY[began] is chain.side,
        timeline=[_moment(chain, place) for place in sorted(chain.held, key=storing.in_order)],
        items=_items(chain),
        next=rulebook.coming(chain.held),
        turn=_turn(chain),
        may_end=rulebook.may_end(chain.side, chain.held),
        contradictions=Contradiction.objects.filter(volunteer_id=volunteer_id, transfer_id=transfer_id).count(),
        entry=log_queries.index_of(volunteer_id, transfer_id) if transfer.moved_at else None,
    )


def is_under_way(volunteer_id: UUID) -> bool:
    """Whether records of this number are on their way, either way. The caller has asked who may know, and holds the person
    where it matters."""
    return Transfer.objects.filter(volunteer_id=volunteer_id, state__in=OPEN).exists()


def awaited(viewer: Actor, volunteer_id: UUID, at: datetime) -> list[Asked]:
    """What other nodes were asked for this person, who has not answered yet: the newest first. For the person and the
    guardian, and nobody below real-name level 1. One look-up by the person's own documents."""
    _allow(viewer, volunteer_id)
    volunteer = identity_queries.volunteer(volunteer_id)
    if volunteer.real_name_level < identity_rules.REAL_NAME:
        return []
    found = Awaited.objects.filter(person_index__in=among(persons.indexes_of(volunteer_id)), until__gt=at)
    return [
        asked
        for one in found.order_by("-received_at", "-transfer_id")[:PAGE]
        if (asked := _asked(one, volunteer)) is not None
    ]


def brought(viewer: Actor, volunteer_id: UUID) -> list[Brought]:
    """Trainings, honours and the states of certificates that came along: shown, counted nowhere."""
    _allow(viewer, volunteer_id)
    return list(Brought.objects.filter(volunteer_id=volunteer_id).order_by("kind", "-at", "id")[:MOST])


@fanning.allowed()
def of_region(
    viewer: Actor,
    region_code: str,
    *,
    states: Sequence[State] = tuple(State),
    troubled: bool = False,
    before: tuple[datetime, UUID] | None = None,
) -> list[Transfer]:
    """Transfers of people who lived in a region or below when they began, the newest first, at most a page and one more.
    ``troubled``: those alone that an officer should look at. For officers for identity or records there. Asks every shard: a
    desk's question."""
    if not identity_queries.holds_office(viewer, region_code, Right.IDENTITY, Right.RECORDS):
        raise NotFound
    found = Transfer.objects.filter(region_code__startswith=region_code, state__in=states)
    if troubled:
        found = found.exclude(trouble="")
    if before is not None:
        begun_at, transfer_id = before
        found = found.filter(Q(begun_at__lt=begun_at) | Q(begun_at=begun_at, id__lt=transfer_id))
    return list(found.select_related("volunteer").order_by("-begun_at", "-id")[: PAGE + 1])


def steps(viewer: Actor, volunteer_id: UUID, transfer_id: UUID) -> list[str]:
    """The documents of a transfer as they were signed, in their order: what the person can keep, and show to anybody."""
    transfer = Transfer.objects.filter(volunteer_id=volunteer_id, id=transfer_id).first()
    if transfer is None or not _may_see(viewer, transfer):
        raise NotFound
    (chain,) = storing.chains([transfer])
    return [chain.texts[place] for place in sorted(chain.held, key=storing.in_order)]


def _moment(chain: Chain, place: Place) -> Moment:
    kind, number = place
    step = read(chain.texts[place])
    here = rulebook.SAID_BY[kind] is chain.side
    return Moment(
        kind,
        number,
        step.at,
        here,
        chain.heard[place] if here else None,
        step.said.digest.hex(),
        bodies.code(step.body),
    )


def _turn(chain: Chain) -> str:
    """Whose turn it is to say what comes next."""
    coming = rulebook.coming(chain.held)
    if coming is None:
        return ""
    place = "here" if rulebook.SAID_BY[coming] is chain.side else "there"
    agreed_there = rulebook.first(chain.held) is Kind.REQUEST and not rulebook.has(chain.held, Kind.OFFER)
    if coming is Kind.REQUEST or (agreed_there and place == "there"):
        return f"person_{place}"
    return place


def _items(chain: Chain) -> list[Item]:
    """What is on offer, refused ones first, then by day."""
    kept = Bundle.objects.filter(volunteer_id=chain.transfer.volunteer_id, transfer_id=chain.id, number=0).first()
    if kept is None:
        return []
    said = _said(chain, Kind.ACCEPT, 0)
    handed = bodies.records(chain.body(Kind.COMMIT)) if rulebook.has(chain.held, Kind.COMMIT) else {}
    amended = _said(chain, Kind.AMENDED, rulebook.amendments(chain.held))
    items = [
        Item(
            outcome=said[one.record_id].outcome if one.record_id in said else "",
            code=said[one.record_id].code if one.record_id in said else "",
            moved=one.record_id in handed,
            amended=amended[one.record_id].outcome if one.record_id in amended else "",
            record_id=one.record_id,
            minutes=one.minutes,
            entry=one.entry,
            **one.named,
        )
        for one in listing.shown(bundles.read(bundles.unpacked(bytes(kept.content))))
    ]
    return sorted(items, key=lambda item: (item.outcome != "refused", item.day, str(item.record_id)))


def _said(chain: Chain, kind: Kind, number: int) -> dict[UUID, bodies.Item]:
    """What the receiver said of each record, where it did."""
    if not rulebook.has(chain.held, kind, number):
        return {}
    return {one.record_id: one for one in bodies.items(chain.body(kind, number))}


def _asked(awaited: Awaited, volunteer: Volunteer) -> Asked | None:
    """None where another person is meant, or where the node is trusted no more."""
    node = nodes_queries.confirmed(awaited.node_name)
    step = read(awaited.document)
    try:
        named = persons.unsealed(step.body, step.transfer_id)
    except Unfit:
        return None
    if node is None or not persons.agrees(named, volunteer):
        return None
    name_there = named.name or named.name_latin
    return Asked(awaited.transfer_id, node, step.kind is Kind.INVITE, name_there, step.at, awaited.until)


def _may_see(viewer: Actor, transfer: Transfer) -> bool:
    return identity_rules.may_act_for(viewer, transfer.volunteer_id) or identity_queries.holds_office(
        viewer, transfer.region_code, Right.IDENTITY, Right.RECORDS
    )


def _allow(viewer: Actor, volunteer_id: UUID) -> None:
    if not (viewer.is_system or identity_rules.may_act_for(viewer, volunteer_id)):
        raise NotFound
