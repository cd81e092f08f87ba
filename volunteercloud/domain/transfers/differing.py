"""What other nodes were asked for the holder of a document here, under another name or date of birth.

The person is not asked to agree: it may be somebody else. Officers of where the person lives see in what the two differ.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.distributed import fanning
from volunteercloud.core.errors import NotFound
from volunteercloud.core.reading import among
from volunteercloud.domain.identity import names
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right, Volunteer
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.nodes.models import Node

from . import persons
from .models import Awaited, Kind
from .persons import Difference
from .steps import Unfit, read

MOST = 50


@dataclass(frozen=True, slots=True)
class Misnamed:
    """Who is meant here and how they are called there, both masked; in what the two differ, and which characters of the
    name do, counted from 1, where both have as many. ``bring``: the records would come here. Nothing can be said of what
    cannot be opened any more: ``differences`` is empty then."""

    volunteer_id: UUID
    name: str
    name_there: str
    node_name: str
    bring: bool
    asked_at: datetime
    until: datetime
    differences: list[Difference]
    characters: list[int]


@fanning.allowed()
def of_region(viewer: Actor, region_code: str, at: datetime) -> list[Misnamed]:
    """Of people who live in a region or below, the newest first, at most 50. For officers for identity there.
    Asks every shard: a desk's question."""
    if not identity_queries.holds_office(viewer, region_code, Right.IDENTITY):
        raise NotFound
    kept = Awaited.objects.filter(region_code__startswith=region_code, until__gt=at).exclude(trouble="")
    found = list(kept.order_by("-received_at", "-transfer_id")[:MOST])
    people = persons.holders([one.person_index for one in found]) if found else {}
    return [_misnamed(one, people[one.person_index]) for one in found if one.person_index in people]


def of_person(viewer: Actor, volunteer_id: UUID, at: datetime) -> list[Node]:
    """At which trusted nodes that was asked for this person: each once, by name. For the person and the guardian, who are
    told where, and neither the name nor the day of birth that stand there."""
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound
    indexes = among(persons.indexes_of(volunteer_id))
    kept = Awaited.objects.filter(person_index__in=indexes, until__gt=at).exclude(trouble="")
    named = sorted(set(kept.order_by().values_list("node_name", flat=True)[:MOST]))
    return [node for name in named if (node := nodes_queries.confirmed(name)) is not None]


def _misnamed(awaited: Awaited, volunteer: Volunteer) -> Misnamed:
    step = read(awaited.document)
    try:
        named = persons.unsealed(step.body, step.transfer_id)
    except Unfit:
        named = None
    there = (named.name or named.name_latin) if named else ""
    differences = persons.differences(named, volunteer) if named else []
    return Misnamed(
        volunteer_id=volunteer.id,
        name=names.masked(volunteer.name or volunteer.name_latin) or volunteer.number,
        name_there=names.masked(there),
        node_name=awaited.node_name,
        bring=awaited.kind == Kind.INVITE,
        asked_at=step.at,
        until=awaited.until,
        differences=differences,
        characters=_characters(there, volunteer.name) if Difference.NAME in differences else [],
    )


def _characters(there: str, here: str) -> list[int]:
    """Which characters are others, where names of one length differ; of a name in letters that would say nothing."""
    if len(there) != len(here) or not all(map(names.IS_HAN.match, here)):
        return []
    return [place for place, (one, other) in enumerate(zip(there, here, strict=True), 1) if one != other]
