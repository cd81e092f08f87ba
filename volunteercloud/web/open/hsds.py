"""Stations and needs as Human Services Data Specification 3.0 has them (docs.openreferral.org). Pure.

A station is a service of the organization that looks after it. A need is a service that is sought: HSDS has no word for that,
so the taxonomy "what is published" says which of the two an entry is. Where a need is said as a region only, without an
address or a point, so that no household can be found by it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.utils import timezone

from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.needs.models import Frequency, Need, Station
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.search import feeds
from volunteercloud.domain.search.models import Document

from .linked import CHINESE, ENGLISH, Said, full

VERSION = "3.0"
OPENAPI = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json"
# Everything that HSDS wants an id for and that has none of its own gets one made of what it belongs to.
ROOT = UUID("0195c8a0-6b1e-7d52-9a3e-5e1f4c2b7a90")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LISTS = {CodeList.CATEGORY: "Categories of service", CodeList.BENEFICIARY: "Beneficiaries", CodeList.SKILL: "Skills"}
PUBLISHED = "published"
ENTRIES = {"station": "Volunteer service station 志愿服务站", "need": "Need that seeks volunteers 需求"}


def taxonomies() -> list[Said]:
    own: Said = {
        "id": _id(PUBLISHED),
        "name": "What is published",
        "description": "Whether an entry is a station that helps, or a need that seeks help.",
        "version": "1",
    }
    return [own, *(_taxonomy(name, title) for name, title in LISTS.items())]


def terms(on: date) -> list[Said]:
    """The terms of all taxonomies as they stand on a day."""
    own = [_term(PUBLISHED, code, name, name) for code, name in ENTRIES.items()]
    listed = [
        _term(name, term.code, term.name_en or term.name, term.name)
        for name in LISTS
        for term in code_queries.terms(name, on)
    ]
    return own + listed


def organization(organization_id: UUID, name: str, document: Document | None) -> Said:
    said: Said = {"id": str(organization_id), "name": name, "description": name}
    if document is None:
        return said
    address = feeds.address_of(document)
    number = {
        "id": _id(organization_id, "number"),
        "identifier_scheme": settings.SITE_URL,
        "identifier_type": "Organization number",
        "identifier": document.number,
    }
    more = {
        "alternate_name": document.title_en,
        "description": document.summary or name,
        "website": address,
        "uri": address,
        "organization_identifiers": [number] if document.number else [],
    }
    return said | {name: value for name, value in more.items() if value}


def station(found: Station) -> Said:
    """The service of a station: it takes needs in and finds somebody for them."""
    region = _region(found.region_id)
    said: Said = {
        "id": str(found.id),
        "organization_id": str(found.organization_id),
        "name": f"{found.organization_name}（{region}）",
        "alternate_name": f"{region_queries.full_name(found.region_id, ENGLISH)}: volunteer service station",
        "description": f"志愿服务站：受理{region}居民的需求，对接志愿服务组织和志愿者。"
        " Takes in the needs of residents and finds organizations and volunteers for them.",
        "url": full(f"/needs/?region={found.region_id}"),
        "status": "active",
        "application_process": full("/needs/post/"),
        "service_areas": [_area(found.id, found.region_id)],
    }
    return said | _anywhere(found.id, found.region_id) | _attributes(found.id, [(PUBLISHED, "station")])


def need(found: Need) -> Said:
    """A need as a service that is sought, with neither its poster nor its address."""
    coded = [(CodeList.CATEGORY, found.category), (CodeList.BENEFICIARY, found.beneficiary)]
    coded += [(CodeList.SKILL, code) for code in found.skills]
    said: dict[str, Any] = {
        "id": str(found.id),
        "organization_id": found.station_id and str(found.station_id),
        "name": found.title,
        "alternate_name": found.title_en,
        "description": found.words,
        "url": full(f"/needs/{found.number}/"),
        "status": "active",
        "minimum_age": found.minimum_age,
        "last_modified": found.changed_at.isoformat(),
        "languages": [_language(found.id, code) for code in found.languages],
        "schedules": _schedules(found),
        "service_areas": [_area(found.id, found.region_id or "")],
    }
    kept = {name: value for name, value in said.items() if value not in (None, "", [])}
    place = _anywhere(found.id, found.region_id or "", is_remote=found.is_remote)
    return kept | place | _attributes(found.id, [(PUBLISHED, "need"), *coded])


def listed(service: Said) -> Said:
    """A service as it stands in a list: without the lists that belong to it."""
    return {name: value for name, value in service.items() if not isinstance(value, list)}


def at_location(service: Said) -> Said:
    """A service at its place, with the service itself inside."""
    places = service["service_at_locations"]
    assert isinstance(places, list), "every service here has one place"  # noqa: S101
    return {**places[0], "service": listed(service)}


def with_organization(service: Said, organizations: Mapping[str, Said]) -> Said:
    found = organizations.get(str(service.get("organization_id")))
    return {**service, "organization": found} if found else service


def _taxonomy(name: str, title: str) -> Said:
    address = full(f"/lists/{name}/")
    return {"id": _id(name), "name": title, "description": f"{title}, as {address} lists them.", "uri": address}


def _term(name: str, code: str, title: str, description: str) -> Said:
    said = {"code": code, "name": title, "description": description, "taxonomy_id": _id(name)}
    return {"id": _id(name, code), **said}


def _attributes(service_id: UUID, coded: Iterable[tuple[str, str]]) -> Said:
    found = [
        {
            "id": _id(service_id, name, code),
            "link_id": str(service_id),
            "link_type": name,
            "link_entity": "service",
            "taxonomy_term_id": _id(name, code),
            "value": ENTRIES[code] if name == PUBLISHED else code_queries.label(name, code, ENGLISH),
        }
        for name, code in coded
        if code
    ]
    return {"attributes": found}


def _anywhere(service_id: UUID, region_code: str, *, is_remote: bool = False) -> Said:
    location = {
        "id": _id(service_id, "location"),
        "location_type": "virtual" if is_remote else "physical",
        "name": _region(region_code),
        "alternate_name": region_queries.full_name(region_code, ENGLISH),
        "external_identifier": region_code,
        "external_identifier_type": "GB/T 2260",
    }
    place = {"id": str(service_id), "service_id": str(service_id), "location_id": location["id"], "location": location}
    return {"service_at_locations": [place]}


def _area(service_id: UUID, region_code: str) -> Said:
    return {"id": _id(service_id, "area"), "service_id": str(service_id), "name": _region(region_code)}


def _language(service_id: UUID, code: str) -> Said:
    name = code_queries.label(CodeList.LANGUAGE, code, ENGLISH)
    return {"id": _id(service_id, "language", code), "service_id": str(service_id), "name": name, "code": code}


def _schedules(found: Need) -> list[Said]:
    """When somebody is sought: once from when to when, or on which days of the week and between which hours."""
    ahead = timezone.localtime(found.starts_at or found.created_at).isoformat()[-6:]
    said: Said = {"id": _id(found.id, "schedule"), "service_id": str(found.id)}
    if found.starts_at and found.ends_at:
        start, end = timezone.localtime(found.starts_at), timezone.localtime(found.ends_at)
        said |= {"valid_from": start.date().isoformat(), "valid_to": end.date().isoformat()}
        said |= {"dtstart": start.date().isoformat(), "until": end.date().isoformat()}
        if found.frequency == Frequency.ONCE:
            return [said | {"opens_at": f"{start:%H:%M}{ahead}", "closes_at": f"{end:%H:%M}{ahead}"}]
    if found.frequency != Frequency.RECURRING or not found.weekdays:
        return []
    said |= {"freq": "WEEKLY", "interval": 1, "byday": ",".join(WEEKDAYS[day - 1] for day in sorted(found.weekdays))}
    if found.from_minute is not None and found.to_minute is not None:
        said |= {"opens_at": _clock(found.from_minute) + ahead, "closes_at": _clock(found.to_minute) + ahead}
    return [said]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}" if minute < 1440 else "23:59"


def _region(code: str) -> str:
    return region_queries.full_name(code, CHINESE)


def _id(*parts: object) -> str:
    return str(uuid5(ROOT, "/".join(str(part) for part in parts)))
