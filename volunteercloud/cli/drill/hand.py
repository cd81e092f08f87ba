"""What people and operators do at a node of the drill, by the actions that pages and commands call; runs in its environment.

Reads one JSON line a wish from its input and writes one JSON line an answer: `hands.Hand` is the other end.
"""

import json
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection
from django.utils import timezone

from volunteercloud.cli.bench import scene
from volunteercloud.cli.drill import consenting
from volunteercloud.cli.drill import people as building
from volunteercloud.core import actor as actors
from volunteercloud.core import ids
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.nodes import actions as node_actions
from volunteercloud.domain.nodes import calling as node_calling
from volunteercloud.domain.nodes import documents
from volunteercloud.domain.nodes import looking as node_looking
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.drafts import Circumstances, RecordDraft
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.transfers import actions as transfer_actions
from volunteercloud.domain.transfers import queries as transfer_queries
from volunteercloud.domain.transfers import terms
from volunteercloud.domain.transfers.models import OPEN

OPERATOR = actors.system("operator")
LONG_AGO = timedelta(days=2_000)
AT_ONCE = 5_000


class Team:
    """The organization that records here, once there is one."""

    leader: Actor
    place: scene.Place


def settle(sequence: int) -> str:
    """An organization with a leader, which records whatever is served here; the name of this node."""
    at = timezone.now() - LONG_AGO
    (leader,) = building.build([sequence], at)
    Team.leader = Actor(ActorKind.PERSON, leader.name, leader.id)
    Team.place = scene.build_place(scene.Person(leader.id, leader.name, leader.number, ""), at)
    return node_queries.own_name()


def fingerprint() -> str:
    """What an officer of this node reads out over the phone."""
    at = timezone.now()
    return documents.own(at).fingerprint(at)


def trust(url: str, fingerprint: str) -> str:
    """Propose the node behind an address and confirm it: its officer read out the fingerprint. Its name."""
    node = node_looking.propose(actor=OPERATOR, url=url, at=timezone.now())
    node_actions.confirm(actor=OPERATOR, name=node.name, fingerprint=fingerprint, at=timezone.now())
    return node.name


def people(sequences: list[int], called: str = "") -> list[dict[str, str]]:
    made = building.build(sequences, timezone.now() - LONG_AGO, called=called)
    return [{"id": str(one.id), "name": one.name, "number": one.number} for one in made]


def serve(entries: list[list[Any]]) -> list[str]:
    """Records: of each person ``[id, name, number, starts_at, minutes]``; the id of the record, or why there is none."""
    at, found = timezone.now(), []
    for first in range(0, len(entries), AT_ONCE):
        drafts = [_draft(*entry) for entry in entries[first : first + AT_ONCE]]
        found += record_actions.record_many(actor=Team.leader, drafts=drafts, at=at)
    return [str(one.record_id) if isinstance(one, RecordHead) else one.code for one in found]


def _draft(volunteer_id: str, name: str, number: str, starts_at: str, minutes: int) -> RecordDraft:
    begins = datetime.fromisoformat(starts_at)
    return RecordDraft(
        volunteer_id=UUID(volunteer_id),
        volunteer_name=name,
        volunteer_number=number,
        title="社区食堂分餐",
        content="分餐、送餐、收拾。",
        organization_id=Team.place.organization_id,
        organization_name="测试志愿服务队",
        activity_id=Team.place.activity_id,
        service_region_code=scene.REGION,
        starts_at=begins,
        ends_at=begins + timedelta(minutes=minutes),
        grade="E",
        source_kind="list",
        source_id=ids.uuid7(),
        recorder_id=Team.leader.id,
        recorder_name=Team.leader.label,
        confirmer_id=Team.leader.id,
        confirmer_name=Team.leader.label,
        circumstances=Circumstances(approved_at=begins - timedelta(days=30), late_reason="名单补录。"),
    )


def correct(volunteer_id: str, record_id: str, starts_at: str, minutes: int) -> int:
    """Other times for a record; its version since."""
    begins = datetime.fromisoformat(starts_at)
    head = record_actions.correct_record(
        actor=Team.leader,
        volunteer_id=UUID(volunteer_id),
        record_id=UUID(record_id),
        starts_at=begins,
        ends_at=begins + timedelta(minutes=minutes),
        break_minutes=0,
        reason="名单上的时间更正。",
        at=timezone.now(),
    )
    return head.version


