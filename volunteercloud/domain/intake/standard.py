"""Organizations as open data of the UK Volunteering Data Standard (JSON-LD), as rows of a list.

What providers export has no names: an organization is called by the end of its address, which its own texts may spell out.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from volunteercloud.domain.bulk.reading.refusals import damaged, empty, too_many

from . import cleaning
from .columns import LIMITS, Column

COLUMNS = (Column.NAME, Column.ADDRESS, Column.PURPOSE, Column.EMAIL, Column.PHONE)
ORGANIZATION = re.compile(r"(.*[:/#])?organi[sz]ation", re.IGNORECASE)
NAMES = ("name", "title", "prefLabel", "label")
WORD = re.compile(r"[^\W_]+")
TOGETHER = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
LAST_NUMBER = re.compile(r"-\d{1,3}$")  # by which a provider tells two of one name apart
LONGEST_OPENING = 60


def is_standard(content: bytes, name: str) -> bool:
    return name.lower().endswith((".json", ".jsonld")) and content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def rows(content: bytes) -> Iterator[tuple[int, dict[str, str], list[str]]]:
    """Each organization with its number, what is said of it by column, and what is worth noting. Refused: what is no
    JSON, or holds no organization."""
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise damaged() from None
    graph = told.get("@graph", [told]) if isinstance(told, dict) else told
    if not isinstance(graph, list):
        raise damaged()
    found = [one for one in graph if isinstance(one, dict) and _is_organization(one)]
    if not found:
        raise empty()
    if len(found) > LIMITS.lines:
        raise too_many(LIMITS.lines)
    for line, one in enumerate(found, 1):
        yield (line, *_row(one))


def _is_organization(one: dict[str, Any]) -> bool:
    types = one.get("type", one.get("@type", ""))
    return any(ORGANIZATION.fullmatch(str(each)) for each in (types if isinstance(types, list) else [types]))


def _row(one: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
    notes: list[str] = []
    addresses = [address for place in _several(one.get("location")) if (address := _text(place, "address"))]
    given = {
        Column.PURPOSE.value: _text(one, "description"),
        Column.ADDRESS.value: addresses[0] if addresses else "",
        Column.EMAIL.value: _contact(one, "email"),
        Column.PHONE.value: _contact(one, "telephone"),
    }
    name = next((said for key in NAMES if (said := _text(one, key))), "")
    if not name:
        name = _called(one, [given[Column.PURPOSE], given[Column.ADDRESS]])
        notes.append("name_supposed")
    return {Column.NAME.value: name} | given, notes


def _called(one: dict[str, Any], texts: list[str]) -> str:
    """A name for an organization that says none: the end of its address, as its own texts spell it where they do; else
    how its description begins, else where it is."""
    for address in (_text(one, "applylink"), _text(one, "website")):
        end = LAST_NUMBER.sub("", cleaning.keepable(unquote(_path(address).rstrip("/").rpartition("/")[2])))
        if address.endswith("/") or not WORD.search(end):
            continue
        return _spelt(end, texts) or " ".join(TOGETHER.sub(" ", word) for word in re.split(r"[-_\s]+", end) if word)
    opening = cleaning.line(texts[0], [])[:LONGEST_OPENING]
    return opening.rpartition(" ")[0] if len(opening) == LONGEST_OPENING else opening or cleaning.line(texts[1], [])


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:  # a bracket that nothing closes
        return ""


def _spelt(end: str, texts: list[str]) -> str:
    wanted = "".join(WORD.findall(end)).casefold()
    for text in texts:
        clean = cleaning.line(text, [])
        words = list(WORD.finditer(clean))
        for first in range(len(words)):
            joined = ""
            for last in words[first:]:
                joined += last[0].casefold()
                if joined == wanted:
                    spelt = clean[words[first].start() : last.end()]
                    return f"{spelt})" if "(" in spelt and ")" not in spelt else spelt
                if not wanted.startswith(joined):
                    break
    return ""


def _contact(one: dict[str, Any], key: str) -> str:
    return next((said for each in _several(one.get("contact")) if (said := _text(each, key))), "")


def _several(value: Any) -> list[dict[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def _text(one: dict[str, Any], key: str) -> str:
    """A text, whether plain or with its language beside it."""
    said = one.get(key)
    if isinstance(said, list):
        said = said[0] if said else ""
    if isinstance(said, dict):
        said = said.get("@value", said.get("value", ""))
    return cleaning.keepable(said).strip() if isinstance(said, str) else ""
