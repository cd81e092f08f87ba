"""Sign-up and check-in a second, in a database of any size: what a nation around them costs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from volunteercloud.cli import progress
from volunteercloud.cli.bench import check_in, scene, sign_up
from volunteercloud.cli.bench.serving import served

SITE = "volunteercloud"


@dataclass(frozen=True, slots=True)
class Size:
    """In each round so many check in, and as many sign up."""

    rounds: int
    people: int


FULL = Size(rounds=5, people=1_000)
SHORT = Size(rounds=3, people=300)
QUICK = Size(rounds=1, people=100)


def rates(database: str, size: Size, at: datetime) -> dict[str, float]:
    """The median of the rounds; people and shifts are made for it."""
    with progress.step("People and shifts"):
        scene.have_region(at)
        leader, *people = scene.build_people(size.people + 1, at)
        place = scene.build_place(leader, at)
        arrivals = check_in.arrivals(place, people, (size.rounds + 1) * size.people, at)
    days = [at + timedelta(days=60 + number) for number in range(size.rounds)]
    shifts = scene.build_shifts(place, days, hours=2, places=1_000_000)
    crowd = check_in.Crowd(arrivals, [], leader)
    with served(SITE, database) as site, progress.step("Sign-up and check-in"):
        check_in.slice_of(site, crowd.by_code, size.people)
        checked = [check_in.slice_of(site, crowd.by_code, size.people)[0] for _ in range(size.rounds)]
        signed = [
            sign_up.slice_of(site, [sign_up.asking(place, shift_id, person) for person in people])[0]
            for shift_id in shifts
        ]
    return {"check-in": median(checked), "sign-up": median(signed)}
