"""Open data as a table: JSON, JSON-LD of schema.org or of the Volunteering Data Standard, pages of a feed (RPDE). Pure.

Each opportunity is a row; what stands in it is named by its path, as ``location.geo.latitude``. What data says by reference to
another part of the same file is looked up there.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.bulk.reading.limits import MOST_COLUMNS
from volunteercloud.domain.bulk.reading.refusals import damaged, empty, refused, too_many

from . import cleaning
from .columns import LIMITS

Node = dict[str, Any]

HOLDING = ("items", "@graph", "itemListElement", "opportunities", "events", "results", "data", "records")
PLAIN_TYPES = re.compile(
    r"(.*[/:#])?(organi[sz]ation|ngo|person|place|postaladdress|.*concept|activity(cause|skill|.+ty))", re.I
)
SESSION = re.compile(r"(.*[/:#])?(activity)?session", re.I)
INVERSE = re.compile(r"(organisation|cause|skill|language|requirement|demography|accessibility)Activity")
LANGUAGE = re.compile(r"[a-z]{2}(-[A-Za-z0-9]{2,8})*|@none")
NAMES = ("name", "label", "prefLabel", "conceptLabel", "title")
LONGEST_TYPE = 300  # an address; over a longer text the patterns would take seconds
DEEPEST = 4
LONGEST = 8_000
MOST_SEVERAL = 20


@dataclass(frozen=True, slots=True)
class Records:
    """The paths that occur, in the order in which they first do, and the rows with the number of each."""

    headings: list[str]
    rows: Iterator[tuple[int, list[str]]]


def is_data(content: bytes, name: str) -> bool:
    begins = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}
    return begins and ("." not in name or name.lower().endswith((".json", ".jsonld")))


def read(content: bytes) -> Records:
    """Refused: what is no JSON, holds nothing, or nothing but organizations."""
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise damaged() from None
    found = [_flat(one) for one in _opportunities(_nodes(told))]
    if not found:
        raise empty()
    if len(found) > LIMITS.lines:
        raise too_many(LIMITS.lines)
    paths = list(dict.fromkeys(path for one in found for path in one))[:MOST_COLUMNS]
    rows = ((number, [cleaning.keepable(one.get(path, "")) for path in paths]) for number, one in enumerate(found, 1))
    return Records([cleaning.keepable(path) for path in paths], rows)


def _nodes(told: Any) -> list[Node]:
    """The parts of a file, whatever holds them together."""
    if isinstance(told, list):
        return [_unwrapped(one) for one in told if isinstance(one, dict)]
    if not isinstance(told, dict):
        raise damaged()
    for name in HOLDING:
        if isinstance(told.get(name), list):
            return [_unwrapped(one) for one in told[name] if isinstance(one, dict)]
    return [told]


def _unwrapped(one: Node) -> Node:
    """Without what a page of a feed or a list puts around it. A deleted item of a feed holds nothing but its id."""
    if isinstance(one.get("item"), dict):
        return dict(one["item"])
    if "state" in one and "id" in one and ("modified" in one or "data" in one):
        data = one.get("data")
        said = {name: value for name, value in data.items() if name != "@id"} if isinstance(data, dict) else {}
        return said | {"id": one["id"], "state": one["state"]}
    return one


def _opportunities(nodes: list[Node]) -> list[Node]:
    """Those parts that are opportunities, each with what it refers to put in. A session of an activity is one, and an
    activity without sessions."""
    by_id = {name: node for node in nodes if (name := _id(node))}
    named = _inverse(nodes, by_id)
    found, with_sessions = [], set()
    for node in nodes:
        if _is(SESSION, node) and (activity := by_id.get(_reference(node.get("sessionActivity")))):
            with_sessions.add(_id(activity))
            found.append(_joined(activity, by_id, named) | _joined(node, by_id, named))
    for node in nodes:
        if not (_is(PLAIN_TYPES, node) or _is(SESSION, node) or _id(node) in with_sessions):
            found.append(_joined(node, by_id, named))
    if nodes and not found:
        raise refused(
            "sheet.organizations",
            _("This file holds organizations and no opportunities."),
            _("Take it in as a list of organizations, and send the list of opportunities here."),
        )
    return found


def _inverse(nodes: list[Node], by_id: Mapping[str, Node]) -> dict[str, Node]:
    """What the standard says of an activity from the other side: whose it is, its cause, its skills; by the activity's id."""
    named: dict[str, Node] = {}
    for node in nodes:
        for name, value in node.items():
            if found := INVERSE.fullmatch(name):
                for activity in value if isinstance(value, list) else [value]:
                    named.setdefault(_reference(activity), {}).setdefault(found[1], []).append(node)
    return {name: said for name, said in named.items() if name in by_id}


