"""Jobs: telling the holder when a record on a certificate has changed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.records import changes
from volunteercloud.domain.records import queries as record_queries

from . import queries

TELLER = system("certificates")


@app.task(name="certificates.tell_of_change", queue="records")
def tell_of_change(*, volunteer_id: str, record_id: str) -> None:
    tell_holder(UUID(volunteer_id), UUID(record_id), timezone.now())


@transaction.atomic
def tell_holder(volunteer_id: UUID, record_id: UUID, at: datetime) -> int:
    """Tell the holder of each certificate that no longer agrees with the record. Returns of how many."""
    found = queries.changed_since(volunteer_id, record_id)
    versions = record_queries.every_version(volunteer_id, record_id)
    if not found or not versions:
        return 0
    recipient, record = identity_queries.recipient(volunteer_id), versions[-1]
    for certificate in found:
        messages.tell(
            actor=TELLER,
            recipient=recipient,
            template="certificate_disagrees",
            facts={
                "number": certificate.number,
                "title": record.title,
                "title_en": record.title_en,
                "day_on": record.day.isoformat(),
            },
            link="/me/certificates/" + changes.whose(volunteer_id, recipient.id),
            at=at,
        )
    return len(found)
