"""What an organization wrote, as the rules see it; and the same written by real actions, for what lies behind a case."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from tests.domain.organizations import factories as organizations
from volunteercloud.core.actor import Actor, system
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.claims import actions as claims
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.radar import actions
from volunteercloud.domain.radar.gathering import Before, Entry, Held, Person, Picture, Reading, Window
from volunteercloud.domain.radar.models import RadarCase, Thresholds

STARTS = datetime(2026, 5, 16, 1, 0, tzinfo=UTC)
DAY, HOUR, MINUTE, SECOND = (timedelta(**{unit: 1}) for unit in ("days", "hours", "minutes", "seconds"))
ENDS = STARTS + 2 * HOUR
SHIFT, LEADER = uuid4(), uuid4()
HERE, FAR = "990101", "980101"
DEFAULTS = Thresholds()
LONG_AGO = STARTS - 400 * DAY


def entry(**changes) -> Entry:
    """Entered ten days after a shift of two hours, for somebody who had signed up the day before it."""
    return Entry(
        **{
            "record_id": uuid4(),
            "volunteer_id": uuid4(),
            "shift_id": SHIFT,
            "starts_at": STARTS,
            "ends_at": ENDS,
            "written_at": ENDS + 10 * DAY,
            "minutes": 120,
            "grade": "E",
            "flags": (),
            "entered_by": LEADER,
            "entered_by_name": "清明",
            "on_roster_at": STARTS - DAY,
            "was_seen": False,
            "person": Person(LONG_AGO, HERE),
        }
        | changes
    )


def added(**changes) -> Entry:
    """The same for somebody who was put on the roster two minutes before the entry."""
    written_at = changes.get("written_at", ENDS + 10 * DAY)
    return entry(**{"on_roster_at": written_at - 2 * MINUTE} | changes)


def seen(**changes) -> Entry:
    """Somebody who was checked in by the leader, and confirmed that evening."""
    return entry(**{"grade": "B", "was_seen": True, "written_at": ENDS + 3 * HOUR} | changes)


def window(entries: Iterable[Entry] = (), **changes) -> Window:
    """The shifts of these entries began when the entries say, with a roster and people checked in."""
    entries = list(entries)
    shifts = {one.shift_id: Held(one.starts_at, HERE, early=5, seen=5) for one in entries}
    people = {one.volunteer_id: one.person for one in entries if one.person}
    said = {"entries": entries, "shifts": shifts, "readings": [], "pictures": [], "past": [], "people": people}
    return Window(**said | changes)


def before(grade: str = "B", **changes) -> Before:
    return Before(
        **{"volunteer_id": uuid4(), "shift_id": uuid4(), "written_at": STARTS - 60 * DAY, "grade": grade} | changes
    )


def reading(of: Entry, direction: str, at: datetime, method: str = "code", **changes) -> Reading:
    said = {"taken_by": of.volunteer_id, "point": None} | changes
    return Reading(of.shift_id, of.volunteer_id, direction, method, at, **said)


def picture(of: Entry, *, digest: bytes = b"", bits: int | None = 0, given_at: datetime = ENDS) -> Picture:
    return Picture(of.record_id, of.volunteer_id, of.shift_id, given_at, digest or of.record_id.bytes, bits)


# By real actions


def buyer(name: str, registered_at: datetime) -> Actor:
    """Somebody who registered on that day."""
    person = organizations.person(name)
    Volunteer.objects.filter(id=person.id).update(registered_at=registered_at)
    return person


def sell(seller: Actor, shift: Shift, buyers: Iterable[Actor], at: datetime) -> list[UUID]:
    """The manager puts each on the roster and enters the whole shift for them, one after the other."""
    record_ids = []
    for number, person in enumerate(buyers):
        late = claims.LateEntry(
            volunteer_id=person.id, starts_at=shift.starts_at, ends_at=shift.ends_at, added_reason="当天来帮忙"
        )
        (outcome,) = claims.enter_late(
            actor=seller,
            organization_id=shift.organization_id,
            shift_id=shift.id,
            entries=[late],
            reason="名单上漏了",
            at=at + number * MINUTE,
        )
        record_ids.append(outcome.record_id)
    return record_ids


def scan(shift: Shift, at: datetime, **changes) -> list[RadarCase]:
    return actions.scan(actor=system("tests"), organization_id=shift.organization_id, at=at, **changes)
