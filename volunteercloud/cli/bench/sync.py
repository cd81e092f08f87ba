"""Devices that come back: scans made without a signal, taken in by deliveries of the largest size.

Works on the database it is given, a throwaway one. `volunteercloud bench records` calls it.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from volunteercloud.cli import progress
from volunteercloud.cli.bench import report, scene
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.cli.bench.scene import Person
from volunteercloud.cli.problem import Problem
from volunteercloud.core import ids
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.domain.attendance import actions
from volunteercloud.domain.attendance.desk import MOST_EVENTS, Event, Outcome

SECONDS = 10
HOURS = 2
HOUR = timedelta(hours=1)
AHEAD = timedelta(hours=31)  # what the device's clock is wrong by


@dataclass(frozen=True, slots=True)
class Size:
    """So many people on one roster, half of them checked in and out by either of two devices."""

    people: int


FULL = Size(people=5_000)
SHORT = Size(people=500)
QUICK = Size(people=25)


def measure(size: Size, at: datetime) -> list[Figure]:
    """Two scans a person, the later one told first; then all of them once more; then by each device those of the other,
    a minute later: ten thousand that say otherwise."""
    with progress.step("A roster for devices without a signal"):
        leader, *people = scene.build_people(size.people + 1, at)
        place = scene.build_place(leader, at)
        starts_at = at - timedelta(hours=HOURS + 1)
        (shift_id,) = scene.build_shifts(place, [starts_at], hours=HOURS, places=len(people))
        scene.put_on_roster(place, shift_id, people, at)
    who = Actor(ActorKind.PERSON, leader.name, leader.id)
    home = {"actor": who, "organization_id": place.organization_id}
    devices = [ids.uuid7(), ids.uuid7()]
    for device_id in devices:
        actions.hand_out(
            **home, shift_id=shift_id, device_id=device_id, device_clock=starts_at - HOUR + AHEAD, at=starts_at - HOUR
        )
    halves = people[: len(people) // 2], people[len(people) // 2 :]
    scans = {device_id: _scans(half, starts_at) for device_id, half in zip(devices, halves, strict=True)}
    others = {
        device_id: _scans(half, starts_at + timedelta(minutes=1))
        for device_id, half in zip(devices, reversed(halves), strict=True)
    }
    count = 2 * len(people)
    with progress.step("Deliveries"):
        told = [_deliver(home, each, at) for each in (scans, scans, others)]
    if [outcomes for _seconds, outcomes in told] != [
        {outcome: count} for outcome in (Outcome.ACCEPTED, Outcome.SAME, Outcome.CONFLICT)
    ]:
        raise Problem("Not every scan ended as it should.", f"Told was {[outcomes for _seconds, outcomes in told]}.")
    names = (
        f"taking in {count:,} scans made without a signal",
        f"the same {count:,} scans once more",
        f"{count:,} scans that contradict them",
    )
    return [
        figure(name, seconds, "s", target=report.at_most(SECONDS))
        for name, (seconds, _outcomes) in zip(names, told, strict=True)
    ]


def _scans(people: list[Person], starts_at: datetime) -> list[Event]:
    told = [("out", starts_at + timedelta(hours=HOURS)), ("in", starts_at)]
    return [
        Event(id=uuid4(), direction=way, method="tick", device_at=moment + AHEAD, volunteer_id=person.id)
        for person in people
        for way, moment in told
    ]


def _deliver(
    home: dict[str, object], scans: dict[object, list[Event]], at: datetime
) -> tuple[float, dict[Outcome, int]]:
    """The seconds that all deliveries took, and how many scans ended how."""
    outcomes: dict[Outcome, int] = {}
    began = time.perf_counter()
    for device_id, events in scans.items():
        for start in range(0, len(events), MOST_EVENTS):
            delivered = actions.sync(
                **home,
                device_id=device_id,
                device_clock=at + AHEAD,
                events=events[start : start + MOST_EVENTS],
                at=at,
            )
            for receipt in delivered.receipts:
                outcomes[receipt.outcome] = outcomes.get(receipt.outcome, 0) + 1
    return time.perf_counter() - began, outcomes
