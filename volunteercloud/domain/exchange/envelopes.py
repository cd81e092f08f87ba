"""A message as it travels: its envelope, digest and signature, as JSON or as XML.

Digest and signature are over what is said, not over how it is packed, so that both packings of a message have the same.
The digest is SHA-256 of the lines as JSON: a list of objects from path to text, names sorted, no spaces, every character
as itself, in UTF-8. The signature is HMAC-SHA256 by the system's key of the envelope's other values, the same way.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from volunteercloud.core import parsing
from volunteercloud.core.parsing import Unreadable

from . import markup
from .fields import SEALS
from .mapping import Faulty, FormMapping, Line, Said
from .markup import Tree

LARGEST = 8_000_000
MOST_LINES = 1_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Distrusted(ValueError):
    """A message that cannot be believed or understood as a whole; ``code`` says why."""

    def __init__(self, code: str, path: str = "") -> None:
        super().__init__(code)
        self.code, self.path = code, path


@dataclass(frozen=True, slots=True)
class Opened:
    """A message that was read and is signed: what the envelope says in our words, and the lines as they were written."""

    head: Line
    lines: list[Said]
    digest: str


def sealed(mapping: FormMapping, head: Line, lines: Sequence[Mapping[str, Any]], key: bytes) -> dict[str, Any]:
    """A whole message in the words of a form, signed; ``lines`` in ours."""
    entity = str(head["entity"])
    said = [mapping.written(entity, line) for line in lines]
    digest = digest_of(said)
    signed = mapping.written_envelope({**head, "digest": digest})
    signature = signature_of(signed, key)
    values = mapping.written_envelope({**head, "digest": digest, "signature": signature})
    names = mapping.names
    tree = _nested(values)
    tree[names["payload"]] = {names["line"]: [_nested(one) for one in said]}
    return {names["message"]: tree}


def as_json(message: Mapping[str, Any]) -> bytes:
    return parsing.json_bytes(message)


def as_xml(message: Mapping[str, Any]) -> bytes:
    ((name, tree),) = message.items()
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{markup.written(name, _listed(tree))}\n'.encode()


def opened(content: bytes, mapping: FormMapping, key: bytes) -> Opened:
    """A message of a system, in either packing. Raises `Distrusted`: `exchange.unreadable`, `exchange.envelope`,
    `exchange.count`, `exchange.digest`, `exchange.signature`, `exchange.too_many`."""
    tree = _tree(content, mapping)
    names = mapping.names
    payload = _only(tree.pop(names["payload"], None))
    lines = payload.get(names["line"], []) if isinstance(payload, dict) else []
    lines = lines if isinstance(lines, list) else [lines]
    if len(lines) > MOST_LINES:
        raise Distrusted("exchange.too_many")
    said, values = [_flat(one) for one in lines], _flat(tree)
    try:
        head = mapping.read_envelope(values)
    except Faulty as reason:
        raise Distrusted("exchange.envelope", reason.path) from None
    if head["count"] != len(said) or not said:
        raise Distrusted("exchange.count")
    digest = digest_of(said)
    if not hmac.compare_digest(digest.encode(), str(head["digest"]).lower().encode()):
        raise Distrusted("exchange.digest")
    signature = signature_of(
        {rule.path: values.get(rule.path, "") for rule in mapping.envelope if rule.field != "signature"}, key
    )
    if not hmac.compare_digest(signature.encode(), str(head["signature"]).lower().encode()):
        raise Distrusted("exchange.signature")
    return Opened({name: value for name, value in head.items() if name not in SEALS}, said, digest)


def digest_of(said: Sequence[Said]) -> str:
    return hashlib.sha256(_canonical(list(said))).hexdigest()


def signature_of(values: Mapping[str, str], key: bytes) -> str:
    return hmac.digest(key, _canonical({path: text for path, text in values.items() if text}), hashlib.sha256).hex()


def _canonical(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _tree(content: bytes, mapping: FormMapping) -> dict[str, Any]:
    """What is in the root of a message, whichever packing it has."""
    if len(content) > LARGEST:
        raise Distrusted("exchange.too_large")
    content = content.removeprefix(BYTE_ORDER_MARK)
    try:
        if content.lstrip()[:1] == b"<":
            name, tree = markup.read(content)
        else:
            found = parsing.json_object(content)
            name, tree = next(iter(found.items())) if len(found) == 1 else ("", {})
    except (Unreadable, UnicodeError):
        raise Distrusted("exchange.unreadable") from None
    if name != mapping.names["message"] or not isinstance(tree, dict):
        raise Distrusted("exchange.unreadable", name[:60])
    return dict(tree)


def _only(found: Any) -> Any:
    return found[0] if isinstance(found, list) and len(found) == 1 else found


def _flat(tree: Any, above: str = "", depth: int = 0) -> Said:
    """Path to text; of an element that comes twice the first one counts for nothing, and the message is not taken."""
    found: Said = {}
    if not isinstance(tree, dict) or depth > markup.DEEPEST:
        raise Distrusted("exchange.unreadable", above)
    for name, value in tree.items():
        path, one = f"{above}{name}", _only(value)
        if isinstance(one, dict):
            found |= _flat(one, f"{path}/", depth + 1)
        elif isinstance(one, str):
            found[path] = one
        else:
            raise Distrusted("exchange.unreadable", path[:60])
    return {path: text for path, text in found.items() if text}


def _nested(said: Said) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path, text in said.items():
        *above, name = path.split("/")
        place = found
        for step in above:
            place = place.setdefault(step, {})
        place[name] = text
    return found


def _listed(tree: Any) -> Tree | str:
    """As XML has it: every name may come again."""
    if isinstance(tree, str):
        return tree
    return {
        name: [_listed(one) for one in (value if isinstance(value, list) else [value])] for name, value in tree.items()
    }
