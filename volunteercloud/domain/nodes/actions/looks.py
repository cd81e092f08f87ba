"""What a look at another node came to: new keys are taken from keys we know, anything else waits for an officer."""

from datetime import datetime, timedelta

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.nodes import documents, keyring, papers
from volunteercloud.domain.nodes.documents import NodeDocument, Signed, Unfit
from volunteercloud.domain.nodes.models import Node, NodeKey, State

# A document that a cache kept for a while is no older one that somebody dug out.
OLDER = timedelta(minutes=10)


@transaction.atomic
def take_look(*, actor: Actor, name: str, answer: bytes, at: datetime) -> Node | None:
    """Take what a node says of itself now. None for a node that is not on the list any more.

    Keys are taken from a document that a key signed which is trusted here; a key that says it is revoked is revoked,
    whatever else. Name, address, regions and log stay as they were confirmed; an officer sees the difference.
    """
    node = Node.objects.select_for_update().filter(name=name).exclude(state=State.WITHDRAWN).first()
    if node is None:
        return None

    node.asked_at = at
    try:
        found = documents.opened(answer)
        node.trouble = _trouble(node, found, at)
    except Unfit as reason:
        node.trouble = f"document.{reason.code}"
    if node.trouble:
        node.save(update_fields=["asked_at", "trouble"])
        return node

    changed = _take(node, found, at)
    node.seen_at = at
    node.save()

    if changed:
        audit.record(
            actor,
            "nodes.keys_taken",
            at=at,
            owner_id=node.trail_id,
            subject=("node", node.trail_id, node.name),
            facts={"keys": changed},
        )
    return node


@transaction.atomic
def note_trouble(*, actor: Actor, name: str, trouble: str, at: datetime) -> None:
    """Write down why a look came to nothing."""
    Node.objects.filter(name=name).update(asked_at=at, trouble=trouble[:300])


def _trouble(node: Node, found: Signed, at: datetime) -> str:
    document = found.document
    if document.name != node.name:
        return "document.name"
    # Whoever answers once in its place could else date a document so that every later one is older.
    if document.at > at + papers.AHEAD:
        return "document.early"
    if node.document and document.at < documents.parsed(node.document).at - OLDER:
        return "document.older"
    return ""


def _take(node: Node, found: Signed, at: datetime) -> list[str]:
    """The thumbprints of the keys that are new, ended or revoked."""
    document = found.document
    if node.state == State.PROPOSED:
        node.document = dict(document.content)
        return []
    changed = _revoke(node, documents.given_up(found), at)
    node.document = dict(document.content)
    if not documents.signed_by(found, keyring.ring_of(node), at):
        node.trouble = "keys_unknown"
        return changed
    node.title, node.title_en, node.versions = document.title, document.title_en, list(document.versions)
    return changed + _take_keys(node, document)


def _revoke(node: Node, kids: list[str], at: datetime) -> list[str]:
    rows = NodeKey.objects.filter(node=node, kid__in=kids, revoked_at__isnull=True)
    revoked = sorted(rows.values_list("kid", flat=True))
    rows.update(revoked_at=at)
    return revoked


def _take_keys(node: Node, document: NodeDocument) -> list[str]:
    known = {row.kid: row for row in NodeKey.objects.filter(node=node)}
    changed = []
    for kid, key in document.keys.items():
        row = known.get(kid)
        if row is None:
            NodeKey.objects.create(
                node=node,
                kid=kid,
                use=key.use,
                jwk=key.key.as_dict(private=False),
                valid_from=key.valid_from,
                valid_until=key.valid_until,
                revoked_at=key.revoked_at,
            )
        elif row.valid_until != key.valid_until or (row.revoked_at is None and key.revoked_at is not None):
            row.valid_until = key.valid_until
            row.revoked_at = row.revoked_at or key.revoked_at
            row.save(update_fields=["valid_until", "revoked_at"])
        else:
            continue
        changed.append(kid)
    return sorted(changed)
