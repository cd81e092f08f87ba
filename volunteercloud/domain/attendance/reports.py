"""What came of an organization's service in a period: by person and by project, from the records that stand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, Sum

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.activities.models import Activity
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.records.models import CREDIT_GRADES, Kind, OrganizationRecord, Standing

MOST_ROWS = 20_000


@dataclass(slots=True)
class Line:
    """Minutes of one person or one project; credit and honour are never added up."""

    name: str
    name_en: str = ""
    number: str = ""
    credit_minutes: int = 0
    honour_minutes: int = 0
    records: int = 0
    people: set[UUID] = field(default_factory=set)

    def add(self, volunteer_id: UUID, credit: int, honour: int, records: int) -> None:
        self.people.add(volunteer_id)
        self.credit_minutes += credit
        self.honour_minutes += honour
        self.records += records


@dataclass(frozen=True, slots=True)
class Report:
    """``people`` by name, ``projects`` by title, ``total`` over all. ``is_cut`` if the period holds more than is added up."""

    from_on: date
    to_on: date
    people: list[Line]
    projects: list[Line]
    total: Line
    is_cut: bool


def report(viewer: Actor, organization_id: UUID, from_on: date, to_on: date) -> Report:
    """For leaders, of the projects they work for. Two statements; a row for each person in each activity.

    Records of no activity, as lists bring in, stand in no project and are of the whole organization.
    """
    duty = organization_rules.duty(viewer, organization_id, organization_rules.LEADERS)
    if duty is None:
        raise NotAllowed("organization.not_leader")
    activities = {
        row.id: row
        for row in duty.narrowed(
            Activity.objects.filter(organization_id=organization_id).select_related("project")
        ).only("id", "organization_id", "project_id", "project__title", "project__title_en")
    }
    valid = OrganizationRecord.objects.filter(
        organization_id=organization_id, day__range=(from_on, to_on), standing=Standing.VALID, kind=Kind.SERVICE
    )
    if not duty.is_whole:
        valid = valid.filter(activity_id__in=activities)
    credit = Q(grade__in=CREDIT_GRADES)
    rows = list(
        valid.values("volunteer_id", "activity_id")
        .annotate(
            name=Max("volunteer_name"),
            number=Max("volunteer_number"),
            credit=Sum("minutes", filter=credit, default=0),
            honour=Sum("minutes", filter=~credit, default=0),
            records=Count("record_id"),
        )
        .order_by("volunteer_id", "activity_id")[: MOST_ROWS + 1]
    )
    return _added_up(rows[:MOST_ROWS], activities, from_on, to_on, len(rows) > MOST_ROWS)


def _added_up(
    rows: Iterable[Any], activities: dict[UUID, Activity], from_on: date, to_on: date, is_cut: bool
) -> Report:
    people: dict[object, Line] = {}
    projects: dict[object, Line] = {}
    total = Line("")
    for row in rows:
        activity = activities.get(row["activity_id"])
        project = activity.project if activity else None
        key = project.id if project else None
        named = Line(project.title, project.title_en) if project else Line("")
        of_person = people.setdefault(row["volunteer_id"], Line(str(row["name"]), number=str(row["number"])))
        for line in (of_person, projects.setdefault(key, named), total):
            line.add(row["volunteer_id"], row["credit"], row["honour"], row["records"])
    return Report(
        from_on,
        to_on,
        sorted(people.values(), key=lambda line: (line.name, line.number)),
        sorted(projects.values(), key=lambda line: (not line.name, line.name)),
        total,
        is_cut,
    )
