"""Organizations and opportunities in the words of the Volunteering Data Standard (id.volunteeringdata.io), as JSON-LD.

Its shape of an activity is closed: a label and one description, nothing else, not even a type. So what else there is to say of
an activity is said from the other side, by the inverse properties that the standard has for it: a session names its
activity, an organization and a cause name theirs. That an activity is one follows from those properties; `is_typed` says it
in words as well, for readers who conclude nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.codes.models import Scheme
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.search import feeds
from volunteercloud.domain.search.models import Document, Kind

from .linked import CHINESE, Said, full, identity, project_path

SCHEMA = "https://id.volunteeringdata.io/schema/"
DOUBLE = "http://www.w3.org/2001/XMLSchema#double"
MOMENT = "http://www.w3.org/2001/XMLSchema#dateTime"
# The context of the standard, and how the further properties used here are to be read.
CONTEXT: Said = {
    "@base": "https://id.volunteeringdata.io/",
    "@vocab": SCHEMA,
    "id": "@id",
    "type": "@type",
    "value": "@value",
    "latitude": {"@type": DOUBLE},
    "longitude": {"@type": DOUBLE},
    "organisation": {"@type": "@id"},
    "website": {"@type": "@id"},
    "activity": {"@container": "@set", "@type": "@id"},
    "contact": {"@container": "@set"},
    "location": {"@container": "@set"},
    "cause": {"@container": "@set"},
    "requirement": {"@container": "@set"},
    "label": {"@container": "@language"},
    "description": {"@container": "@language"},
    "applyLink": {"@type": "@id"},
    "sessionApplyLink": {"@type": "@id"},
    "sessionActivity": {"@type": "@id"},
    "organisationActivity": {"@type": "@id", "@container": "@set"},
    "causeActivity": {"@type": "@id", "@container": "@set"},
    "skillActivity": {"@type": "@id", "@container": "@set"},
    "beginning": {"@type": MOMENT},
    "end": {"@type": MOMENT},
    "dayOfWeek": {"@type": "@vocab"},
    "timeOfDay": {"@type": "@vocab"},
    "license": {"@id": "http://purl.org/dc/terms/license", "@type": "@id"},
    "next": {"@id": "http://www.w3.org/ns/hydra/core#next", "@type": "@id"},
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# From which hour on, by the standard; before the first it is still night.
PARTS_OF_DAY = ((8, "Morning"), (13, "Afternoon"), (18, "Evening"), (23, "Night"))


def organisations(documents: Iterable[Document]) -> list[Said]:
    return [_organisation(document) for document in documents]


def opportunities(documents: Sequence[Document], *, is_typed: bool = False) -> list[Said]:
    """Shifts and needs: the activities they belong to, a session for each, and who and what names those activities."""
    activities: dict[str, Said] = {}
    naming: dict[str, Said] = {}
    for document in documents:
        activity = _activity_of(document)
        activities.setdefault(activity, _activity(document, activity, is_typed=is_typed))
        if document.kind == Kind.SHIFT and document.owner_id:
            owner = {
                "id": identity(document.owner_id),
                "type": "Organisation",
                "label": _spoken(document, "owner_name"),
            }
            _name(naming, owner, "organisationActivity", activity)
        for cause in _same_as(CodeList.CATEGORY, Scheme.VDS_CAUSE, [document.category]):
            _name(naming, {"id": cause, "type": "ActivityCause"}, "causeActivity", activity)
        for skill in _same_as(CodeList.SKILL, Scheme.VDS_SKILL, document.skills):
            _name(naming, {"id": skill, "type": "ActivitySkill"}, "skillActivity", activity)
    return [*activities.values(), *(_session(document) for document in documents), *naming.values()]


def _organisation(document: Document) -> Said:
    said: Said = {
        "id": identity(document.id),
        "type": "Organisation",
        "label": _spoken(document, "title"),
        "description": _spoken(document, "summary"),
        "website": feeds.address_of(document),
        "applyLink": feeds.address_of(document),
        "location": [_location(document)],
    }
    return {name: value for name, value in said.items() if value}


def _activity_of(document: Document) -> str:
    """The shifts of an activity are its sessions; a need is an activity of its own."""
    if document.activity_id:
        return f"{full(project_path(document))}#activity-{document.activity_id}"
    return identity(document.id)


def _activity(document: Document, name: str, *, is_typed: bool) -> Said:
    said: Said = {
        "id": name,
        "label": _spoken(document, "title"),
        # One description is allowed: in the language it was written in.
        "description": {"zh-Hans": document.summary or document.title},
    }
    return {"type": "Activity", **said} if is_typed else said


def _session(document: Document) -> Said:
    said: Said = {
        "id": identity(document.id) + ("#session" if document.kind == Kind.NEED else ""),
        "type": "ActivitySession",
        "sessionActivity": _activity_of(document),
        "sessionApplyLink": feeds.address_of(document),
        "sessionLocation": {"type": "SessionLocation", **_location(document)},
    }
    if document.starts_at and document.ends_at:
        said["sessionTime"] = _time(document.starts_at, document.ends_at)
    return said


def _location(document: Document) -> Said:
    """A place with its point; of a need only the region."""
    region = region_queries.full_name(document.region_code, CHINESE)
    if document.kind == Kind.NEED or document.latitude is None:
        return {"address": f"{region}{document.place if document.kind != Kind.NEED else ''}"}
    return {"address": f"{region}{document.place}", "latitude": document.latitude, "longitude": document.longitude}


def _time(starts_at: datetime, ends_at: datetime) -> Said:
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    part = next((name for hour, name in reversed(PARTS_OF_DAY) if start.hour >= hour), "Night")
    return {
        "type": "SessionTime",
        "beginning": start.isoformat(),
        "end": end.isoformat(),
        "dayOfWeek": WEEKDAYS[start.weekday()],
        "timeOfDay": part,
    }


def _spoken(document: Document, name: str) -> Said:
    both = {"zh-Hans": getattr(document, name), "en": getattr(document, f"{name}_en")}
    return {language: text for language, text in both.items() if text}


def _same_as(name: CodeList, scheme: Scheme, codes: Iterable[str]) -> list[str]:
    """The terms of the standard that our codes correspond to."""
    known = code_queries.matches(name)
    return [SCHEMA + match.target for code in codes for match in known.get(code, []) if match.scheme == scheme]


def _name(naming: dict[str, Said], who: Said, by: str, activity: str) -> None:
    named = naming.setdefault(str(who["id"]), {**who, by: []})[by]
    if isinstance(named, list) and activity not in named:
        named.append(activity)
