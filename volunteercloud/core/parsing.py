"""JSON between installations: what somebody else wrote becomes an object that can be kept, or a plain refusal."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn

# An escaped NUL, or half of a character of two halves: JSON can say both, no text in the database can hold them.
SUSPICIOUS = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
# An empty list takes two bytes to say and sixty to keep. The largest bundle of records that is taken has some three million.
MOST_VALUES = 5_000_000


class Unreadable(ValueError):
    """It is no JSON object that can be kept."""


def json_object(content: bytes | str) -> dict[str, Any]:
    """The object. Raises `Unreadable` for anything else, however it is nested and however many values it has, and for numbers
    that are none."""
    try:
        if not is_bounded(content if isinstance(content, bytes) else content.encode()):
            raise ValueError("more values than anybody sends")
        text = content.decode() if isinstance(content, bytes) else content
        found = json.loads(text, parse_constant=_no_number, parse_float=_number)
        if SUSPICIOUS.search(text):
            _keepable(found)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON that can be kept") from None
    if not isinstance(found, dict):
        raise Unreadable("no JSON object")
    return found


def is_bounded(text: bytes) -> bool:
    """Whether what it says can be held in memory, as far as that shows without reading it."""
    return sum(text.count(sign) for sign in b"[{,") <= MOST_VALUES


def json_bytes(content: Mapping[str, Any]) -> bytes:
    """The object as it is sent: no spaces, every character as itself."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _no_number(said: str) -> NoReturn:
    raise ValueError(said)


def _number(said: str) -> float:
    """Not what is too large to be told from infinity, which JSON cannot say: it could be read and never be written."""
    number = float(said)
    if not math.isfinite(number):
        raise ValueError(said)
    return number


def _keepable(found: object) -> None:
    """Look closer at a text that may only be about such characters, with a backslash before the backslash."""
    pending = [found]
    while pending:
        match pending.pop():
            case str(text):
                text.encode()
                if "\x00" in text:
                    raise ValueError("a NUL")
            case list(items):
                pending += items
            case dict(members):
                pending += [*members, *members.values()]
