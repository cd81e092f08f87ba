"""Whether what we say is schema.org, by models of the whole vocabulary that are not ours (schema-org-py): they know every type,
refuse properties that a type does not have, and values of a kind that a property does not take."""

from datetime import datetime
from typing import Any

import schema_org

ABOUT_JSON_LD = {"@context", "@id", "@type"}


def checked(said: dict[str, Any]) -> schema_org.Thing:
    """The object, built again of the models. Raises where it is not of the vocabulary."""
    model = getattr(schema_org, said["@type"])
    return model(**{name: _value(value) for name, value in said.items() if name not in ABOUT_JSON_LD})


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return checked(value)
    if isinstance(value, list):
        return [_value(each) for each in value]
    if isinstance(value, str):
        return _enumerated(value) or _instant(value) or value
    return value


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        return None


def _enumerated(text: str) -> Any:
    """Members of enumerations stand as addresses."""
    if not text.startswith("https://schema.org/"):
        return None
    for name in ("EventStatusType", "EventAttendanceModeEnumeration"):
        for member in getattr(schema_org, name):
            if member.value.rsplit("/", 1)[-1] == text.rsplit("/", 1)[-1]:
                return member
    return None
