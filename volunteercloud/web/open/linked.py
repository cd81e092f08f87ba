"""What is public here in the words of schema.org: one object for each document, and what pages carry inside them.

schema.org has no class for an opportunity to volunteer. A shift is an `Event` with places left, a project an `EventSeries`,
a need a `Demand` for a service, an organization an `NGO`. A need says its region and nothing nearer.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.needs.models import Need
from volunteercloud.domain.organizations import posters
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.search import feeds
from volunteercloud.domain.search.models import Document, Kind

Said = dict[str, object]
CONTEXT = "https://schema.org"
CHINESE, ENGLISH = "zh-hans", "en"
# JSON inside a page: nothing in it may end the element.
HARMLESS = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def script(said: Said | Sequence[Said]) -> SafeString:
    """The text of a data block in a page, which our content policy lets stand because nobody runs it."""
    objects = [said] if isinstance(said, dict) else list(said)
    whole: Said = {"@context": CONTEXT} | (objects[0] if len(objects) == 1 else {"@graph": objects})
    return mark_safe(json.dumps(whole, ensure_ascii=False).translate(HARMLESS))


def recall_regions(codes: Iterable[str]) -> None:
    """Read the names of many regions at once, before each of them is said."""
    region_queries.full_names(codes, CHINESE)


def full(path: str) -> str:
    """The address as somebody elsewhere has to write it."""
    return path if "://" in path else settings.SITE_URL + path


def identity(thing_id: UUID | str) -> str:
    """The name of a thing among the data of the world; whoever follows it is led to the thing's page."""
    return f"{settings.SITE_URL}/open/id/{thing_id}"


def project_path(project: Project | Document) -> str:
    owner_id = project.owner_id if isinstance(project, Document) else project.organization_id
    return f"/p/{owner_id}/{project.project_id if isinstance(project, Document) else project.id}/"


def of_document(document: Document) -> Said:
    """A document as an object of schema.org, without its context."""
    match document.kind:
        case Kind.SHIFT:
            return _shift(document)
        case Kind.PROJECT:
            return _series(document)
        case Kind.NEED:
            return _demand(document)
        case _:
            return _ngo(document)


def of_organization(organization: Organization, above: Sequence[object] = ()) -> Said:
    """The page of an organization; nothing that the page doesn't say."""
    parent = above[-1] if above else None
    return _full(
        {
            "@type": "NGO",
            "@id": identity(organization.id),
            "name": organization.name,
            "alternateName": organization.name_en,
            "url": posters.address_of(organization),
            "description": organization.purpose,
            "foundingDate": organization.established_on and organization.established_on.isoformat(),
            "dissolutionDate": organization.ended_at and organization.ended_at.date().isoformat(),
            "identifier": organization.uscc or organization.number,
            "areaServed": _area(organization.region_id),
            "parentOrganization": parent
            and {"@type": "NGO", "name": parent.name, "url": full(posters.path_of(parent.number))},
        }
    )


def of_project(project: Project, shifts: Iterable[Shift]) -> Said:
    """The page of a project with its shifts to come."""
    address = full(project_path(project))
    organizer = _organizer(project.organization_id, project.organization.name)
    place = _place(project.place, project.region_id)
    events = [
        _full(
            {
                "@type": "Event",
                "@id": identity(shift.id),
                "name": f"{project.title}：{shift.post.name}",
                "url": address,
                "startDate": _instant(shift.starts_at),
                "endDate": _instant(shift.ends_at),
                "eventStatus": "https://schema.org/EventScheduled",
                "location": place,
                "organizer": organizer,
                "isAccessibleForFree": True,
            }
        )
        for shift in shifts
    ]
    return _full(
        {
            "@type": "EventSeries",
            "@id": identity(project.id),
            "name": project.title,
            "alternateName": project.title_en,
            "url": address,
            "description": project.content,
            "keywords": _labels(CodeList.CATEGORY, [project.category]),
            "audience": _audience(project.beneficiaries),
            "location": place,
            "organizer": organizer,
            "startDate": events[0]["startDate"] if events else None,
            "endDate": events[-1]["endDate"] if events else None,
            "subEvent": events,
        }
    )


def of_need(need: Need) -> Said:
    """The page of a need: what, for whom and in which region. Neither who posted it nor a point on a map."""
    address = full(f"/needs/{need.number}/")
    return _asked(
        address,
        need,
        beneficiaries=[need.beneficiary],
        region_code=need.region_id or "",
        description=need.words,
        until=need.expires_at,
        people=need.people,
    )


def crumbs(steps: Iterable[tuple[str, str]]) -> Said:
    """Where a page stands: name and path of each step, the page itself last."""
    pages = [{"name": name, "item": {"@type": "WebPage", "@id": full(path)}} for name, path in steps]
    return _list("BreadcrumbList", pages)


def found(documents: Iterable[Document]) -> Said:
    """A page of results, in its order."""
    return _list("ItemList", [{"name": each.title, "url": feeds.address_of(each)} for each in documents])


