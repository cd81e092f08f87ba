"""Objections in the state that a test begins with, reached by actions."""

from datetime import datetime, timedelta

from volunteercloud.core.actor import Actor
from volunteercloud.domain.objections import actions, queries
from volunteercloud.domain.objections.models import Objection, Side, Wish
from volunteercloud.domain.objections.rules import Times
from volunteercloud.domain.records.models import RecordHead

DAY = timedelta(days=1)
GROUNDS = "那天我十一点半才走，带队人可以作证。"


def hour_of(head: RecordHead) -> Times:
    """The first hour of the record only."""
    starts_at = head.during.lower
    return Times(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))


def raised(actor: Actor, head: RecordHead, at: datetime, **changes) -> Objection:
    return actions.object_to_record(
        **{
            "actor": actor,
            "volunteer_id": head.volunteer_id,
            "record_id": head.record_id,
            "side": Side.VOLUNTEER,
            "wish": Wish.VOID,
            "grounds": GROUNDS,
            "at": at,
        }
        | changes
    )


def answered(actor: Actor, objection: Objection, at: datetime, **changes) -> Objection:
    return actions.answer_objection(
        **{
            "actor": actor,
            "organization_id": objection.organization_id,
            "objection_id": objection.id,
            "answer": "签退是十一点扫的，我们看过记录。",
            "at": at,
        }
        | changes
    )


def decided(officer: Actor, objection: Objection, at: datetime, outcome: str, **changes) -> Objection:
    return actions.decide_objection(
        **{
            "actor": officer,
            "case_id": case_of(objection).id,
            "outcome": outcome,
            "reason": "两位同组的人都这样说，扫码时间也对得上。",
            "at": at,
        }
        | changes
    )


def case_of(objection: Objection):
    from_queue = queries.latest_case(objection)
    assert from_queue is not None
    return from_queue


def appealed(actor: Actor, objection: Objection, at: datetime, **changes) -> Objection:
    return actions.appeal_decision(
        **{
            "actor": actor,
            "volunteer_id": objection.volunteer_id,
            "objection_id": objection.id,
            "side": Side.VOLUNTEER,
            "appeal": "同组的人那天不在。",
            "at": at,
        }
        | changes
    )
