"""Records that leave for another node: readable here ever after, counted there."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.core.reading import among
from volunteercloud.core.transactions import retried
from volunteercloud.domain.changes import noting
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.joining import owners_of
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.records import changes, hand_overs
from volunteercloud.domain.records.carrying import HandOver
from volunteercloud.domain.records.models import RecordHead, Standing, Whereabouts

BEHIND = "record_behind"
LEAVES = """
    UPDATE records_recordhead AS head
    SET whereabouts = 'moved', moved_to = given.node_name, moved_version = given.version
    FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::int[]) AS given (volunteer_id, record_id, node_name, version)
    WHERE head.volunteer_id = given.volunteer_id AND head.record_id = given.record_id AND head.whereabouts = 'here'
"""
FOLLOWED = """
    UPDATE records_recordhead AS head SET moved_version = given.version
    FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::int[]) AS given (volunteer_id, record_id, node_name, version)
    WHERE head.volunteer_id = given.volunteer_id AND head.record_id = given.record_id AND head.whereabouts = 'moved'
      AND head.moved_to = given.node_name AND head.moved_version < given.version
"""


@retried
def hand_over(*, actor: Actor, handed: Sequence[HandOver], at: datetime) -> None:
    """From now on these records count at the other node: heads turn to `moved`, and the log gets a leaf `handover/1` for each
    transfer. Part of the action that commits the transfer, for many people at once; a transfer is handed over whole.

    Refused as a whole where a record does not count here any more (`record.not_here`). A record that was corrected since
    it was offered goes in the version offered; the newer one follows (`records.queries.following`).
    """
    people = identity_queries.held({one.volunteer_id for one in handed})
    heads = _heads(handed)
    for one in handed:
        head = heads.get((one.volunteer_id, one.record_id))
        if head is None or head.whereabouts != Whereabouts.HERE or head.version < one.version:
            raise Refused(
                "record.not_here",
                _("A record does not count here any more, so it cannot be handed over."),
                next_step=_("Call this transfer off and ask for a new one."),
                facts={"record_id": str(one.record_id)},
            )

    _move(LEAVES, handed, heads)
    counted = [(one, _minutes(heads[one.volunteer_id, one.record_id])) for one in handed]
    hand_overs.seal(counted, at, is_ours=True)
    changes.gone([head.volunteer_id for head in heads.values()])
    noting.note_people([head.volunteer_id for head in heads.values()], at)

    hand_overs.leave_entries(actor, "records.handed_over", people, counted, at)


@retried
def note_followed(*, actor: Actor, handed: Sequence[HandOver], refused: Collection[UUID] = (), at: datetime) -> None:
    """The other node has answered for these versions: they need not follow any more, whether it took or refused them. Of
    those ``refused`` the officers of the person's region are told by an alarm."""
    people = identity_queries.held({one.volunteer_id for one in handed})
    heads = _heads(handed)
    known = [one for one in handed if (one.volunteer_id, one.record_id) in heads]

    _move(FOLLOWED, known, heads)
    for one in known:
        if one.record_id in refused:
            log_actions.raise_alarm(
                actor=actor,
                kind=BEHIND,
                subject=str(one.record_id),
                facts={"node": one.node_name, "version": one.version, "transfer": str(one.transfer_id)},
                region_code=people[one.volunteer_id].region_id or "",
                at=at,
            )


def _heads(handed: Sequence[HandOver]) -> dict[tuple[UUID, UUID], RecordHead]:
    """By person and record, under whichever of their numbers it stands."""
    owners = owners_of(one.volunteer_id for one in handed)
    heads = RecordHead.objects.filter(
        volunteer_id__in=among(owners), record_id__in=among({one.record_id for one in handed})
    )
    return {(owners[head.volunteer_id], head.record_id): head for head in heads}


def _minutes(head: RecordHead) -> int:
    return head.minutes if head.standing == Standing.VALID else 0


def _move(statement: str, handed: Sequence[HandOver], heads: dict[tuple[UUID, UUID], RecordHead]) -> None:
    if not handed:
        return
    owners = [heads[one.volunteer_id, one.record_id].volunteer_id for one in handed]
    columns = (
        [one.record_id for one in handed],
        [one.node_name for one in handed],
        [one.version for one in handed],
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [owners, *columns])
