"""Which answer holds what the address of another operation asks for, as links of OpenAPI in a copy of the description.

schemathesis can infer links by itself, but comes to 39,000 here, most of them by the id of an organization that stands in nearly
every answer; a state machine of so many rules finds none that it may follow. These are the few nearest for each operation.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# An operation is reached from so many others at most.
NEAREST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation by what its address asks for, each with the last word before it: `shift_id` after `shifts`."""

    id: str
    method: str
    path: str
    wants: dict[str, str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answers where all is well: ``fields`` has the place of each member, of the first where it is a list."""

    by: Asked
    said: dict[str, Any]
    fields: dict[str, str]


def linked(description: dict[str, Any]) -> dict[str, Any]:
    described = copy.deepcopy(description)
    operations = [
        (_asked(path, method, said), said)
        for path, methods in described["paths"].items()
        for method, said in methods.items()
    ]
    answers = [answer for asked, said in operations for answer in _answers(described, asked, said)]
    for asked, _said in operations:
        for answer, parameters in _nearest(asked, answers):
            answer.said.setdefault("links", {})[asked.id] = {"operationId": asked.id, "parameters": parameters}
    return described


def _asked(path: str, method: str, said: dict[str, Any]) -> Asked:
    wants, words = {}, []
    for part in path.strip("/").split("/"):
        if part.startswith("{"):
            wants[part.strip("{}").partition("}")[0]] = words[-1]
        else:
            words.append(part)
    return Asked(said["operationId"], method, path, wants, tuple(words))


def _answers(described: dict[str, Any], asked: Asked, said: dict[str, Any]) -> Iterator[Answer]:
    for status, answer in said["responses"].items():
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        if status.startswith("2") and schema is not None:
            yield Answer(asked, answer, _fields(described, schema))


def _fields(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, str]:
    schema, at = _resolved(described, schema), "$response.body#"
    items = schema.get("properties", {}).get("items", {})
    if schema.get("type") == "array":
        schema, at = _resolved(described, schema["items"]), f"{at}/0"
    elif items.get("type") == "array":
        schema, at = _resolved(described, items["items"]), f"{at}/items/0"
    return {name: f"{at}/{name}" for name in schema.get("properties", {})}


def _resolved(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _nearest(asked: Asked, answers: list[Answer]) -> list[tuple[Answer, dict[str, str]]]:
    """What makes a thing comes first, then what is nearest in its address."""
    found = [(answer, _parameters(asked, answer)) for answer in answers if answer.by.id != asked.id]
    fitting = [(answer, parameters) for answer, parameters in found if parameters]
    return sorted(fitting, key=lambda of: _distance(asked, of[0].by))[:NEAREST]


def _distance(asked: Asked, by: Asked) -> tuple[int, bool, str]:
    return len({*asked.words} ^ {*by.words}), by.method != "post", by.id


def _parameters(asked: Asked, answer: Answer) -> dict[str, str]:
    """Where each of what is asked for is found; nothing where something is not, or where nothing new is."""
    found = {}
    for name, word in asked.wants.items():
        if name in answer.fields:
            found[name] = answer.fields[name]
        elif "id" in answer.fields and word == answer.by.words[-1]:
            found[name] = answer.fields["id"]
        elif name in answer.by.wants:
            found[name] = f"$request.path.{name}"
    is_new = any(place.startswith("$response") for place in found.values())
    return found if is_new and len(found) == len(asked.wants) else {}
