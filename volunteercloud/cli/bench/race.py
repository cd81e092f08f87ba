"""Many clients at once for few places: who gets one, what the others are told, in which order they wait."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from volunteercloud.cli.bench import load, report, scene, sign_up
from volunteercloud.cli.bench.load import Reply
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.cli.bench.scene import Person, Place
from volunteercloud.cli.bench.serving import Site
from volunteercloud.domain.activities.models import HOLDING, Shift, SignUp, SignUpState
from volunteercloud.domain.audit.models import Entry


@dataclass(frozen=True, slots=True)
class Outcome:
    """One race. ``accepted`` is what the clients were told; ``kept`` says that the database agrees."""

    accepted: int
    kept: bool
    server_errors: int
    unexplained: int
    in_order: bool
    slowest_seconds: float


def measure(site: Site, place: Place, people: list[Person], races: int, places: int, at: datetime) -> Iterator[Outcome]:
    """Race by race, each for a shift of its own day; everybody runs in every race."""
    days = [at + timedelta(days=100 + number) for number in range(races)]
    for shift_id in scene.build_shifts(place, days, hours=2, places=places):
        requests = [sign_up.asking(place, shift_id, person, close=True) for person in people]
        yield _outcome(place, shift_id, places, load.all_at_once(site.port, requests))


def figures(outcomes: list[Outcome], places: int) -> list[Figure]:
    races, none = len(outcomes), report.exactly(0)
    exact = [outcome for outcome in outcomes if outcome.accepted == places and outcome.kept]
    return [
        figure(
            "races in which exactly all places went", len(exact), "races", limit=races, target=report.exactly(races)
        ),
        figure("races, server errors", sum(outcome.server_errors for outcome in outcomes), "answers", target=none),
        figure(
            "races, refusals without a reason", sum(outcome.unexplained for outcome in outcomes), "answers", target=none
        ),
        figure(
            "races, waiting lists out of order",
            sum(not outcome.in_order for outcome in outcomes),
            "races",
            target=none,
        ),
        figure(
            "races, slowest answer",
            max(outcome.slowest_seconds for outcome in outcomes),
            "s",
            target=report.at_most(5),
        ),
    ]


def _outcome(place: Place, shift_id: UUID, places: int, replies: list[Reply]) -> Outcome:
    written = [reply.json() for reply in replies if reply.status == 201]
    refused = [reply for reply in replies if 400 <= reply.status < 500]
    waiting = [said["queue_position"] for said in written if said["state"] == SignUpState.WAITING]
    return Outcome(
        accepted=sum(said["state"] == SignUpState.CONFIRMED for said in written),
        kept=_kept(place, shift_id, places),
        server_errors=sum(reply.status >= 500 for reply in replies),
        unexplained=sum(not _is_explained(reply) for reply in refused) + waiting.count(None),
        in_order=sorted(waiting) == list(range(1, len(waiting) + 1))
        and _in_commit_order(place, shift_id, len(waiting)),
        slowest_seconds=max(reply.seconds for reply in replies),
    )


def _is_explained(reply: Reply) -> bool:
    said = reply.json()
    return bool(said.get("code") and said.get("detail"))


def _kept(place: Place, shift_id: UUID, places: int) -> bool:
    """Whether the shift counts as many places as there are people who hold one."""
    taken = Shift.objects.values_list("taken", flat=True).get(organization_id=place.organization_id, id=shift_id)
    held = SignUp.objects.filter(organization_id=place.organization_id, shift_id=shift_id, state__in=HOLDING).count()
    return taken == held == places


def _in_commit_order(place: Place, shift_id: UUID, count: int) -> bool:
    """Whether who committed first waits first.

    A place in the list is given under the lock of the shift's row, which is kept until the commit; the audit entry is
    made within, and its id bears the millisecond. So these times, in the order of the list, never go back.
    """
    positions = dict(
        SignUp.objects.filter(
            organization_id=place.organization_id, shift_id=shift_id, state=SignUpState.WAITING
        ).values_list("volunteer_id", "queue_position")
    )
    entries = Entry.objects.filter(
        owner_id=place.organization_id, subject_id=shift_id, name="activities.signed_up", facts__state="waiting"
    ).values_list("id", "facts__volunteer")
    by_position = sorted((positions[UUID(volunteer)], entry_id.int >> 80) for entry_id, volunteer in entries)
    times = [milliseconds for _, milliseconds in by_position]
    return len(times) == count and times == sorted(times)
