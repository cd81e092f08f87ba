"""Shifts of the past as they were served, and those to come as far as people have signed up."""

import random
from datetime import datetime, timedelta
from typing import Any

from volunteercloud.cli.demo import city
from volunteercloud.cli.demo.story import Demo
from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.activities.models import Activity, Shift
from volunteercloud.domain.attendance import actions as attendance
from volunteercloud.domain.attendance import passes

Point = tuple[float, float]


def serve(demo: Demo, owner: Actor, leader: Actor, shift: Shift, scene: city.Scene) -> None:
    is_past = shift.ends_at < demo.now
    wanted = demo.luck.randint(2, min(4, scene.places)) if is_past else demo.luck.randint(0, scene.places + 2)
    ready = [actor for actor in demo.luck.sample(demo.actors[5:], 24) if actor not in (owner, leader)]
    is_lunch = scene == city.HOUSES[1].scenes[0]
    if demo.luck.random() < (0.06 if not is_past else 0.9 if is_lunch else 0.3):
        ready.insert(0, demo.actors[0])  # the volunteer who can sign in serves often, and brings lunch most Saturdays
    since = max(demo.began + timedelta(days=4), min(demo.now, shift.starts_at) - timedelta(days=9))
    signed_up = sign_up(demo, ready, wanted, shift, since)
    if is_past:
        _attend(demo, owner, leader, shift, signed_up)


def sign_up(demo: Demo, ready: list[Actor], wanted: int, shift: Shift, since: datetime) -> list[Actor]:
    """Sign up those who can, one after another, until enough have; who could not has reasons, such as another shift."""
    until = min(demo.now, shift.starts_at)
    moments = sorted(since + (until - since) * demo.luck.random() for _ in ready)
    signed_up: list[Actor] = []
    for actor, at in zip(ready, moments, strict=True):
        if len(signed_up) < wanted and _signs_up(actor, shift, at):
            signed_up.append(actor)
    return signed_up


def _signs_up(actor: Actor, shift: Shift, at: datetime) -> bool:
    try:
        signing_up.sign_up(
            actor=actor,
            organization_id=shift.organization_id,
            shift_id=shift.id,
            volunteer_id=actor.id,
            at=at,
        )
    except Refused:
        return False  # too young, serves elsewhere, lacks a skill: life
    return True


def _attend(demo: Demo, owner: Actor, leader: Actor, shift: Shift, signed_up: list[Actor]) -> None:
    """Two in three scan the rotating code themselves; the others are scanned or ticked by the leader; a few stay away."""
    there = []
    planned = activity_queries.shift(shift.organization_id, shift.id)
    on_roster = activity_queries.roster(owner, shift.organization_id, shift.id)
    requested = {row.volunteer_id for row in on_roster if row.state == "requested"}
    for actor in signed_up:
        key = {"organization_id": shift.organization_id, "shift_id": shift.id, "volunteer_id": actor.id}
        if actor.id in requested:
            signing_up.decide_sign_up(actor=owner, **key, approve=True, at=shift.starts_at - timedelta(hours=20))
        fate = demo.luck.random()
        if fate < 0.04:
            attendance.mark_absent(actor=leader, **key, at=shift.ends_at)
            continue
        arrives = shift.starts_at + timedelta(minutes=demo.luck.randint(-12, 6))
        leaves = shift.ends_at + timedelta(minutes=demo.luck.randint(-8, 14))
        for direction, at in (("in", arrives), ("out", leaves)):
            _scan(leader, actor, key, direction, at, fate, _point(planned.activity, f"{actor.label} {at}"))
        there.append(actor.id)
    if there and demo.luck.random() < 0.97:
        outcome = attendance.confirm(
            actor=leader,
            organization_id=shift.organization_id,
            shift_id=shift.id,
            volunteer_ids=there,
            at=shift.ends_at + timedelta(minutes=20),
        )
        demo.records += sum(one.record_id is not None for one in outcome)


def _point(activity: Activity, occasion: str) -> Point | None:
    """Where a phone was, within a hundred metres or so of the activity; one in ten does not tell. By the occasion alone, so
    that the rest of the story does not hang on it."""
    luck = random.Random(occasion)  # noqa: S311  a story, not a secret
    if activity.latitude is None or activity.longitude is None or luck.random() < 0.1:
        return None
    return activity.latitude + luck.uniform(-0.001, 0.001), activity.longitude + luck.uniform(-0.001, 0.001)


def _scan(
    leader: Actor, actor: Actor, key: dict[str, Any], direction: str, at: datetime, fate: float, point: Point | None
) -> None:
    request_id = ids.uuid7()
    if fate < 0.7:
        code = passes.issue_code(key["organization_id"], key["shift_id"], at)
        attendance.scan_code(
            actor=actor,
            code=code,
            volunteer_id=actor.id,
            direction=direction,
            request_id=request_id,
            at=at,
            point=point,
        )
    elif fate < 0.9:
        attendance.scan_pass(
            actor=leader,
            organization_id=key["organization_id"],
            shift_id=key["shift_id"],
            token=passes.issue_pass(actor.id, at),
            direction=direction,
            request_id=request_id,
            at=at,
        )
    else:
        attendance.tick(actor=leader, **key, direction=direction, request_id=request_id, at=at)