def _joined(node: Node, by_id: Mapping[str, Node], named: Mapping[str, Node]) -> Node:
    said = {name: _looked_up(value, by_id, _id(node)) for name, value in node.items() if name != "sessionActivity"}
    return said | {name: value for name, value in named.get(_id(node), {}).items() if name not in said}


def _looked_up(value: Any, by_id: Mapping[str, Node], own: str) -> Any:
    """The part that a value refers to, where it is another part of this file."""
    if isinstance(value, list):
        return [_looked_up(one, by_id, own) for one in value]
    is_bare = isinstance(value, str) or (isinstance(value, dict) and not value.keys() - {"@id", "id", "@type", "type"})
    name = _reference(value) if is_bare else ""
    return by_id[name] if name and name != own and name in by_id else value


def _flat(node: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    _spread(node, "", found, DEEPEST)
    return found


def _spread(node: Node, before: str, into: dict[str, str], depth: int) -> None:
    for name, value in node.items():
        if name.startswith("@context") or len(into) >= MOST_COLUMNS:
            continue
        path = f"{before}{name.lstrip('@')}"[:60]
        if isinstance(value, dict) and not _languages(value) and "@value" not in value and depth:
            into.setdefault(path, _called(value))
            _spread(value, f"{path}.", into, depth - 1)
        elif isinstance(value, list) and value and all(isinstance(one, dict) and "@value" not in one for one in value):
            into.setdefault(path, "; ".join(filter(None, map(_called, value[:MOST_SEVERAL]))))
            if depth:
                _spread(value[0], f"{path}.", into, depth - 1)
        else:
            _say(value, path, into)


def _say(value: Any, path: str, into: dict[str, str]) -> None:
    """A text, in each language in which it is there: the Chinese one, else the first, without a language's name."""
    said = _languages(value)
    if said:
        chinese = next((text for language, text in said.items() if language.startswith("zh")), "")
        into.setdefault(path, chinese or next(iter(said.values())))
        english = next((text for language, text in said.items() if language.startswith("en")), "")
        if english and chinese:
            into.setdefault(f"{path}.en", english)
        return
    if isinstance(value, list):
        into.setdefault(path, "; ".join(filter(None, map(_text, value[:MOST_SEVERAL]))))
    else:
        into.setdefault(path, _text(value))


def _languages(value: Any) -> dict[str, str]:
    """By language: a map of them, or a list of texts that name theirs. Empty where it is neither."""
    is_map = isinstance(value, dict) and any(name.startswith(("zh", "en")) for name in value)
    if is_map and all(LANGUAGE.fullmatch(name) for name in value):
        return {name.lower(): text for name, one in value.items() if (text := _text(_first(one)))}
    several = value if isinstance(value, list) else [value]
    if several and all(isinstance(one, dict) and "@value" in one and "@language" in one for one in several):
        return {str(one["@language"]).lower(): _text(one) for one in several}
    return {}


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _called(node: Node) -> str:
    """A name for what is more than a text: that which it has, else the end of its id."""
    for name in NAMES:
        if said := _languages(node.get(name)):
            return next(iter(said.values()))
        if text := _text(_first(node.get(name))):
            return text
    return re.split(r"[/#:]", _id(node).rstrip("/"))[-1] if _is(PLAIN_TYPES, node) else ""


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@value", value.get("@id", ""))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)[:LONGEST] if isinstance(value, str | int | float) else ""


def _id(node: Node) -> str:
    return _text(node.get("@id", node.get("id", "")))


def _reference(value: Any) -> str:
    return _id(value) if isinstance(value, dict) else value if isinstance(value, str) else ""


def _is(kind: re.Pattern[str], node: Node) -> bool:
    types = node.get("@type", node.get("type", ""))
    said = map(str, types if isinstance(types, list) else [types])
    return any(len(one) <= LONGEST_TYPE and kind.fullmatch(one) for one in said)
