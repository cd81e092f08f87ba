"""The documents of a registration: given, taken back, looked at."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.organizations import dossier, papers, queries, rules
from volunteercloud.domain.organizations.models import Document, DocumentKind

from .telling import tell


@dataclass(frozen=True, slots=True)
class Opened:
    media_type: str
    content: bytes


@transaction.atomic
def add_document(
    *, actor: Actor, organization_id: UUID, document_id: UUID, kind: str, upload: bytes, at: datetime
) -> Document:
    """Give a document to the registration, or a newer one after the approval. For managers.

    ``document_id`` is the sender's own: sent again, or the same file under another id, answers the document there is.
    Refused while an officer looks at the registration and once it ended, for an unknown kind (`document.kind`), more than
    twenty (`document.enough`), and what `papers.cleaned` refuses.
    """
    organization = queries.locked(organization_id)

    if not rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")

    mine = Document.objects.filter(organization_id=organization_id)
    if sent := mine.filter(id=document_id).first():
        return sent
    rules.check_changeable(organization)
    if kind not in DocumentKind.values:
        raise Refused(
            "document.kind",
            _("It is not said what this document is."),
            next_step=_("Choose one of the list."),
            field="kind",
        )
    cleaned = papers.cleaned(upload)
    if there := mine.filter(digest=cleaned.digest).first():
        return there
    if mine.count() >= papers.MOST:
        raise Refused(
            "document.enough",
            _("There are twenty documents already."),
            next_step=_("Put several pages into one PDF, or take one back."),
            field="file",
        )

    document = Document.objects.create(
        organization_id=organization_id,
        id=document_id,
        kind=kind,
        media_type=cleaned.media_type,
        content=papers.seal(cleaned.content, organization_id, document_id),
        digest=cleaned.digest,
        size=len(cleaned.content),
        given_by=actor.id,
        given_by_name=actor.label,
        given_at=at,
    )

    tell(actor, "organizations.document_given", organization, at, {"document": str(document_id), "kind": kind})
    return document


@transaction.atomic
def remove_document(*, actor: Actor, organization_id: UUID, document_id: UUID, at: datetime) -> None:
    """Take a document back while the registration is being written. Once an officer approved it, what the approval stood
    on stays (`document.approved`)."""
    organization = queries.locked(organization_id)

    if not rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")

    document = Document.objects.filter(organization_id=organization_id, id=document_id).defer("content").first()
    if document is None:
        raise NotFound
    rules.check_changeable(organization)
    if organization.state not in rules.EDITABLE:
        raise Refused(
            "document.approved",
            _("The registration was approved with this document, so it stays."),
            next_step=_("Add the newer one beside it."),
        )

    kind = document.kind
    document.delete()

    tell(actor, "organizations.document_removed", organization, at, {"document": str(document_id), "kind": kind})


@transaction.atomic
def read_document(*, actor: Actor, organization_id: UUID, document_id: UUID, at: datetime) -> Opened:
    """Look at a document. For managers, and for officers of the region, each of whose readings leaves an entry."""
    organization = queries.organization(actor, organization_id)

    if not dossier.may_look(actor, organization):
        raise NotFound

    document = Document.objects.filter(organization_id=organization_id, id=document_id).first()
    if document is None:
        raise NotFound
    opened = Opened(document.media_type, papers.unseal(document.content, organization_id, document_id))

    if not rules.can_manage(actor, organization_id):
        tell(
            actor,
            "organizations.document_read",
            organization,
            at,
            {"document": str(document_id), "kind": document.kind},
        )
    return opened
