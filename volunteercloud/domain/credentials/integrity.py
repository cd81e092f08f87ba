"""A proof inside a document (VC Data Integrity 1.0, cryptosuite eddsa-rdfc-2022): the one that Open Badges 3.0 asks of everybody.

The document is read as linked data and brought into its one canonical form (RDFC-1.0, which PyLD still calls URDNA2015), so that
its signature holds however its JSON is laid out. A term that no context knows would stand outside of what is signed; the
tests let a verifier look that refuses such a document.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from volunteercloud.core import late

from . import contexts, keys, moments

jsonld = late.Module("pyld.jsonld")  # with aiohttp, by which it could fetch contexts: 12 MiB

SUITE = "eddsa-rdfc-2022"
CANONICAL = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": contexts.load}


def proved(document: Mapping[str, Any], version: int, at: datetime) -> dict[str, Any]:
    """The document with a proof of this node's key of that ``version``, or of a `good` one, the same each time."""
    version = keys.good(version)
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": moments.written(at),
        "verificationMethod": keys.public(version).method,
        "proofPurpose": "assertionMethod",
    }
    hashed = _hash({"@context": document["@context"], **proof}) + _hash(document)
    signature = keys.raw_signature(hashed, version)
    # A list, though there is one: so the schema of Open Badges wants it.
    return {**document, "proof": [{**proof, "proofValue": keys.multibase(signature)}]}


def _hash(document: Mapping[str, Any]) -> bytes:
    canonical: str = jsonld.normalize(dict(document), CANONICAL)
    return hashlib.sha256(canonical.encode()).digest()
