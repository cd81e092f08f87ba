"""What an officer compares: fingerprints, and what a node says of itself beside what was confirmed of it."""

from dataclasses import dataclass
from datetime import datetime

from . import documents
from .documents import NodeDocument, Unfit
from .models import Node


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a node says otherwise than an officer here confirmed it."""

    field: str
    confirmed: str
    said: str


def said(node: Node) -> NodeDocument | None:
    """What the node said of itself last; None if it never said anything that could be taken."""
    try:
        return documents.parsed(node.document)
    except Unfit:
        return None


def fingerprint(node: Node, at: datetime) -> str:
    """The fingerprint of the keys that the node showed last; empty if it showed none."""
    document = said(node)
    return document.fingerprint(at) if document else ""


def own_fingerprint(at: datetime) -> str:
    """What an officer of the other side must see as ours."""
    return documents.own(at).fingerprint(at)


def differences(node: Node) -> list[Difference]:
    """What waits for an officer to confirm it, in the order of a page."""
    document = said(node)
    if document is None:
        return []
    pairs = [
        ("url", node.url, document.url),
        ("regions", ", ".join(node.regions), ", ".join(document.regions)),
        ("is_national", str(node.is_national).lower(), str(document.is_national).lower()),
        ("vkey", node.vkey, document.vkey),
    ]
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]
