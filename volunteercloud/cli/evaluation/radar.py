"""The radar at work on a made-up city: swept week by week as time goes by, then compared with what was sold."""

import random
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from volunteercloud.cli.evaluation import bought, copying, honest
from volunteercloud.cli.evaluation.world import DAY, HOUR, Entry, Organization, Shift, Size, World
from volunteercloud.core.actor import system
from volunteercloud.core.constraints import broken_by
from volunteercloud.domain.radar import actions, rulebook
from volunteercloud.domain.radar.models import CaseReason, RadarCase
from volunteercloud.domain.records.models import RecordHead

FULL = Size(organizations=300, people=20_000, records=60_000, days=180)
SMALL = Size(organizations=24, people=1_200, records=3_000, days=90)
BEGINS = datetime(2026, 1, 4, 16, 0, tzinfo=UTC)
SWEPT_EVERY = 7  # days; a night's sweep finds the same a little sooner, and takes seven times as long to play

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Score:
    """How often a rule, or all of them, is right. ``records`` it speaks about in cases; ``bought`` are those that were sold."""

    name: str
    records: int
    bought: int
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class Report:
    seed: int
    honest: int
    bought: int
    total: Score
    rules: list[Score]
    tricks: list[Score]
    wrongly: dict[str, int]  # honest records in cases, by the reasons that hold them
    cases: int
    honest_cases: int
    overlaps_tried: int
    overlaps_refused: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def build(size: Size, seed: int) -> World:
    """The same size and seed make the same city."""
    world = World(size, random.Random(seed), BEGINS)  # noqa: S311  dice, no secret
    honest.build(world)
    bought.build(world)
    return world


def evaluate(size: Size, seed: int, progress: Progress = lambda done, of: None) -> Report:
    """Build a city, write it, let the radar sweep through its time, and compare. The database must hold nobody."""
    world = build(size, seed)
    copying.write(world)
    tried, refused = _overlap(world)
    sweep(world, progress)
    return judge(world, seed, tried, refused)


def sweep(world: World, progress: Progress) -> None:
    steps = range(SWEPT_EVERY, world.size.days + 30, SWEPT_EVERY)
    for number, day in enumerate(steps):
        for organization in world.organizations:
            actions.scan(actor=system("radar.evaluate"), organization_id=organization.id, at=world.begins + day * DAY)
        progress(number + 1, len(steps))


def judge(world: World, seed: int, tried: int, refused: int) -> Report:
    """A record counts as found if an open case holds it."""
    told: dict[UUID, set[str]] = {}
    for record_id, rule in CaseReason.objects.values_list("record_id", "rule"):
        told.setdefault(record_id, set()).add(rule)
    sold = {entry.record_id: entry.sold_as for entry in world.entries if entry.sold_as}
    codes = [rule.code for rule in rulebook.RULES]
    speaks = {code: {record_id for record_id, rules in told.items() if code in rules} for code in codes}
    tricks = {trick: {one for one, sold_as in sold.items() if sold_as == trick} for trick in sorted(set(sold.values()))}
    cases = _cases(world)
    return Report(
        seed=seed,
        honest=len(world.entries) - len(sold),
        bought=len(sold),
        total=_score("total", told.keys(), sold.keys()),
        rules=[_score(code, records, sold.keys()) for code, records in speaks.items()],
        tricks=[_score(trick, told.keys() & records, records) for trick, records in tricks.items()],
        wrongly=dict(Counter(" + ".join(sorted(told[one])) for one in told.keys() - sold.keys()).most_common(12)),
        cases=len(cases),
        honest_cases=sum(not is_right for is_right in cases),
        overlaps_tried=tried,
        overlaps_refused=refused,
    )


def _cases(world: World) -> list[bool]:
    """For each case whether anything in it was sold."""
    sold = {entry.record_id for entry in world.entries if entry.sold_as}
    right = set(CaseReason.objects.filter(record_id__in=sold).values_list("case_id", flat=True))
    return [case_id in right for case_id in RadarCase.objects.values_list("id", flat=True)]


def _score(name: str, found: Collection[UUID], wanted: Collection[UUID]) -> Score:
    right = len(set(found) & set(wanted))
    return Score(
        name,
        len(found),
        right,
        round(right / len(found), 3) if found else 1.0,
        round(right / len(wanted), 3) if wanted else 1.0,
    )


def _overlap(world: World) -> tuple[int, int]:
    """Sales of hours in another province at a time for which the buyer has a record already. How many were tried, and
    how many of them the database refused."""
    before = [entry for entry in world.entries if entry.shift.lasts > HOUR]
    tried = world.chance.sample(before, min(len(before), round(len(world.entries) * world.size.overlaps)))
    return len(tried), sum(_is_refused(world, entry) for entry in tried)


def _is_refused(world: World, entry: Entry) -> bool:
    """A shift somewhere else that begins up to an hour before or after the one the person was at."""
    elsewhere = Organization(world.new_id(), "far", honest.FAR[0], (30.0, 104.0), world.new_id(), [], [])
    begins = entry.shift.starts_at + timedelta(minutes=world.chance.randint(-60, 60))
    shift = Shift(world.new_id(), elsewhere, entry.shift.day, begins, begins + 2 * HOUR)
    second = Entry(world.new_id(), entry.person, shift, "E", begins, entry.written_at, entry.entered_by)
    try:
        with transaction.atomic():
            RecordHead(**copying.head(second)).save(force_insert=True)
    except IntegrityError as error:
        if broken_by(error).startswith("record_no_overlap"):
            return True
        raise
    return False
