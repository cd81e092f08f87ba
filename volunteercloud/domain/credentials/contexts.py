"""The contexts our documents name, at hand: nothing is fetched to sign or to verify. ``data/MANIFEST.md`` has their sources."""

import json
from functools import cache
from pathlib import Path
from typing import Any

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
FILES = {CREDENTIALS: "credentials-v2.json", OPEN_BADGES: "open-badges-3.0.3.json"}
DATA = Path(__file__).parent / "data"


class UnknownContext(Exception):
    """A document names a context that is not at hand."""


def load(url: str, _options: dict[str, Any]) -> dict[str, Any]:
    """As PyLD asks for a document. Raises `UnknownContext`."""
    return {"contextUrl": None, "documentUrl": url, "document": _read(url), "contentType": "application/ld+json"}


@cache
def _read(url: str) -> dict[str, Any]:
    if url not in FILES:
        raise UnknownContext(url)
    found: dict[str, Any] = json.loads((DATA / FILES[url]).read_text())
    return found
