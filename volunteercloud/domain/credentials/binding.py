"""What ties a package to its holder, when another node is asked to take it in: the document, sealed for that node alone.

The number of a document is short and half of it follows from birth date and region: a hash of it, however slow, would be
guessed by whoever is given the package. So the package tells only nodes of the trust list, each by its own seal, and tells
them no number but a slow hash of it with a salt: enough to compare with a document that they verified themselves, too
little to learn a number from people they do not know.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from volunteercloud.domain.identity import numbers
from volunteercloud.domain.identity.models import Document
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.nodes import sealing
from volunteercloud.domain.nodes.keyring import Untrusted

FORM = "volunteercloud.holder/1"
SALT_BYTES = 16
# Some 50 ms and 16 MB: nothing for one comparison, much for a list of guesses.
COST = {"n": 2**14, "r": 8, "p": 1}


def sealed(document: Document, at: datetime) -> dict[str, str]:
    """The document as each trusted node may compare it, by the node's name. A node without a key to seal to is left out."""
    content, found = told(document), {}
    for node in node_queries.trusted():
        try:
            found[node.name] = sealing.seal_for(node.name, content, at)
        except Untrusted:
            continue
    return found


def told(document: Document) -> dict[str, str]:
    """What a node is told of a document: a salt of this package, and the slow hash."""
    salt = secrets.token_bytes(SALT_BYTES)
    return {"form": FORM, "salt": salt.hex(), "hash": _hash(document, salt).hex()}


def unsealed(holder: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a package says to this node about its holder's document; None where it says nothing that this node can open."""
    text = holder.get(node_queries.own_name())
    if not isinstance(text, str):
        return None
    try:
        content = sealing.unseal(text)
    except Untrusted:
        return None
    return content if content.get("form") == FORM else None


def is_of(content: Mapping[str, Any], document: Document) -> bool:
    """Whether what was unsealed is about this document."""
    try:
        salt, said = bytes.fromhex(content["salt"]), bytes.fromhex(content["hash"])
    except (KeyError, TypeError, ValueError):
        return False
    return len(salt) == SALT_BYTES and hmac.compare_digest(said, _hash(document, salt))


def _hash(document: Document, salt: bytes) -> bytes:
    return hashlib.scrypt(numbers.claim_value(document).encode(), salt=salt, dklen=32, **COST)
