"""What is counted of people and of shifts, derived from the rows of the areas below: one fact a person, record and shift,
with everything that it is sliced by.

Records of who was registered twice are facts of the person who is kept, so that a person enters a cell once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from volunteercloud.core.reading import among
from volunteercloud.domain.activities.models import Absence, AbsenceKind, Activity, Shift, ShiftState
from volunteercloud.domain.attendance.models import Attendance, AttendanceState
from volunteercloud.domain.identity.joining import owners_of
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.identity.rules import REAL_NAME
from volunteercloud.domain.organizations.models import Node
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.records.models import LISTED, RecordHead, Standing, Whereabouts

AGES = (70, 60, 45, 35, 25, 18, 14, 0)  # the youngest of each band, the oldest band first


class PersonOf(NamedTuple):
    """Fields of `PersonFact`."""

    volunteer_id: UUID
    region_code: str
    sex: str
    born_in: int | None
    registered_on: date


class ServiceOf(NamedTuple):
    """Fields of `ServiceFact`."""

    volunteer_id: UUID
    record_id: UUID
    day: date
    place_code: str
    home_code: str
    is_given: bool
    is_counted: bool
    organization_id: UUID
    organization_kind: str
    kind: str
    category: str
    sdgs: tuple[int, ...]
    sex: str
    age_band: str
    grade: str
    minutes: int


class ShiftOf(NamedTuple):
    """Fields of `ShiftFact`."""

    organization_id: UUID
    shift_id: UUID
    day: date
    place_code: str
    organization_kind: str
    category: str
    places: int
    taken: int
    came: int
    missed: int
    recorded: int


class PeopleOf(NamedTuple):
    """Everything of some people: of each of ``ids`` what there is, and nothing of those who are none any more."""

    ids: set[UUID]
    people: dict[UUID, PersonOf]
    services: dict[UUID, dict[UUID, ServiceOf]]


def derive(volunteer_ids: Collection[UUID]) -> PeopleOf:
    """The facts of these people, and of those that they are kept as; at most seven statements, whatever the number."""
    asked = _people(volunteer_ids)
    ids = set(volunteer_ids) | {person.merged_into_id for person in asked.values() if person.merged_into_id}
    owners = owners_of(ids - {person.id for person in asked.values() if person.merged_into_id})
    rows = asked | _people((ids | owners.keys()) - asked.keys())
    known = {owner_id: kept_id for owner_id, kept_id in owners.items() if kept_id in rows and owner_id in rows}
    people = {kept_id: rows[kept_id] for kept_id in known.values()}
    named = {each.id: _person(each) for each in people.values() if each.real_name_level >= REAL_NAME}
    return PeopleOf(ids, named, _services(known, rows))


def shifts(pairs: Iterable[tuple[UUID, UUID]], at: datetime) -> dict[tuple[UUID, UUID], ShiftOf]:
    """The facts of those of these shifts, by organization and id, that are over and were not cancelled; four
    statements. A meeting is none: no record comes of it."""
    wanted = set(pairs)
    theirs = Q(organization_id__in=among({one for one, _ in wanted}))
    over = Shift.objects.filter(theirs, id__in=among({one for _, one in wanted}), ends_at__lte=at)
    found = [
        shift
        for shift in over.exclude(state=ShiftState.CANCELLED).select_related("activity", "project", "post")
        if (shift.organization_id, shift.id) in wanted and not shift.post.is_meeting
    ]
    if not found:
        return {}
    kinds = _kinds({shift.organization_id for shift in found})
    came, recorded = _attendances(found)
    missed = _missed(found)
    return {
        (shift.organization_id, shift.id): ShiftOf(
            organization_id=shift.organization_id,
            shift_id=shift.id,
            day=timezone.localdate(shift.starts_at),
            place_code=shift.activity.region_id,
            organization_kind=kinds.get(shift.organization_id, ""),
            category=shift.project.category,
            places=shift.places,
            taken=shift.taken,
            came=came.get(shift.id, 0),
            missed=missed.get(shift.id, 0),
            recorded=recorded.get(shift.id, 0),
        )
        for shift in found
    }


def age_band(born_on: date | None, day: date) -> str:
    """The youngest age of the band that somebody was in on a day; empty where the birth is unknown, or was later."""
    if born_on is None:
        return ""
    age = day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    return next((str(youngest) for youngest in AGES if age >= youngest), "")


def goals(targets: Sequence[str]) -> tuple[int, ...]:
    """The goals of the targets of a project: the number before the dot, each once."""
    heads = {target.partition(".")[0] for target in targets}
    return tuple(sorted(int(head) for head in heads if head.isdecimal()))


def _people(ids: Collection[UUID]) -> dict[UUID, Volunteer]:
    if not ids:
        return {}
    wanted = ("id", "region_id", "sex", "birth_on", "registered_at", "real_name_level", "merged_into_id")
    return {each.id: each for each in Volunteer.objects.filter(id__in=among(ids)).only(*wanted)}


def _person(row: Volunteer) -> PersonOf:
    return PersonOf(
        volunteer_id=row.id,
        region_code=row.region_id or "",
        sex=row.sex,
        born_in=row.birth_on.year if row.birth_on else None,
        registered_on=timezone.localdate(row.registered_at),
    )


def _services(owners: Mapping[UUID, UUID], rows: Mapping[UUID, Volunteer]) -> dict[UUID, dict[UUID, ServiceOf]]:
    heads = RecordHead.objects.filter(LISTED, volunteer_id__in=among(owners), standing=Standing.VALID)
    told = list(
        heads.values_list(
            "volunteer_id",
            "record_id",
            "day",
            "organization_id",
            "kind",
            "grade",
            "minutes",
            "whereabouts",
            "origin",
            "record__service_region_code",
            "record__home_region_code",
            "record__category",
            "record__activity_id",
        )
    )
    kinds = _kinds({head[3] for head in told})
    sdgs = _goals({(head[3], head[12]) for head in told if head[12] and not head[8]})
    found: dict[UUID, dict[UUID, ServiceOf]] = defaultdict(dict)
    for owner_id, record_id, day, by_id, kind, grade, minutes, whereabouts, origin, place, home, category, of in told:
        person = rows[owners[owner_id]]
        found[person.id][record_id] = ServiceOf(
            volunteer_id=person.id,
            record_id=record_id,
            day=day,
            place_code=place,
            # Whoever brought a record along lives where the profile says; of one written here the version says where.
            home_code=(rows[owner_id].region_id or "") if origin else home,
            is_given=not origin,
            is_counted=whereabouts == Whereabouts.HERE,
            organization_id=by_id,
            organization_kind=kinds.get(by_id, ""),
            kind=kind,
            category=category,
            sdgs=sdgs.get((by_id, of), ()) if of else (),
            sex=person.sex,
            age_band=age_band(person.birth_on, day),
            grade=grade,
            minutes=minutes,
        )
    return found


def _kinds(organization_ids: Collection[UUID]) -> dict[UUID, str]:
    if not organization_ids:
        return {}
    nodes = Node.objects.filter(organization_id__in=among(organization_ids))
    return dict(nodes.values_list("organization_id", "kind"))


def _goals(activities: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], tuple[int, ...]]:
    """By organization and activity; what has no goals is missing."""
    if not activities:
        return {}
    owners = among({owner for owner, _ in activities})
    found = Activity.objects.filter(organization_id__in=owners, id__in=among({one for _, one in activities}))
    projects = {
        (owner, one): project for owner, one, project in found.values_list("organization_id", "id", "project_id")
    }
    targets = Project.objects.filter(organization_id__in=owners, id__in=among(set(projects.values())))
    aims = {one: goals(listed) for one, listed in targets.exclude(sdg_targets=[]).values_list("id", "sdg_targets")}
    return {key: aims[project] for key, project in projects.items() if aims.get(project)}


def _attendances(found: Sequence[Shift]) -> tuple[dict[UUID, int], dict[UUID, int]]:
    """Of each shift how many came, and of how many of them there is a record."""
    counted = (
        Attendance.objects.filter(
            organization_id__in=among({shift.organization_id for shift in found}),
            shift_id__in=among({shift.id for shift in found}),
        )
        .exclude(state=AttendanceState.ABSENT)
        .values_list("shift_id")
        .annotate(came=Count("volunteer_id"), recorded=Count("volunteer_id", filter=Q(record_id__isnull=False)))
    )
    rows = list(counted)
    return {one: came for one, came, _ in rows}, {one: recorded for one, _, recorded in rows}


def _missed(found: Sequence[Shift]) -> dict[UUID, int]:
    """Of each shift how many stayed away without an excuse that was accepted."""
    absences = Absence.objects.filter(
        organization_id__in=among({shift.organization_id for shift in found}),
        shift_id__in=among({shift.id for shift in found}),
        kind=AbsenceKind.UNEXCUSED,
    )
    return dict(absences.values_list("shift_id").annotate(missed=Count("volunteer_id")))
