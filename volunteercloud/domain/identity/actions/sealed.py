"""Opening what is sealed. Each reading by somebody else leaves an entry, and the person is told."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import numbers, photos, queries, rules
from volunteercloud.domain.identity.models import Document, DocumentState, Volunteer
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.reviews import queries as reviews_queries
from volunteercloud.domain.reviews.models import Kind

from . import outcomes

SHORTEST_PURPOSE = 4


@dataclass(frozen=True, slots=True)
class Photo:
    content: bytes = field(repr=False)
    type: str


@transaction.atomic
def read_document_number(*, actor: Actor, volunteer_id: UUID, purpose: str, at: datetime) -> str:
    """The whole number of the verified document, else of the one that waits. The purpose stays in the audit trail.

    Refused without a purpose (`document.purpose`). Not found where the reader may not know of the person.
    """
    volunteer = queries.volunteer(volunteer_id)
    readable = Document.objects.filter(
        volunteer_id=volunteer_id, state__in=[DocumentState.VERIFIED, DocumentState.CLAIMED]
    )
    # By the alphabet "verified" comes after "claimed".
    document = readable.defer("photo_sealed").order_by("-state", "-submitted_at", "-id").first()

    if document is None or not rules.may_read_number(actor, volunteer):
        raise NotFound

    purpose = purpose.strip()[:300]
    if len(purpose) < SHORTEST_PURPOSE:
        raise Refused(
            "document.purpose",
            _("A document number is only shown for a purpose, and none is given."),
            next_step=_("Say in a few words what you need it for; the person will read that."),
            field="purpose",
        )

    number = numbers.unseal(document)

    by = rules.office_facts(actor, volunteer.region_id)
    outcomes.record("identity.document_number_read", actor, volunteer, document, at, purpose=purpose, **by)
    if not rules.may_act_for(actor, volunteer_id):
        _tell_of_reading(actor, volunteer, purpose, at)
    return number


@transaction.atomic
def read_photo(*, actor: Actor, case_id: UUID, at: datetime) -> Photo:
    """The photo of a document under review, for an officer who may decide about it."""
    case = reviews_queries.case(case_id)
    if case.kind != Kind.IDENTITY:
        raise NotFound
    document = Document.objects.filter(volunteer_id=case.owner_id, id=case.subject_id).get()

    if not rules.may_decide_identity(actor, case.region_id, case.owner_id):
        raise NotAllowed("identity.not_officer")

    if not document.photo_sealed:
        raise NotFound

    photo = Photo(photos.unseal(document.photo_sealed, document.id), document.photo_type)

    audit.record(
        actor,
        "identity.document_photo_read",
        at=at,
        owner_id=case.owner_id,
        subject=("document", document.id, f"{document.kind} {document.masked}"),
        region_code=case.region_id,
        facts=rules.office_facts(actor, case.region_id),
    )
    return photo


def _tell_of_reading(actor: Actor, volunteer: Volunteer, purpose: str, at: datetime) -> None:
    messages.tell(
        actor=actor,
        recipient=queries.recipient(volunteer.id),
        template="identity_number_read",
        facts={"officer": actor.label, "purpose": purpose},
        channels=(messages.INBOX,),
        at=at,
    )
