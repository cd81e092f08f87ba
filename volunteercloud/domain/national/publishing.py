"""What this node gives the national one: its figures with their proofs, and the organizations that are public here."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings

from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.organizations.models import Node as OrganizationNode
from volunteercloud.domain.organizations.models import State
from volunteercloud.domain.search import queries as search_queries
from volunteercloud.domain.search.models import Kind

from . import documents
from .models import Issued, ListedOrganization

DOCUMENTS = 12
ORGANIZATIONS = 500
# What is said of an organization, each with its longest.
SAID: Mapping[str, int] = {
    "number": 20,
    "name": 200,
    "name_en": 200,
    "uscc": 18,
    "region_code": 12,
    "state": 10,
    "url": 600,
}
LISTED = (State.ACTIVE, State.SUSPENDED)


def figures(after: str) -> dict[str, Any]:
    """Versions issued after one, the oldest first, each with its proof. What still waits for its place in the log waits here."""
    found = Issued.objects.order_by("id")
    if after:
        found = found.filter(id__gt=UUID(after))
    rows = list(found[: DOCUMENTS + 1])
    given: list[dict[str, Any]] = []
    for issued in rows[:DOCUMENTS]:
        proof = proof_of(issued)
        if proof is None:
            return {"documents": given, "more": False}
        given.append({"id": str(issued.id), "text": issued.text, "proof": proof})
    return {"documents": given, "more": len(rows) > DOCUMENTS}


def proof_of(issued: Issued) -> dict[str, Any] | None:
    """That the digest of a version stands in the log; None for the seconds until it does."""
    place = log_queries.proof_of(issued.id, issued.id)
    if place is None:
        return None
    name = nodes_queries.own_name()
    digest = bytes(issued.digest)
    return place.bundle(documents.sealed(node=name, period=issued.period, version=issued.version, digest=digest))


def organizations(after: str) -> dict[str, Any]:
    """Organizations whose public page changed after a place in the feed of changes, as they stand now."""
    changed = search_queries.changes(int(after or 0), ORGANIZATIONS, (Kind.ORGANIZATION,))
    rows = OrganizationNode.objects.in_bulk([each.change.document_id for each in changed])
    said = []
    for each in changed:
        row = rows.get(each.change.document_id)
        is_public = each.document is not None and row is not None and row.state in LISTED
        said.append(_said(row) if is_public and row else {"id": str(each.change.document_id), "gone": True})
    reached = changed[-1].sequence if changed else int(after or 0)
    return {"organizations": said, "after": reached, "more": len(changed) == ORGANIZATIONS}


def searched(row: ListedOrganization) -> str:
    """What a list is searched by: names in both scripts, number and USCC."""
    return " ".join([row.name, row.name_en, row.number, row.uscc]).lower()


def _said(row: OrganizationNode) -> dict[str, str]:
    return {
        "id": str(row.organization_id),
        "number": row.number,
        "name": row.name,
        "name_en": row.name_en,
        "uscc": row.uscc,
        "region_code": row.region_id,
        "state": row.state,
        "url": f"{settings.SITE_URL}/o/{row.number}/",
    }
