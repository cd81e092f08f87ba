"""What suits people of the city, who of them agreed to be found, and whom the team asked to come."""

from datetime import datetime, timedelta

from volunteercloud.cli.demo import houses
from volunteercloud.cli.demo.story import Demo
from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.models import Shift, ShiftState
from volunteercloud.domain.identity.consents import Purpose
from volunteercloud.domain.matching import actions, queries
from volunteercloud.domain.matching.models import SubjectKind

TEAM = 1
FOUND, ASKED = 40, 4
REACHES_KM = (2, 3, 5, 10)
WEEKEND = tuple(range(15, 21))
EVENINGS = tuple(day * 3 + 2 for day in range(5))
DAY = timedelta(days=1)


def suiting(demo: Demo) -> None:
    """The volunteer who can sign in is among those who agreed; the team asks those who suit its next shift best."""
    at = demo.now - 20 * DAY
    for number, somebody in enumerate([demo.actors[0], *demo.actors[20 : 20 + FOUND]]):
        _agrees(somebody, number, at + timedelta(minutes=number))
    _asks(demo)


def _agrees(somebody: Actor, number: int, at: datetime) -> None:
    mine = {"actor": somebody, "volunteer_id": somebody.id, "at": at}
    wished = actions.Wished(
        reach_km=REACHES_KM[number % len(REACHES_KM)], parts=(WEEKEND, EVENINGS, (*WEEKEND, *EVENINGS), ())[number % 4]
    )
    actions.set_preference(wished=wished, **mine)
    actions.give_consent(purpose=Purpose.FOUND, **mine)


def _asks(demo: Demo) -> None:
    team, owner = houses.found(demo, TEAM)
    coming = Shift.objects.filter(organization_id=team.id, state=ShiftState.OPEN, starts_at__gt=demo.now + DAY)
    shift = coming.order_by("starts_at", "id").first()
    if shift is None:
        return
    _shift, ranking = queries.for_shift(owner, team.id, shift.id, demo.now)
    numbers = [suited.number for suited in ranking.people[:ASKED]]
    if numbers:
        actions.ask_people(
            actor=owner,
            organization_id=team.id,
            subject_kind=SubjectKind.SHIFT,
            subject_id=shift.id,
            numbers=numbers,
            words="这一班还缺人，您常来这一带，方便的话来搭把手。",
            at=demo.now - timedelta(hours=5),
        )