def revoke(volunteer_id: str, record_id: str) -> int:
    head = record_actions.revoke_record(
        actor=Team.leader,
        volunteer_id=UUID(volunteer_id),
        record_id=UUID(record_id),
        reason="名单有误，本人未到。",
        at=timezone.now(),
    )
    return head.version


def ask(volunteer_id: str, node_name: str, bring: bool) -> str:
    """Ask for somebody's records to be moved here, or from here; the id of the transfer."""
    transfer = transfer_actions.ask(
        actor=_oneself(volunteer_id),
        volunteer_id=UUID(volunteer_id),
        node_name=node_name,
        bring=bring,
        terms=terms.VERSION,
        at=timezone.now(),
    )
    return str(transfer.id)


def agree(volunteer_id: str, node_name: str) -> list[str]:
    """Agree to whatever was asked for at the other node and waits for this person; the ids of what goes on now."""
    at, viewer = timezone.now(), _oneself(volunteer_id)
    asked = [one for one in transfer_queries.awaited(viewer, UUID(volunteer_id), at) if one.node.name == node_name]
    agreed = [
        transfer_actions.agree(
            actor=viewer,
            volunteer_id=UUID(volunteer_id),
            transfer_id=one.transfer_id,
            terms=terms.VERSION,
            at=at,
        )
        for one in asked
    ]
    return [str(one.id) for one in agreed]


def mine(volunteer_id: str) -> dict[str, str]:
    """The states of somebody's transfers, by their ids."""
    found = transfer_queries.mine(_oneself(volunteer_id), UUID(volunteer_id))
    return {str(one.id): one.state for one in found}


def decline(volunteer_id: str) -> int:
    """Call off whatever of this person goes on here and can still be called off; how many that were."""
    viewer = _oneself(volunteer_id)
    called_off = 0
    for one in transfer_queries.mine(viewer, UUID(volunteer_id)):
        if one.state not in OPEN:
            continue
        with suppress(Refused):
            transfer_actions.decline(
                actor=viewer, volunteer_id=UUID(volunteer_id), transfer_id=one.id, at=timezone.now()
            )
            called_off += 1
    return called_off


def totals(volunteer_ids: list[str]) -> int:
    """The minutes that these people's own pages show."""
    return sum(
        minutes
        for volunteer_id in volunteer_ids
        for minutes in record_queries.totals_of(_oneself(volunteer_id), UUID(volunteer_id)).by_grade.values()
    )


def send(node_name: str, path: str, body: str) -> str:
    """Anything at all, rightly signed by this node; the code that it was refused with, empty where it was not."""
    try:
        node_calling.post(node_name, path, body.encode(), timezone.now())
    except (node_calling.Unreachable, node_calling.RefusedThere) as error:
        return error.code
    return ""


def _oneself(volunteer_id: str) -> Actor:
    return Actor(ActorKind.PERSON, "", UUID(volunteer_id))


def seal() -> int:
    """Give everything that waits its place in the log, as the worker does every two seconds; how much was left."""
    while log_actions.integrate(timezone.now()) and log_queries.waiting():
        pass
    return log_queries.waiting()


WISHES = {
    wish.__name__: wish
    for wish in (
        *(settle, fingerprint, trust, people, serve, correct, revoke),
        *(ask, agree, mine, decline, totals, send, seal),
        *(consenting.request, consenting.consent, consenting.release, consenting.repeat),
    )
}


def answered(line: str) -> dict[str, Any]:
    wish = json.loads(line)
    try:
        return {"done": WISHES[wish["do"]](**wish["with"])}
    except Refused as refusal:
        return {"refused": refusal.code}
    except (NotAllowed, NotFound) as refusal:
        return {"refused": getattr(refusal, "code", "not_found")}
    except DatabaseError as error:
        connection.close()
        return {"failed": f"{type(error).__name__}: {error}"}


def main() -> None:
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answered(line), default=str) + "\n")
        sys.stdout.flush()
