"""Sealing for one other node (compact JWE, ECDH-ES with X25519, A256GCM): only that node can read it.

A seal says nothing about who made it. What is to be believed is signed, outside or inside of it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from volunteercloud.core import parsing

from . import keyring, papers, queries
from .keyring import Untrusted
from .models import Use

ALGORITHM, ENCRYPTION = "ECDH-ES+A256KW", "A256GCM"
LARGEST = 96_000_000


class _Registry(jwe.JWERegistry):
    max_ciphertext_length = LARGEST


# Compression is none of the algorithms: what is unsealed is never larger than what was sealed.
REGISTRY = _Registry(algorithms=[ALGORITHM, ENCRYPTION])


def seal_for(node_name: str, content: Mapping[str, Any], at: datetime) -> str:
    """Seal ``content`` to the newest key of a node that is trusted. Raises `Untrusted` (`node.unknown`, `node.withdrawn`,
    `paper.no_key`)."""
    key = papers.ring(node_name).sealing(at)
    header = {"alg": ALGORITHM, "enc": ENCRYPTION, "kid": key.kid}
    return jwe.encrypt_compact(header, parsing.json_bytes(content), key.key, registry=REGISTRY)


def unseal(text: str) -> dict[str, Any]:
    """What was sealed for this node, by whatever key of it. Raises `Untrusted` (`seal.unreadable`, `seal.other_key`)."""
    own = keyring.own_ring(queries.own_name())

    def its_key(sealed: Any) -> OKPKey:
        kid = sealed.headers().get("kid")
        found = own.keys.get(kid) if isinstance(kid, str) else None
        if found is None or found.use != Use.SEAL:
            raise Untrusted("seal.other_key")
        return found.key

    try:
        found = jwe.decrypt_compact(text.encode("ascii"), its_key, registry=REGISTRY)
        return parsing.json_object(found.plaintext or b"")
    except (JoseError, ValueError, TypeError, AttributeError, AssertionError, RecursionError):
        raise Untrusted("seal.unreadable") from None
