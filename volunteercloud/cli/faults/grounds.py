"""What the load meets: people with keys, shifts that are on, shifts to race for.

`launching volunteercloud.cli.faults.grounds PEOPLE RACERS RACES` builds it in the environment of the site and prints it.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from volunteercloud.cli import database
from volunteercloud.cli.bench import scene
from volunteercloud.core.actor import system
from volunteercloud.domain.activities.actions.taking import persons_side
from volunteercloud.domain.activities.models import Shift, SignUpState
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.statistics import recounting

ON_A_SHIFT = 100
PLACES_IN_A_RACE = 3
PLACES_OF_A_TWIN = 1_000
RACES_A_DAY = 6
DOUBLES = 2
BEGAN = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody on the roster of a shift that is on, who has not come yet."""

    volunteer_id: str
    shift_id: str


@dataclass(frozen=True, slots=True)
class Racer:
    volunteer_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A race is a shift with few places, for the racers. Two twins have many at the same hours, for people with two windows."""

    organization_id: str
    leader_token: str
    began_at: str
    expected: list[Expected]
    racers: list[Racer]
    doubles: list[Racer]
    races: list[str]
    twins: list[tuple[str, str]]

    @classmethod
    def of(cls, document: str) -> "Ground":
        said = json.loads(document)
        said["expected"] = [Expected(**one) for one in said["expected"]]
        for group in ("racers", "doubles"):
            said[group] = [Racer(**one) for one in said[group]]
        return cls(**said)


def build(people: int, racers: int, races: int, at: datetime) -> Ground:
    scene.have_region(at)
    recounting.recount(actor=system("operator"), at=at)  # from here on every change is counted as it comes
    leader, *others = scene.build_people(people + racers + DOUBLES + 1, at)
    place = scene.build_place(leader, at)
    keyed = [Racer(str(person.id), person.token) for person in others[: racers + DOUBLES]]
    starts = [at + timedelta(days=2 + race // RACES_A_DAY, hours=3 * (race % RACES_A_DAY)) for race in range(races)]
    ones, others_at_once = (scene.build_shifts(place, starts, hours=2, places=PLACES_OF_A_TWIN) for _side in range(2))
    return Ground(
        organization_id=str(place.organization_id),
        leader_token=leader.token,
        began_at=(at - BEGAN).isoformat(),
        expected=list(_expected(place, others[racers + DOUBLES :], at)),
        racers=keyed[:racers],
        doubles=keyed[racers:],
        races=[str(one) for one in scene.build_shifts(place, starts, hours=2, places=PLACES_IN_A_RACE)],
        twins=[(str(one), str(other)) for one, other in zip(ones, others_at_once, strict=True)],
    )


def _expected(place: scene.Place, people: list[scene.Person], at: datetime) -> Iterator[Expected]:
    """On the roster of shifts that began three hours ago, a hundred on each, as both sides of a sign-up know it."""
    began = at - BEGAN
    shifts = scene.build_shifts(place, [began] * -(-len(people) // ON_A_SHIFT), hours=8, places=ON_A_SHIFT)
    for number, shift_id in enumerate(shifts):
        roster = people[number * ON_A_SHIFT : (number + 1) * ON_A_SHIFT]
        scene.put_on_roster(place, shift_id, roster, began)
        shift = Shift.objects.select_related("activity", "post", "organization").get(
            organization_id=place.organization_id, id=shift_id
        )
        known = Volunteer.objects.in_bulk([person.id for person in roster])
        scene.write(persons_side(shift, known[person.id], SignUpState.CONFIRMED, began) for person in roster)
        yield from (Expected(str(person.id), str(shift_id)) for person in roster)


def main() -> None:
    people, racers, races = map(int, sys.argv[2:5])
    with database.joined():
        sys.stdout.write(json.dumps(asdict(build(people, racers, races, timezone.now()))))
