"""What stands against saying that two numbers are one person, as the areas know it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities.models import STANDING, MySignUp
from volunteercloud.domain.identity import joining, officers
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Guardianship, Merge, Right, Volunteer
from volunteercloud.domain.members import limits
from volunteercloud.domain.members.models import Membership
from volunteercloud.domain.organizations.models import Seat
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.transfers import queries as transfer_queries


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason against, with a code that never changes, and who settles it how."""

    code: str
    message: Promise
    next_step: Promise


@dataclass(frozen=True, slots=True)
class Proposed:
    """A merge with both people, what stands against it now, and the records that overlap."""

    merge: Merge
    kept: Volunteer
    other: Volunteer
    obstacles: list[Obstacle]
    overlaps: list[tuple[RecordHead, RecordHead]]

    @property
    def people(self) -> tuple[Volunteer, Volunteer]:
        return self.kept, self.other


OF_ONE_PERSON = Obstacle(
    "another_person",
    _("Both have a verified birth date, and the dates differ."),
    _("Have the wrong document corrected first; two people are never joined."),
)
NOT_KNOWN = Obstacle(
    "not_known",
    _("The number to be kept has no verified real name."),
    _("Keep the other number, or have the document verified first."),
)
JOINED = Obstacle(
    "joined",
    _("One of the two numbers is joined with another one already."),
    _("Open the page of the number that was kept."),
)
GUARDIAN = Obstacle(
    "guardian",
    _(
        "One of the two is a child in somebody's account, has children in the account, or acts with a guardian's consent."
    ),
    _("Guardian and consent belong to one number: let the guardian settle it first."),
)
SHIFTS = Obstacle(
    "shifts",
    _("The second number is signed up for shifts that are not over."),
    _("Let the person withdraw there, and sign up under the number that is kept."),
)
SEATS = Obstacle(
    "seats",
    _("The second number works for an organization."),
    _("Let its owner hand the work over to the number that is kept."),
)
MEMBERSHIPS = Obstacle(
    "memberships",
    _("The second number is a member of an organization."),
    _("Let the person leave there, and join under the number that is kept."),
)
OFFICE = Obstacle(
    "office",
    _("The second number holds an office."),
    _("Let whoever gave it end it, and give it to the number that is kept."),
)
# What arrives is compared with the records of the number it arrives for, and with no one else's.
TRANSFERS = Obstacle(
    "transfers",
    _("Records of the second number are on their way to or from another place."),
    _("Wait until that transfer is over, or let the person call it off."),
)
OVERLAP = Obstacle(
    "overlap",
    _("Records of the two overlap, and nobody is in two places."),
    _("Object to the records that are wrong; once that is decided, propose it again."),
)


def obstacles(kept: Volunteer, other: Volunteer, at: datetime) -> list[Obstacle]:
    """What stands against joining the second person to the first one; the gravest first."""
    against = [
        (OF_ONE_PERSON, _births_differ(kept, other)),
        (NOT_KNOWN, kept.real_name_level < identity_rules.REAL_NAME),
        (JOINED, joining.is_joined([kept.id, other.id])),
        (GUARDIAN, any(_has_guardian_matters(person) for person in (kept, other))),
        (OFFICE, officers.standing_grants().filter(account_id=other.id).exists()),
        (SEATS, Seat.objects.filter(person_id=other.id, ended_at__isnull=True).exists()),
        (
            MEMBERSHIPS,
            Membership.objects.filter(volunteer_id=other.id).exclude(state__in=limits.ENDED).exists(),
        ),
        (
            SHIFTS,
            MySignUp.objects.filter(volunteer_id=other.id, during__endswith__gt=at, state__in=STANDING).exists(),
        ),
        (TRANSFERS, transfer_queries.is_under_way(other.id)),
        (OVERLAP, bool(record_queries.overlapping(kept.id, other.id))),
    ]
    return [obstacle for obstacle, stands in against if stands]


def proposed(viewer: Actor, volunteer_id: UUID, merge_id: UUID, at: datetime) -> Proposed:
    """A merge for officers for identity where both people live. Not found for anybody else."""
    found = Merge.objects.filter(volunteer_id=volunteer_id, id=merge_id).first()
    if found is None:
        raise NotFound
    kept, other = (identity_queries.volunteer(person) for person in (found.volunteer_id, found.other_id))
    if not all(identity_rules.is_officer_for(viewer, person.region_id, Right.IDENTITY) for person in (kept, other)):
        raise NotFound
    return Proposed(found, kept, other, obstacles(kept, other, at), record_queries.overlapping(kept.id, other.id))


def _births_differ(kept: Volunteer, other: Volunteer) -> bool:
    known = identity_rules.REAL_NAME
    are_known = kept.real_name_level >= known and other.real_name_level >= known
    return are_known and kept.birth_on != other.birth_on


def _has_guardian_matters(person: Volunteer) -> bool:
    return (
        person.guardian_id is not None
        or Guardianship.objects.filter(guardian_id=person.id, ended_at__isnull=True).exists()
        or identity_queries.has_guardian_consent(person.id)
    )