def _list(kind: str, rows: Iterable[Said]) -> Said:
    items = [{"@type": "ListItem", "position": number} | row for number, row in enumerate(rows, 1)]
    return {"@type": kind, "itemListElement": items}


def _shift(document: Document) -> Said:
    address = feeds.address_of(document)
    title = f"{document.title}：{document.post}" if document.post else document.title
    place = _place(document.place, document.region_code, document.latitude, document.longitude)
    return _full(
        {
            "@type": "Event",
            "@id": identity(document.id),
            "name": title,
            "alternateName": document.title_en,
            "url": address,
            "description": document.summary,
            "keywords": _labels(CodeList.CATEGORY, [document.category]),
            "audience": _audience(document.beneficiaries),
            "inLanguage": document.languages,
            "startDate": _instant(document.starts_at),
            "endDate": _instant(document.ends_at),
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": f"https://schema.org/{'Online' if document.is_remote else 'Offline'}EventAttendanceMode",
            "location": {"@type": "VirtualLocation", "url": address} if document.is_remote else place,
            "organizer": _organizer(document.owner_id, document.owner_name),
            "superEvent": document.project_id and {"@type": "EventSeries", "@id": identity(document.project_id)},
            "maximumAttendeeCapacity": document.places,
            "typicalAgeRange": _ages(document),
            "isAccessibleForFree": True,
        }
    )


def _series(document: Document) -> Said:
    address = feeds.address_of(document)
    return _full(
        {
            "@type": "EventSeries",
            "@id": identity(document.id),
            "name": document.title,
            "alternateName": document.title_en,
            "url": address,
            "description": document.summary,
            "keywords": _labels(CodeList.CATEGORY, [document.category]),
            "audience": _audience(document.beneficiaries),
            "location": _place(document.place, document.region_code, document.latitude, document.longitude),
            "organizer": _organizer(document.owner_id, document.owner_name),
        }
    )


def _ngo(document: Document) -> Said:
    address = feeds.address_of(document)
    return _full(
        {
            "@type": "NGO",
            "@id": identity(document.id),
            "identifier": document.number,
            "name": document.title,
            "alternateName": document.title_en,
            "url": address,
            "description": document.summary,
            "areaServed": _area(document.region_code),
        }
    )


def _demand(document: Document) -> Said:
    return _asked(
        feeds.address_of(document),
        document,
        beneficiaries=document.beneficiaries,
        region_code=document.region_code,
        description=document.summary,
        until=document.closes_at,
        people=document.places,
    )


def _asked(
    address: str,
    need: Need | Document,
    *,
    beneficiaries: Sequence[str],
    region_code: str,
    description: str,
    until: datetime | None,
    people: int | None,
) -> Said:
    offered = {
        "@type": "Service",
        "serviceType": _labels(CodeList.CATEGORY, [need.category]),
        "audience": _audience(beneficiaries),
    }
    return _full(
        {
            "@type": "Demand",
            "@id": identity(need.id),
            "identifier": need.number,
            "name": need.title,
            "alternateName": need.title_en,
            "url": address,
            "description": description,
            "areaServed": _area(region_code),
            "availabilityStarts": _instant(need.starts_at),
            "availabilityEnds": _instant(need.ends_at),
            "validThrough": _instant(until),
            "eligibleQuantity": people and {"@type": "QuantitativeValue", "value": people, "unitText": "people"},
            "itemOffered": _full(offered),
        }
    )


def _full(said: Said) -> Said:
    """Without what nobody said."""
    return {name: value for name, value in said.items() if value is not None and value != "" and value != []}


def _instant(moment: datetime | None) -> str | None:
    return moment and timezone.localtime(moment).isoformat(timespec="minutes")


def _labels(name: CodeList, codes: Iterable[str]) -> list[str]:
    """The terms in both languages, as words to be found by."""
    wanted = [code for code in codes if code]
    spoken = [code_queries.labels(name, wanted, language) for language in (CHINESE, ENGLISH)]
    return list(dict.fromkeys(label for labels in spoken for label in labels))


def _audience(codes: Sequence[str]) -> Said | None:
    labels = _labels(CodeList.BENEFICIARY, codes)
    return {"@type": "Audience", "audienceType": "、".join(labels)} if labels else None


def _area(region_code: str) -> Said | None:
    name = region_queries.full_name(region_code, CHINESE)
    return {"@type": "AdministrativeArea", "name": name, "identifier": region_code} if name else None


def _place(name: str, region_code: str, latitude: float | None = None, longitude: float | None = None) -> Said:
    point = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    address = {"@type": "PostalAddress", "addressRegion": region_queries.full_name(region_code, CHINESE)}
    return _full({"@type": "Place", "name": name, "address": address, "geo": None if latitude is None else point})


def _organizer(organization_id: UUID | None, name: str) -> Said | None:
    return {"@type": "NGO", "@id": identity(organization_id), "name": name} if organization_id else None


def _ages(document: Document) -> str:
    if document.minimum_age is None and document.maximum_age is None:
        return ""
    return f"{document.minimum_age or 0}-{document.maximum_age or ''}"
