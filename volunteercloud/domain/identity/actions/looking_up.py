"""Officers looking people up: by number, by name with the end of a phone number, by the number of a document.

Each look-up is written down with what it was for, whether it finds anybody or not, and each person found can read who
looked. An officer looks up so many in an hour and no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.audit import queries as audit_queries
from volunteercloud.domain.identity import documents, finding, names, officers, queries, rules
from volunteercloud.domain.identity.models import Account, Right, Volunteer

MOST_AN_HOUR = 60
SHORTEST_PURPOSE = 4
LOOKED_UP = "identity.looked_up"
FOUND = "identity.person_found"


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody found, masked. Of a person who lives elsewhere ``volunteer_id`` is None: ``ask`` names who is an officer there."""

    name: str
    number_tail: str
    region_code: str
    volunteer_id: UUID | None
    ask: tuple[str, ...] = ()


@transaction.atomic
def look_up_number(*, actor: Actor, number: str, at: datetime) -> list[Hit]:
    """The person with a volunteer number, if they live in a region of the officer."""
    _begin(actor, at)
    try:
        found = [queries.volunteer_by_number(number)]
    except NotFound:
        found = []
    found = [each for each in found if _is_theirs(actor, each)]
    _leave_trace(actor, "number", "", found, at)
    return [_hit(actor, each) for each in found]


@transaction.atomic
def look_up_name(
    *, actor: Actor, region_code: str, name: str, phone_tail: str = "", purpose: str, at: datetime
) -> list[Hit]:
    """People of a region and below by the beginning of a name and, where it is given, the end of their phone number.

    Refused for what would find too many: the look-up is for somebody, not for a list.
    """
    if not queries.holds_office(actor, region_code, Right.IDENTITY):
        raise NotAllowed("identity.not_officer")
    purpose = _purpose(purpose)
    if not name.strip():
        raise Refused(
            "look_up.name",
            _("The name is missing."),
            next_step=_("Enter at least its first character."),
            field="name",
        )
    _begin(actor, at)
    found = queries.people_called(region_code, name, phone_tail)
    if len(found) > queries.MOST_HITS:
        raise Refused(
            "look_up.too_many",
            _("More people are called so than are shown at once."),
            next_step=_("Add more of the name, the end of the phone number, or a smaller region."),
            field="name",
        )
    _leave_trace(actor, "name", purpose, found, at)
    return [_hit(actor, each) for each in found]


@transaction.atomic
def look_up_document(*, actor: Actor, number: str, purpose: str, at: datetime) -> list[Hit]:
    """Whose document has a number: found by its keyed hash, wherever the person lives. The number is written nowhere.

    Of somebody who lives elsewhere the officer learns the region and who is an officer there, and nothing else.
    """
    if not queries.offices(actor, Right.IDENTITY):
        raise NotAllowed("identity.not_officer")
    purpose = _purpose(purpose)
    _begin(actor, at)
    cleaned = documents.clean_number(number)
    people = finding.by_document([cleaned]) if cleaned else {}
    found = [queries.volunteer(person.id) for person in people.values()]
    _leave_trace(actor, "document", purpose, found, at)
    return [_hit(actor, each) for each in found]


@transaction.atomic
def open_person(*, actor: Actor, volunteer_id: UUID, part: str = "profile", at: datetime) -> Volunteer:
    """A person's page at the desk. Opening it is written down for the person to see; ``part`` says which page it was."""
    volunteer = queries.profile(actor, volunteer_id)
    if rules.may_act_for(actor, volunteer_id):
        return volunteer

    audit.record(
        actor,
        "identity.person_opened",
        at=at,
        owner_id=volunteer.id,
        subject=("volunteer", volunteer.id, names.masked(volunteer.name) or volunteer.number),
        region_code=volunteer.region_id or "",
        facts={"part": part} | rules.office_facts(actor, volunteer.region_id),
    )
    return volunteer


def _begin(actor: Actor, at: datetime) -> None:
    """One look-up of an officer after the other, and no more than so many in an hour."""
    if not queries.offices(actor):
        raise NotAllowed("identity.not_officer")
    list(Account.objects.select_for_update().filter(id=actor.person_id).values_list("id"))
    if audit_queries.count(actor.person_id, LOOKED_UP, since=at - timedelta(hours=1)) >= MOST_AN_HOUR:
        raise Refused(
            "look_up.too_often",
            _("You have looked up 60 people within an hour, and no more are shown."),
            next_step=_("Go on in an hour, or ask a colleague."),
        )


def _purpose(text: str) -> str:
    purpose = text.strip()[:300]
    if len(purpose) < SHORTEST_PURPOSE:
        raise Refused(
            "look_up.purpose",
            _("People are looked up for a purpose, and none is given."),
            next_step=_("Say in a few words what it is for; whoever is found can read that."),
            field="purpose",
        )
    return purpose


def _is_theirs(actor: Actor, volunteer: Volunteer) -> bool:
    return queries.holds_office(actor, volunteer.region_id, Right.IDENTITY, Right.RECORDS)


def _hit(actor: Actor, volunteer: Volunteer) -> Hit:
    code = volunteer.region_id or ""
    name = names.masked(volunteer.name)
    if _is_theirs(actor, volunteer):
        return Hit(name, volunteer.number[-4:], code, volunteer.id)
    over = officers.officers_over(code, Right.IDENTITY)
    nearest = [grant.account.label for grant in over if grant.region_id == over[0].region_id]
    return Hit("", "", code, None, tuple(nearest[:3]))


def _leave_trace(actor: Actor, by: str, purpose: str, found: Sequence[Volunteer], at: datetime) -> None:
    """One entry for the look-up, under the officer, and one under each person who was found."""
    facts = {"by": by, "purpose": purpose}
    asked = audit.Told(
        owner_id=actor.person_id, subject=("look_up", ids.uuid7(), ""), facts=facts | {"found": len(found)}
    )
    audit.record_many(actor, LOOKED_UP, at=at, told=[asked])
    audit.record_many(
        actor,
        FOUND,
        at=at,
        told=[
            audit.Told(
                owner_id=each.id,
                subject=("volunteer", each.id, names.masked(each.name) or each.number),
                region_code=each.region_id or "",
                facts=facts | rules.office_facts(actor, each.region_id),
            )
            for each in found
        ],
    )
