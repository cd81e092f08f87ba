"""Who may act for whom and look at what, and what age asks for. Grants reach a region and everything below it."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.regions import queries as regions_queries
from volunteercloud.domain.regions.models import RuleSet

from . import officers, queries
from .models import GuardianConsent, OfficerGrant, Right, Volunteer

ADULT_AGE = 18  # Civil Code, article 17
REAL_NAME = 1  # the level from which a person counts as known by name


def age_on(birth_on: date, day: date) -> int:
    """Age in completed years. Who was born on 29 February is a year older on 1 March of a common year."""
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def rule_set_for(volunteer: Volunteer, day: date) -> RuleSet:
    """The rules where a person lives; the defaults for one who has not said where."""
    return regions_queries.rules_for(volunteer.region_id or "", day)


def needs_guardian_account(volunteer: Volunteer, birth_on: date, day: date) -> bool:
    """Young children take part only from their guardian's account (DOMAIN.md A11, "Ages")."""
    below = rule_set_for(volunteer, day).guardian_account_below_age
    return volunteer.guardian_id is None and age_on(birth_on, day) < below


def needs_guardian_consent(volunteer: Volunteer, day: date) -> bool:
    """Whether a minor with an account of their own may serve only with a guardian's consent. Unknown age: not decided."""
    if volunteer.birth_on is None or volunteer.guardian_id is not None:
        return False
    return age_on(volunteer.birth_on, day) < rule_set_for(volunteer, day).guardian_consent_below_age


def may_act_for(actor: Actor, volunteer_id: UUID) -> bool:
    """For oneself, under whichever number one was registered, and for a child in one's account."""
    return actor.id == volunteer_id or queries.is_theirs(actor.id, volunteer_id)


def may_see_service(viewer: Actor, volunteer_id: UUID) -> bool:
    """Sign-ups and records of a person: the person, the guardian, and officers for records where the person lives. Of somebody
    who closed their account it is nobody."""
    if may_act_for(viewer, volunteer_id):
        return True
    found = Volunteer.objects.filter(id=volunteer_id).values_list("region_id", "closed_at").first()
    region_code, closed_at = found or (None, None)
    return closed_at is None and queries.holds_office(viewer, region_code, Right.RECORDS)


def may_be_guardian(guardian: Volunteer, day: date) -> bool:
    """A guardian is an adult whose real name is known."""
    grown = guardian.birth_on is not None and age_on(guardian.birth_on, day) >= ADULT_AGE
    return grown and guardian.real_name_level >= REAL_NAME


def may_withdraw(actor: Actor, consent: GuardianConsent) -> bool:
    """Only the guardian who gave a consent takes it back."""
    return actor.id is not None and actor.id == consent.guardian_id


def is_officer_for(actor: Actor, region_code: str | None, right: Right) -> bool:
    """Whether the actor is an officer of this region or of one above it, with the right to this task.

    A person without a region has the officers of the whole country.
    """
    return queries.holds_office(actor, region_code, right)


def may_decide_identity(actor: Actor, region_code: str, volunteer_id: UUID) -> bool:
    """Officers of the region and above, but nobody in a matter of their own or of their child."""
    return is_officer_for(actor, region_code, Right.IDENTITY) and not is_own_matter(actor, volunteer_id)


def is_own_matter(actor: Actor, person_id: UUID | None) -> bool:
    """Whether a matter is the actor's own or their child's, or that of the officer for whom the actor stands in."""
    if person_id is None:
        return False
    if actor.acting_for is not None and (
        actor.acting_for == person_id or queries.is_theirs(actor.acting_for, person_id)
    ):
        return True
    return may_act_for(actor, person_id)


def may_read_number(actor: Actor, volunteer: Volunteer) -> bool:
    """The whole number of a document: the person, the guardian, officers of the region where the person lives."""
    return may_act_for(actor, volunteer.id) or is_officer_for(actor, volunteer.region_id, Right.IDENTITY)


def may_end_office(actor: Actor, grant: OfficerGrant) -> bool:
    """Who is above with every right that it includes, whoever it was delegated from, however far, the one who holds it,
    and the operator's command."""
    if actor.is_system or actor.id == grant.account_id:
        return True
    above = [queries.offices(actor, Right(right)) for right in grant.rights]
    code = grant.region_code
    if all(any(code.startswith(office) and code != office for office in offices) for offices in above):
        return True
    giver = grant.delegated_from
    while giver is not None:
        if giver.account_id == (actor.acting_for or actor.id) and queries.holds_office(actor, giver.region_code):
            return True
        giver = giver.delegated_from
    return False


def office_facts(actor: Actor, region_code: str | None) -> dict[str, str]:
    """For the trail: as an officer of which region somebody read, nearest to the person where several are held."""
    office = officers.office_over(actor, region_code) or next(iter(officers.held(actor)), None)
    return {"office": office.region_code} if office else {}


def may_name_stand_in(actor: Actor, absent_id: UUID, region_codes: Collection[str]) -> bool:
    """The officer who will be away, and whoever is above all of that officer's regions; not who only stands in."""
    if actor.acting_for is not None:
        return False
    if actor.is_system or actor.id == absent_id:
        return True
    above = queries.offices(actor)
    return bool(region_codes) and all(
        any(code.startswith(office) and code != office for office in above) for code in region_codes
    )


def holds_rights(actor: Actor, region_code: str, rights: Iterable[str]) -> bool:
    """Whether the actor may do all of these tasks in a region."""
    return all(queries.holds_office(actor, region_code, Right(right)) for right in rights)
