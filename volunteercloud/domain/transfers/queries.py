"""Reading transfers: the person, the guardian, and officers of the region where the person lived when it began."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.nodes.models import Node

from . import bundles, persons, storing
from . import chains as rulebook
from .models import Awaited, Bundle, Brought, Contradiction, Kind, Side, State, Transfer
from .steps import Signed, Unfit, read
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


@dataclass(frozen=True, slots=True)
class Whole:
    """A transfer as a page shows it. ``next`` is the step that comes now and ``turn`` whose it is: "here" or "there" for the
    nodes, "person_here" or "person_there" where somebody has to agree, "" where nothing is to come."""

    transfer: Transfer
    node: Node | None
    asked_here: bool
    timeline: list[Moment]
    items: list[Item]
    next: Kind | None
    turn: str
    may_end: bool
    contradictions: int


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
    raise NotImplementedError


def awaited(viewer: Actor, volunteer_id: UUID, at: datetime) -> list[Asked]:
    """What other nodes were asked for this person, who has not answered yet: the newest first. For the person and the
    guardian, and nobody below real-name level 1. One look-up by the person's own documents."""
    raise NotImplementedError


def brought(viewer: Actor, volunteer_id: UUID) -> list[Brought]:
    """Trainings, honours and the states of certificates that came along: shown, counted nowhere."""
    _allow(viewer, volunteer_id)
    return list(Brought.objects.filter(volunteer_id=volunteer_id).order_by("kind", "-at", "id")[:MOST])


def of_region(
    viewer: Actor,
    region_code: str,
    *,
    states: Sequence[State] = tuple(State),
    troubled: bool = False,
    before: tuple[datetime, UUID] | None = None,
) -> list[Transfer]:
    """Transfers of people who lived in a region or below when they began, the newest first, at most a page and one more.
    ``troubled``: those alone that an officer should look at. For officers for identity or records there."""
    raise NotImplementedError


def _may_see(viewer: Actor, transfer: Transfer) -> bool:
    return identity_rules.may_act_for(viewer, transfer.volunteer_id) or identity_queries.holds_office(
        viewer, transfer.region_code, Right.IDENTITY, Right.RECORDS
    )


def _allow(viewer: Actor, volunteer_id: UUID) -> None:
    if not (viewer.is_system or identity_rules.may_act_for(viewer, volunteer_id)):
        raise NotFound
