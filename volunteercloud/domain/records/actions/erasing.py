"""Erasing the records of a person: a legal duty that the public log survives."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.changes import noting
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.records import changes
from volunteercloud.domain.records.models import CarriedRecord, OrganizationRecord, RecordHead, ServiceRecord

SHORTEST_REASON = 10


@transaction.atomic
def erase_records(*, actor: Actor, volunteer_id: UUID, reason: str, at: datetime) -> int:
    """Erase every version of every record of a person, and the salts by which the log could tell what they were.

    The tree keeps its leaves and says openly how many were erased. Statutory records are kept for as long as the law asks
    (DOMAIN.md A13), so this is for an officer of the person's region, or the operator, with the decision as the reason
    (`record.erasure_reason`); never for oneself. The answer is how many versions there were.
    """
    volunteer = identity_queries.volunteer(volunteer_id)
    heads = list(RecordHead.objects.select_for_update().filter(volunteer_id=volunteer_id).order_by("record_id"))

    if not actor.is_system and not identity_rules.may_decide_identity(actor, volunteer.region_id or "", volunteer_id):
        raise NotAllowed("record.not_officer")

    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise Refused(
            "record.erasure_reason",
            _("Erasing records needs the decision it rests on."),
            next_step=_("Name the decision, its date and who made it."),
            field="reason",
        )

    versions = ServiceRecord.objects.filter(volunteer_id=volunteer_id)
    version_ids = list(versions.order_by("id").values_list("id", flat=True))
    for head in heads:  # of what another node recorded there is none
        OrganizationRecord.objects.filter(organization_id=head.organization_id, record_id=head.record_id).delete()
    CarriedRecord.objects.filter(record_id__in=[head.record_id for head in heads if head.origin]).delete()
    RecordHead.objects.filter(volunteer_id=volunteer_id).delete()
    _delete_versions(volunteer_id)
    log_actions.erase(volunteer_id, version_ids, at)
    changes.gone([volunteer_id])
    noting.note_people([volunteer_id], at)

    audit.record(
        actor,
        "records.erased",
        at=at,
        owner_id=volunteer_id,
        subject=("volunteer", volunteer_id, volunteer.number),
        region_code=volunteer.region_id or "",
        facts={"records": len(heads), "versions": len(version_ids), "reason": reason[:1000]},
    )
    return len(version_ids)


def _delete_versions(volunteer_id: UUID) -> None:
    """The right to delete was given up for good reason; it is taken back for this statement and given up again."""
    with connection.cursor() as cursor:
        cursor.execute("GRANT DELETE ON records_servicerecord TO CURRENT_USER")
        cursor.execute("DELETE FROM records_servicerecord WHERE volunteer_id = %s", [volunteer_id])
        cursor.execute("REVOKE DELETE ON records_servicerecord FROM CURRENT_USER")
