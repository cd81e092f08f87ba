"""What one reader may do about shifts of many organizations at once: the line beneath each of them in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from volunteercloud.core.errors import Refused
from volunteercloud.core.reading import Given, Reading, among, columns, paired
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.regions import queries as region_queries

from . import choices, commitments, rules
from .models import STANDING, Activity, Post, Shift, SignUpState


def _with_conditions() -> QuerySet[Shift]:
    """Shifts with all that the conditions ask of, the long texts left out."""
    found = Shift.objects.select_related("organization", "post", "activity", "project").only(
        *columns(Shift),
        *columns(Organization, "organization", without={"seal", "purpose", "purpose_en"}),
        *columns(Post, "post"),
        *columns(Activity, "activity"),
        *columns(Project, "project", without={"content", "content_en", "risks", "risks_en"}),
    )
    return found.order_by("organization_id", "id")


SHIFTS = Reading(
    lambda: _with_conditions().filter(paired(Shift, ("organization_id", "id"), Given("organizations"), Given("shifts")))
)


@dataclass(frozen=True, slots=True)
class Answer:
    """``mine`` is the state of the reader's own sign-up, empty without one. ``why_not`` is the first reason against; of
    somebody unknown only what holds for everybody. A full shift is no reason: there is a waiting list."""

    places_left: int
    mine: str
    why_not: Refused | None

    @property
    def is_full(self) -> bool:
        return self.places_left <= 0

    @property
    def is_open(self) -> bool:
        """Whether the reader can take a place, or a turn on the waiting list, now."""
        return not self.mine and self.why_not is None


def answers(volunteer_id: UUID | None, shift_keys: Sequence[tuple[UUID, UUID]], now: datetime) -> dict[UUID, Answer]:
    """For shifts, each named by organization and id, how many places are left and what the reader may do, by shift.
    Shifts that do not exist are missing.

    One statement for a visitor, three for a person, four for minors, and one for rules of regions that are not remembered;
    however many shifts are asked for.
    """
    shifts = _shifts(shift_keys) if shift_keys else []
    person = Volunteer.objects.filter(id=volunteer_id).first() if volunteer_id and shifts else None
    today = timezone.localdate(now)
    if person is None:
        return {shift.id: _answer(shift, "", next(rules.reasons_of_shift(shift, now), None)) for shift in shifts}
    rule_sets = region_queries.rules_of({shift.activity.region_id for shift in shifts}, today)
    some = next(iter(rule_sets.values()))  # how far back absences are read; nothing here asks for them
    calendar = commitments.calendars([person.id], shifts, some, now)[person.id]
    candidate = choices.candidate_of(person, now, calendar)
    mine = {row.shift_id: row.state for row in calendar if row.state in STANDING}
    declined = {row.shift_id for row in calendar if row.state == SignUpState.DECLINED}

    def why_not(shift: Shift) -> Refused | None:
        if shift.id in mine:
            return None
        if shift.id in declined:
            return rules.declined()
        return rules.why_not(shift, candidate, rule_sets[shift.activity.region_id], now)

    return {shift.id: _answer(shift, mine.get(shift.id, ""), why_not(shift)) for shift in shifts}


def _answer(shift: Shift, mine: str, why_not: Refused | None) -> Answer:
    return Answer(shift.places - shift.taken, mine, why_not)


def _shifts(shift_keys: Sequence[tuple[UUID, UUID]]) -> list[Shift]:
    organizations, shifts = [owner for owner, _shift in shift_keys], [shift for _owner, shift in shift_keys]
    if not settings.DISTRIBUTED:
        return SHIFTS.all(organizations=organizations, shifts=shifts)
    found = _with_conditions().filter(organization_id__in=among(organizations), id__in=among(shifts))
    wanted = set(shift_keys)
    return [shift for shift in found if (shift.organization_id, shift.id) in wanted]
