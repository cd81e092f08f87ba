"""What the national node answers: values of blinded points, deposits, and whether a token was deposited elsewhere.

It learns tokens, never what they are of. What a node asks is limited to a number a day, since one that guesses asks much,
and so is what it deposits; each question is told to the nodes that were named in the answer.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.national import blinding
from volunteercloud.domain.national.models import Deposit, Enquiry
from volunteercloud.domain.nodes import queries as nodes_queries

POINTS_A_DAY = 20_000  # a question is two points
ALARM_FROM = POINTS_A_DAY * 4 // 5
MOST_AT_ONCE = 1_000
GUESSING = "national.guessing"

DEPOSITS_A_DAY = 20_000  # each takes a point first

SPEND = """
    INSERT INTO national_spent AS spent (node_name, day, number, deposited)
    VALUES (%(node)s, %(day)s, %(points)s, %(deposits)s)
    ON CONFLICT (node_name, day) DO UPDATE
    SET number = spent.number + EXCLUDED.number, deposited = spent.deposited + EXCLUDED.deposited
    WHERE spent.number + EXCLUDED.number <= %(most_points)s AND spent.deposited + EXCLUDED.deposited <= %(most_deposits)s
    RETURNING number"""


@transaction.atomic
def evaluate(*, actor: Actor, node_name: str, points: Sequence[bytes], at: datetime) -> list[bytes]:
    """Each blinded point times the key of this node. What was spent is the trail.

    Refused where this is not the national node (`national.not_here`), for what is no point or for too many at once
    (`national.points`), and beyond what a node may ask in a day (`national.budget`); close to that an alarm is raised.
    """
    allow_node(actor)

    if not 0 < len(points) <= MOST_AT_ONCE:
        raise _no_points()
    try:
        values = blinding.evaluate(own_key(), points)
    except blinding.Wrong:
        raise _no_points() from None

    spent = _spent(node_name, at, points=len(points))
    if spent >= ALARM_FROM:
        day = timezone.localdate(at).isoformat()
        facts = {"points": spent, "of": POINTS_A_DAY, "day": day}
        log_actions.raise_alarm(actor=actor, kind=GUESSING, subject=f"{node_name} {day}", facts=facts, at=at)
    return values


@transaction.atomic
def deposit(*, actor: Actor, node_name: str, put: Collection[UUID], take_back: Collection[UUID], at: datetime) -> None:
    """Keep that people are registered at a node, or keep it no more. The same twice changes nothing; the rows are the trail.

    Refused where this is not the national node, for too many at once (`national.points`), and beyond what a node may deposit
    in a day (`national.budget`). Taking back is never too much.
    """
    allow_node(actor)

    if len(put) + len(take_back) > MOST_AT_ONCE:
        raise _no_points()
    if put:
        _spent(node_name, at, deposits=len(put))

    Deposit.objects.filter(node_name=node_name, token__in=list(take_back)).delete()
    Deposit.objects.bulk_create(
        [Deposit(token=token, node_name=node_name, since=at) for token in sorted(set(put) - set(take_back))],
        ignore_conflicts=True,
    )


@transaction.atomic
def enquire(*, actor: Actor, node_name: str, enquiry_id: UUID, token: UUID, at: datetime) -> Enquiry:
    """Whether a token was deposited by other nodes than the one that asks: ``holders`` says by which.

    The same question again, by its id, is answered as the first time. Refused where this is not the national node, for an id
    that was used for another question (`national.enquiry_id`), and beyond the day's number (`national.budget`).
    """
    allow_node(actor)

    again = Enquiry.objects.filter(id=enquiry_id).first()
    if again:
        if (again.token, again.node_name) != (token, node_name):
            raise Refused("national.enquiry_id", _("This id belongs to another question."))
        return again

    _spent(node_name, at, points=2)
    trusted = {node.name for node in nodes_queries.trusted()} | {nodes_queries.own_name()}
    found = Deposit.objects.filter(token=token, node_name__in=trusted - {node_name}).order_by("node_name")
    return Enquiry.objects.create(
        id=enquiry_id,
        token=token,
        node_name=node_name,
        at=at,
        holders=list(found.values_list("node_name", flat=True)),
    )


def allow_node(actor: Actor) -> None:
    """Another node asks through its door, which says who it is; here only whether this one answers."""
    if not actor.is_system:
        raise NotAllowed("national.not_for_you")
    if not nodes_queries.own().is_national:
        raise Refused(
            "national.not_here",
            _("This node is not the national one and keeps no register."),
            next_step=_("Ask the node whose document says that it is national."),
        )


def own_key() -> int:
    return blinding.key_from(keys.key_for("national/registered", keys.FIRST))


def _spent(node_name: str, at: datetime, *, points: int = 0, deposits: int = 0) -> int:
    """Add to what a node used today. Returns its points."""
    facts: dict[str, Any] = {
        "node": node_name,
        "day": timezone.localdate(at),
        "points": points,
        "deposits": deposits,
        "most_points": POINTS_A_DAY,
        "most_deposits": DEPOSITS_A_DAY,
    }
    with connection.cursor() as cursor:
        cursor.execute(SPEND, facts)
        row = cursor.fetchone()
    if row is None:
        raise Refused(
            "national.budget",
            _("This node has asked about as many people today as one may in a day."),
            next_step=_(
                "Ask again tomorrow. If so many people really registered, tell the operator of the national node."
            ),
        )
    return int(row[0])


def _no_points() -> Refused:
    return Refused(
        "national.points",
        _("These are no blinded points, or there are too many at once."),
        next_step=_("Send up to 1,000, each the x-coordinate of a point of P-256 in 32 bytes."),
    )
