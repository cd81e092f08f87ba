"""The registration as it was handed in: its documents, what changed since the last time, what an officer asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right

from . import queries
from .models import Document, DocumentKind, Organization, Role, Submission
from .particulars import Particulars

DOCUMENTS = "documents"  # beside the particulars, what an officer may ask for
ASKABLE = (*Particulars.__annotations__, DOCUMENTS)
LONGEST_WORDS = 500
MOST_SHOWN = 50
MAY_LOOK = frozenset({Role.OWNER, Role.COORDINATOR})


@dataclass(frozen=True, slots=True)
class Change:
    """A field that is not what it was when the registration was last handed in. ``field`` may be "documents", whose
    ``before`` and ``after`` count them."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Dossier:
    """``latest`` is None where nothing was handed in; ``new_documents`` came after the submission before the latest."""

    latest: Submission | None
    changes: tuple[Change, ...]
    documents: tuple[Document, ...]
    new_documents: frozenset[UUID]

    @property
    def asked(self) -> dict[str, str]:
        return self.latest.asked if self.latest else {}


def may_look(viewer: Actor, organization: Organization) -> bool:
    """Into the documents: who manages the organization, and officers of its region with the right to its task."""
    own = queries.duty(viewer.id, organization.id)
    if own and own.role in MAY_LOOK and own.is_whole:
        return True
    return identity_rules.is_officer_for(viewer, organization.region_id, Right.ORGANIZATIONS)


def dossier(viewer: Actor, organization: Organization) -> Dossier:
    """Everything about a registration beside what it says now. Not found for who may not look."""
    if not may_look(viewer, organization):
        raise NotFound
    return handed_in(organization)


def handed_in(organization: Organization) -> Dossier:
    """The same for who may look already. The caller's own rule may ask."""
    two = list(Submission.objects.filter(organization_id=organization.id).order_by("-number")[:2])
    return Dossier(
        latest=two[0] if two else None,
        changes=_changes(two[1], two[0]) if len(two) > 1 else (),
        documents=tuple(documents_of(organization.id)),
        new_documents=frozenset(two[0].documents) - frozenset(two[1].documents) if len(two) > 1 else frozenset(),
    )


def asked(organization_id: UUID) -> dict[str, str]:
    """What an officer asked to be mended in the registration that was handed in last. The caller's own rule may ask."""
    found = Submission.objects.filter(organization_id=organization_id).order_by("-number").values_list("asked").first()
    return found[0] if found else {}


def documents_of(organization_id: UUID) -> QuerySet[Document]:
    """What was given, without its pages, in the order of time. The caller's own rule may ask."""
    return (
        Document.objects.filter(organization_id=organization_id)
        .defer("content", "digest")
        .order_by("given_at", "id")[:MOST_SHOWN]
    )


def kinds_given(organization_id: UUID) -> set[DocumentKind]:
    """Which kinds of documents are there."""
    found = Document.objects.filter(organization_id=organization_id).order_by("kind").values_list("kind", flat=True)
    return {DocumentKind(kind) for kind in found.distinct()}


def check_asked(asked_for: Mapping[str, str]) -> dict[str, str]:
    """The words to the fields that an officer marked, without empty ones. Refused for what is no field of a registration."""
    said = {field: words.strip()[:LONGEST_WORDS] for field, words in asked_for.items() if words.strip()}
    if not said.keys() <= set(ASKABLE):
        raise Refused(
            "organization.asked_unknown",
            _("Something that was marked is no field of a registration."),
            next_step=_("Mark fields of the registration, or its documents."),
            field="asked",
            facts={"fields": list(ASKABLE)},
        )
    return said


def _changes(before: Submission, after: Submission) -> tuple[Change, ...]:
    changed = [
        Change(field, before.stated.get(field), after.stated.get(field))
        for field in Particulars.__annotations__
        if before.stated.get(field) != after.stated.get(field)
    ]
    if set(before.documents) != set(after.documents):
        changed.append(Change(DOCUMENTS, len(before.documents), len(after.documents)))
    return tuple(changed)
