"""The number of a document at rest: sealed to its row, shown by its last two characters, claimed nationwide."""

from datetime import datetime
from uuid import UUID

from volunteercloud.core import keys

from . import claims
from .documents import CheckedDocument, DocumentKind
from .models import ClaimKind, Document, DocumentState

SHOWN = 2


def seal(number: str, document_id: UUID) -> bytes:
    return keys.seal("document-number", number, bound_to=document_id.bytes)


def unseal(document: Document) -> str:
    return keys.unseal("document-number", document.number_sealed, bound_to=document.id.bytes)


def claim_value(document: Document) -> str:
    """What is claimed for a document, made from its row as `documents.check` made it from what was typed."""
    kind = DocumentKind(document.kind)
    return CheckedDocument(kind, unseal(document), document.stated["country"], None, None, None).claim_value


def hold(checked: CheckedDocument, volunteer_id: UUID, at: datetime) -> bool:
    return claims.hold(ClaimKind.DOCUMENT, checked.claim_value, volunteer_id, at=at)


def release(document: Document) -> None:
    """Give the number of a document that was not accepted back, unless the person proved it before with another row."""
    value = claim_value(document)
    proved = Document.objects.filter(
        volunteer_id=document.volunteer_id, state__in=[DocumentState.VERIFIED, DocumentState.REPLACED]
    ).exclude(id=document.id)
    if all(claim_value(other) != value for other in proved.order_by("-id")):
        claims.release(ClaimKind.DOCUMENT, value, document.volunteer_id)
