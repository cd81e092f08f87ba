"""What a viewer may take of a project's shifts, and why not: the rules asked for a whole page at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.projects.models import State as ProjectState
from volunteercloud.domain.regions import queries as region_queries

from . import commitments, limits, rules
from .models import HOLDING, STANDING, AbsenceKind, MySignUp, Shift, ShiftState, SignUpState

SHIFTS_A_PROJECT = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """A shift as one viewer sees it: their sign-up if there is one, else why not, else it is theirs to take."""

    shift: Shift
    why_not: Refused | None
    mine: str
    asks_first: rules.Restriction | None = None

    @property
    def places_left(self) -> int:
        return self.shift.places - self.shift.taken


def choices(
    viewer: Actor, organization_id: UUID, project_id: UUID, now: datetime, *, volunteer_id: UUID | None = None
) -> list[Choice]:
    """The shifts of a public project still to come, each with whether ``viewer`` may take it and why not; with
    ``volunteer_id`` whether that child of the viewer's may.

    Four statements for a person who is signed in (five for minors), one for everybody else.
    """
    shifts = list(
        Shift.objects.filter(
            organization_id=organization_id,
            project_id=project_id,
            project__state=ProjectState.PUBLISHED,
            state=ShiftState.OPEN,
            starts_at__gt=now,
        )
        .select_related("organization", "post", "activity", "project")
        .order_by("starts_at", "id")[:SHIFTS_A_PROJECT]
    )
    if viewer.id is None or not shifts:
        return [Choice(shift, None, "") for shift in shifts]
    person_id = volunteer_id or viewer.id
    if not identity_rules.may_act_for(viewer, person_id):
        raise NotFound
    volunteer = Volunteer.objects.filter(id=person_id).first()
    if volunteer is None:
        return [Choice(shift, None, "") for shift in shifts]
    rule_set = region_queries.rules_for(shifts[0].activity.region_id, timezone.localdate(now))
    mine = commitments.calendars([volunteer.id], shifts, rule_set, now)[volunteer.id]
    states = {sign_up.shift_id: sign_up.state for sign_up in mine if sign_up.state in STANDING}
    declined = {sign_up.shift_id for sign_up in mine if sign_up.state == SignUpState.DECLINED}
    person = candidate_of(volunteer, now, mine)
    restriction = rules.asks_first(person, rule_set, now)

    def why_not(shift: Shift) -> Refused | None:
        if shift.id in states:
            return None
        return rules.declined() if shift.id in declined else rules.why_not(shift, person, rule_set, now)

    return [Choice(shift, why_not(shift), states.get(shift.id, ""), restriction) for shift in shifts]


def candidate_of(volunteer: Volunteer, now: datetime, calendar: Iterable[MySignUp]) -> rules.Candidate:
    """What the conditions ask of a person, whose calendar the caller has read (`commitments.calendars`); a guardian's consent
    is looked up for minors only."""
    is_minor = (
        volunteer.birth_on is not None and identity_rules.age_on(volunteer.birth_on, timezone.localdate(now)) < 18
    )
    return candidate(volunteer, is_minor and identity_queries.has_guardian_consent(volunteer.id), calendar)


def candidate(volunteer: Volunteer, has_guardian_consent: bool, calendar: Iterable[MySignUp] = ()) -> rules.Candidate:
    rows = list(calendar)
    return rules.Candidate(
        volunteer_id=volunteer.id,
        birth_on=volunteer.birth_on,
        real_name_level=volunteer.real_name_level,
        in_guardian_account=volunteer.guardian_id is not None,
        has_guardian_consent=has_guardian_consent,
        skills=frozenset(volunteer.skills),
        languages=frozenset(volunteer.languages),
        held=[limits.Held.of(row) for row in rows if row.state in HOLDING],
        no_shows=[row.during.lower for row in rows if row.absence == AbsenceKind.UNEXCUSED],
    )
