"""What an answer about a document does: to its row, its number, the person's profile, the queue of officers."""

from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.changes import noting
from volunteercloud.domain.identity import numbers, queries
from volunteercloud.domain.identity.models import Account, Document, DocumentState, Volunteer
from volunteercloud.domain.identity.verification import Finding, Outcome
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.reviews import actions as reviews_actions
from volunteercloud.domain.reviews.models import Kind

# NIST SP 800-63A: an officer compares what was stated with a photo of the document, but sees nobody in person.
OFFICER = Outcome(Finding.MATCHED, 1, "officer")
SECONDS_TO_NEXT_TRY = 30
TEMPLATES = {
    DocumentState.VERIFIED: "identity_verified",
    DocumentState.RETURNED: "identity_returned",
    DocumentState.REJECTED: "identity_rejected",
}
MISMATCH = _("the name, birth date or sex you entered does not belong to this document")


def conclude(actor: Actor, volunteer: Volunteer, document: Document, outcome: Outcome, at: datetime) -> None:
    """Follow the provider's answer. An officer looks where the source knows nothing, and where the name or birth date
    would change from what was verified before: accounts are not handed on."""
    if outcome.finding is Finding.UNAVAILABLE:
        job = app.configure_task(
            "identity.verify_document", queue="identity", schedule_in={"seconds": SECONDS_TO_NEXT_TRY}
        )
        job.defer(volunteer_id=str(volunteer.id), document_id=str(document.id))
    elif outcome.finding is Finding.MISMATCH:
        close(document, DocumentState.REJECTED, outcome, at)
        tell(actor, volunteer, document, at, reason=MISMATCH)
    elif outcome.finding is Finding.MATCHED and not _becomes_another(volunteer, document):
        verify(volunteer, document, outcome, at)
        tell(actor, volunteer, document, at)
    else:
        _ask_officer(actor, volunteer, document, outcome, at)


def verify(volunteer: Volunteer, document: Document, outcome: Outcome, at: datetime) -> None:
    """From now on the person is who the document says."""
    said = document.stated
    Document.objects.filter(volunteer_id=volunteer.id, state=DocumentState.VERIFIED).update(
        state=DocumentState.REPLACED
    )
    _decided(document, DocumentState.VERIFIED, outcome, at)

    volunteer.name, volunteer.name_latin = said["name"], said["name_latin"]
    volunteer.birth_on, volunteer.sex = date.fromisoformat(said["birth_on"]), said["sex"]
    volunteer.nationality = said["nationality"]
    volunteer.real_name_level, volunteer.real_name_at = outcome.level, at
    volunteer.save(
        update_fields=["name", "name_latin", "birth_on", "sex", "nationality", "real_name_level", "real_name_at"]
    )
    Account.objects.filter(id=volunteer.id).update(label=volunteer.name[:200])
    noting.note_people([volunteer.id], at)


def close(document: Document, state: DocumentState, outcome: Outcome, at: datetime) -> None:
    """Not accepted: the number is free again."""
    numbers.release(document)
    _decided(document, state, outcome, at)


def record(name: str, actor: Actor, volunteer: Volunteer, document: Document, at: datetime, **facts: Any) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=volunteer.id,
        subject=("document", document.id, f"{document.kind} {document.masked}"),
        region_code=volunteer.region_id or "",
        facts={
            "state": document.state,
            "provider": document.provider,
            "reference": document.reference,
            "level": document.level,
        }
        | facts,
    )


def tell(actor: Actor, volunteer: Volunteer, document: Document, at: datetime, reason: object = "") -> None:
    recipient = queries.recipient(volunteer.id)
    with translation.override(recipient.language):
        facts = {"name": volunteer.name or document.stated["name"], "reason": str(reason)}
    template = TEMPLATES[DocumentState(document.state)]
    messages.tell(actor=actor, recipient=recipient, template=template, facts=facts, link="/me/", at=at)


def _becomes_another(volunteer: Volunteer, document: Document) -> bool:
    said = document.stated
    verified = volunteer.real_name_level > 0 and volunteer.birth_on is not None
    return verified and (said["name"], said["birth_on"]) != (volunteer.name, str(volunteer.birth_on))


def _ask_officer(actor: Actor, volunteer: Volunteer, document: Document, outcome: Outcome, at: datetime) -> None:
    if not document.photo_sealed:
        raise Refused(
            "document.photo_needed",
            _("An officer has to look at this document, and there is no photo of it."),
            next_step=_("Add a photo of the page with your name and the number."),
            field="photo",
        )
    if volunteer.region_id is None:
        raise Refused(
            "document.region_needed",
            _("An officer of your district has to look at this document, and your profile doesn't say where you live."),
            next_step=_("Choose your district in your profile, then submit the document again."),
        )
    document.provider, document.reference = outcome.provider, outcome.reference
    document.save(update_fields=["provider", "reference"])
    reviews_actions.open_case(
        actor=actor,
        kind=Kind.IDENTITY,
        owner_id=volunteer.id,
        subject_id=document.id,
        region_code=volunteer.region_id,
        title=document.stated["name"],
        at=at,
    )


def _decided(document: Document, state: DocumentState, outcome: Outcome, at: datetime) -> None:
    """Nobody needs the photo once it is decided."""
    document.state, document.decided_at, document.photo_sealed = state, at, None
    document.level = outcome.level if state is DocumentState.VERIFIED else 0
    document.provider, document.reference = outcome.provider, outcome.reference
    document.save()
