"""The description of the API: committed as it is, whole, and true."""

import importlib
import json
import pkgutil
import re
from pathlib import Path
from uuid import UUID

import pytest
from ninja import Schema

from volunteercloud.api import door, v1
from volunteercloud.api.naming import Named

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "api" / "openapi.json"
SCHEMA = door.schema()
OPERATIONS = [
    pytest.param(path, method, said, id=said["operationId"])
    for path, methods in SCHEMA["paths"].items()
    for method, said in methods.items()
]


def test_description_is_the_committed_one():
    """What changed on purpose is written by `volunteercloud api schema > docs/api/openapi.json`."""
    assert json.loads(SNAPSHOT.read_text()) == SCHEMA


@pytest.mark.django_db
def test_description_is_given_out(client):
    assert client.get("/api/v1/openapi.json").json() == SCHEMA


def test_every_operation_has_a_name_of_its_own():
    names = [said["operationId"] for methods in SCHEMA["paths"].values() for said in methods.values()]
    assert len(names) == len(set(names))
    assert SCHEMA["openapi"] == "3.1.0"


@pytest.mark.parametrize(("path", "method", "said"), OPERATIONS)
def test_operation_is_described(path, method, said):
    assert said["summary"]
    assert len(said["tags"]) == 1
    assert said["responses"]["default"] == {"$ref": "#/components/responses/Problem"}


def test_every_reference_leads_somewhere():
    text = json.dumps(SCHEMA)
    for name in {part.split('"', 1)[0] for part in text.split('"#/components/schemas/')[1:]}:
        assert name in SCHEMA["components"]["schemas"]


@pytest.mark.parametrize(("path", "method", "said"), OPERATIONS)
def test_key_is_asked_for_wherever_it_is_not_public(anybody, path, method, said):
    """Told by the description, and so by the door."""
    wanted = said.get("security", [{}])
    if {} in wanted:
        return
    concrete = (
        path.removeprefix("/api/v1")
        .replace("{purpose}", "contact")
        .replace("{number}", "V1")
        .replace("{position}", "1")
        .replace("{year}", "2025")
    )
    concrete = re.sub(r"\{[a-z]+_id\}", str(UUID(int=0)), concrete)
    assert anybody.ask(method.upper(), concrete).status_code == 401


def test_one_name_describes_one_thing():
    """Of two schemas, or lists of choices, with one name the description would show the last for both."""
    described = {}
    for module in pkgutil.iter_modules(v1.__path__):
        for name, found in vars(importlib.import_module(f"{v1.__name__}.{module.name}")).items():
            if isinstance(found, type) and issubclass(found, Schema) and found is not Schema:
                schema = found.model_json_schema(schema_generator=Named)
                choices = {named: said["enum"] for named, said in schema.get("$defs", {}).items() if "enum" in said}
                for named, said in {name: schema.get("properties"), **choices}.items():
                    described.setdefault(named, set()).add(json.dumps(said, sort_keys=True))
    assert [name for name, contents in described.items() if len(contents) > 1] == ["FindIn"], (
        "of two queries, not bodies"
    )
