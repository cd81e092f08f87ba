"""Facts and cells of small worlds, for what officers do with figures."""

from datetime import date
from uuid import UUID

from tests.domain.organizations import factories as organizations
from tests.domain.statistics import worlds
from volunteercloud.core import ids, memory
from volunteercloud.domain.codes.models import Term
from volunteercloud.domain.regions.models import Region
from volunteercloud.domain.statistics import locations, periods
from volunteercloud.domain.statistics.models import ServiceCell, ServiceFact, ShiftCell, ShiftFact, Slice

ORGANIZATION = UUID(int=7)


def another_kind() -> str:
    """A kind that any organization may become."""
    Term.objects.create(list="organization_kind", code="other", name="其他", position=9, valid_from=organizations.BEGAN)
    memory.forget_all()  # lists are remembered
    return "other"


def world(seed: int, *, people: int = 60, records: int = 300) -> list[worlds.Record]:
    """A world with its cells, and the facts that they were counted from."""
    found = worlds.build(seed, people=people, records=records)
    worlds.store(found)
    locations.store()
    ServiceFact.objects.bulk_create(fact(record) for record in found)
    return found


def fact(record: worlds.Record) -> ServiceFact:
    return ServiceFact(
        volunteer_id=UUID(int=record.person + 1),
        record_id=ids.uuid7(),
        day=record.day,
        place_code=record.region_code,
        home_code=record.home_code,
        is_given=True,
        is_counted=True,
        organization_id=ORGANIZATION,
        organization_kind="community",
        kind="service",
        category=record.category,
        sdgs=[3, 10],
        sex=record.sex,
        age_band="18",
        grade="A",
        minutes=record.minutes,
    )


def shifts(code: str, month: date, **numbers: int) -> None:
    """What the shifts of a month came to in a region and all above it."""
    for length in (0, *(each for each in (2, 4, 6, 9) if each <= len(code))):
        ShiftCell.objects.update_or_create(
            region_code=code[:length],
            span="month",
            start=month,
            slice=Slice.TOTAL,
            value="",
            defaults={"shifts": 1, "places": 0, "taken": 0, "came": 0, "missed": 0, "recorded": 0, **numbers},
        )


def shift(organization_id: UUID, shift_id: UUID, day: date, code: str, **numbers: int) -> ShiftFact:
    locations.store()
    facts = {"places": 0, "taken": 0, "came": 0, "missed": 0, "recorded": 0, **numbers}
    return ShiftFact.objects.create(
        organization_id=organization_id, shift_id=shift_id, day=day, place_code=code, organization_kind="", **facts
    )


def hours(code: str, month: date, *, people: int = 20, **minutes: int) -> None:
    """The service of a month in a region and all above it, in cells of the month, its year and all time."""
    for length in (0, *(each for each in (2, 4, 6, 9) if each <= len(code))):
        for period in (periods.month(month), periods.year(month), periods.ever()):
            ServiceCell.objects.update_or_create(
                basis="place",
                region_code=code[:length],
                span=period.span,
                start=period.start,
                slice=Slice.TOTAL,
                value="",
                defaults={"records": people, "people": people, **minutes},
            )


def region(code: str, level: int, above: str | None = None) -> Region:
    return Region.objects.create(code=code, parent_id=above, level=level, name=code, valid_from=date(1980, 1, 1))
