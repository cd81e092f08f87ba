"""Erasing what was said about a person's records, where the law asks for it; `records.erase_records` erases those."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.objections import rules
from volunteercloud.domain.objections.models import Objection, ObjectionForOrganization
from volunteercloud.domain.reviews import actions as reviews
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Kind
from volunteercloud.domain.reviews.models import State as CaseState


@transaction.atomic
def erase_objections(*, actor: Actor, volunteer_id: UUID, reason: str, at: datetime) -> int:
    """Erase every objection to a person's records with its rulings; what still waits for an officer waits no more.

    For an officer of the person's region, or the operator, with the decision as the reason (`objection.unsaid`); never
    for oneself. The answer is how many there were.
    """
    person = identity_queries.held({volunteer_id}).get(volunteer_id) or identity_queries.volunteer(volunteer_id)
    found = list(Objection.objects.select_for_update().filter(volunteer_id=volunteer_id).order_by("id"))

    if not actor.is_system and not identity_rules.may_decide_identity(actor, person.region_id or "", volunteer_id):
        raise NotAllowed("objection.not_officer")

    reason = rules.check_said(reason, "reason")

    for objection in found:
        case = review_queries.latest(Kind.OBJECTION, objection.id)
        if case and case.state == CaseState.WAITING:
            reviews.withdraw_case(actor=actor, kind=Kind.OBJECTION, subject_id=objection.id, at=at)
        ours = ObjectionForOrganization.objects.filter(organization_id=objection.organization_id, id=objection.id)
        ours.delete()
    _delete(volunteer_id)

    audit.record(
        actor,
        "objections.erased",
        at=at,
        owner_id=volunteer_id,
        subject=("volunteer", volunteer_id, person.number),
        region_code=person.region_id or "",
        facts={"objections": len(found), "reason": reason[:1000]},
    )
    return len(found)


def _delete(volunteer_id: UUID) -> None:
    """The rights to change rulings were given up; they are taken back for these statements and given up again. Whoever
    deletes an objection has its foreign key ask whether a ruling points at it, which takes the right to lock rulings."""
    with connection.cursor() as cursor:
        cursor.execute("GRANT UPDATE, DELETE ON objections_ruling TO CURRENT_USER")
        cursor.execute("DELETE FROM objections_ruling WHERE volunteer_id = %s", [volunteer_id])
        cursor.execute("DELETE FROM objections_objection WHERE volunteer_id = %s", [volunteer_id])
        cursor.execute("REVOKE UPDATE, DELETE ON objections_ruling FROM CURRENT_USER")
