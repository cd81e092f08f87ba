"""One search over everything that is open to the public. Needs no key."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from volunteercloud.api import cursors
from volunteercloud.api.fields import Code, Day, Latitude, Longitude, Paging, RegionCode, numbers, string
from volunteercloud.core.errors import Refused
from volunteercloud.domain.search import queries
from volunteercloud.domain.search.asking import Part, Sort
from volunteercloud.domain.search.models import Kind

router = Router(tags=["search"], auth=None)

MOST_CODES = 20
Some = Annotated[list[Code], Field(max_length=MOST_CODES)]


class EverythingIn(Schema):
    """What is left out asks for nothing. Of several values of one field any will do, but a document must have every skill
    and every language."""

    text: string(200) = Field("", description="Words in either language, pinyin, or a phrase in quotation marks.")
    kind: list[Kind] = Field([], max_length=len(Kind))
    region: RegionCode = Field("", description="This region and below.")
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    within_km: Annotated[float, Field(gt=0, le=500)] | None = Field(None, description="From the point that is given.")
    category: Some = []
    beneficiary: Some = []
    sdg: Some = Field([], description="Goals (3) or targets (3.8).", examples=[["3", "11.7"]])
    skill: Some = []
    language: Some = []
    from_on: Day | None = None
    to_on: Day | None = None
    weekday: list[numbers(1, 7)] = Field([], max_length=7, description="1 for Monday.")
    part_of_day: list[Part] = Field([], max_length=len(Part))
    remote: bool | None = Field(None, description="False: only on the spot.")
    age: numbers(0, 150) | None = Field(None, description="Of whoever would serve.")
    insured: bool = False
    accessible: bool = False
    sort: Literal["best", "date", "distance", "urgency"] = "best"


class OpenThingOut(Schema):
    """Something that is open. What has no time, no place or no limit is null."""

    id: UUID
    kind: str = Field(examples=["shift"])
    owner_id: UUID | None
    owner_name: str
    owner_name_en: str
    project_id: UUID | None
    activity_id: UUID | None
    number: str
    address: str = Field(description="Of a page elsewhere; empty where it is one of ours.")
    title: str
    title_en: str
    summary: str
    summary_en: str
    post: str
    post_en: str
    category: str
    beneficiaries: list[str]
    sdg_targets: list[str]
    skills: list[str]
    languages: list[str]
    qualification: str
    minimum_age: int | None
    maximum_age: int | None
    region_code: str
    place: str
    place_en: str
    latitude: float | None
    longitude: float | None
    starts_at: datetime | None
    ends_at: datetime | None
    opens_on: date | None
    closes_at: datetime | None
    is_remote: bool
    is_accessible: bool
    has_insurance: bool
    urgency: int = Field(description="0 ordinary, 1 soon, 2 urgent.")
    places: int | None
    places_left: int | None = Field(description="As of a minute ago.")
    distance_m: int | None = Field(None, description="From the point that was given.")


class FacetOut(Schema):
    """A value that one may choose, and how many would be found; at least so many where `is_capped`."""

    code: str
    number: int
    is_capped: bool


class EverythingOut(Schema):
    items: list[OpenThingOut]
    next: str | None
    total: int = Field(description="Counted up to 1,000.")
    is_capped: bool = Field(description="There are more than `total`.")
    corrected: str = Field(description="What was searched instead of words that stand nowhere.")
    is_loosened: bool = Field(description="Few have every word, so those with some words follow them.")
    facets: dict[str, list[FacetOut]] | None = Field(description="Only on the first page.")


@router.get("/search", response=EverythingOut, summary=_("Search everything that is open"))
def search(request, wanted: Query[EverythingIn], paging: Paging):
    """Shifts, projects, needs, organizations and opportunities elsewhere, with how many each further choice would leave."""
    (after,) = cursors.read(paging.cursor, str) or ("",)
    asked = _asked(wanted, after)
    now = timezone.now()
    page = queries.find(asked, now, paging.limit)
    facets = None if after else queries.facets(asked, now)
    return {
        "items": [_found(hit) for hit in page.hits],
        "next": cursors.written(page.after) if page.after else None,
        "total": page.total,
        "is_capped": page.is_capped,
        "corrected": page.corrected,
        "is_loosened": page.is_loosened,
        "facets": facets and {field: [_facet(one) for one in found] for field, found in facets.items()},
    }


def _asked(wanted: EverythingIn, after: str) -> queries.Query:
    has_point = wanted.latitude is not None and wanted.longitude is not None
    if not has_point and (wanted.within_km or wanted.sort == Sort.DISTANCE):
        raise Refused(
            "search.no_point",
            _("A distance needs a point to be measured from."),
            next_step=_("Give latitude and longitude."),
            field="latitude",
        )
    return queries.Query(
        text=wanted.text,
        kinds=tuple(wanted.kind),
        region_code=wanted.region,
        near=(wanted.latitude, wanted.longitude) if has_point else None,
        within_km=wanted.within_km,
        categories=tuple(wanted.category),
        beneficiaries=tuple(wanted.beneficiary),
        sdg=tuple(wanted.sdg),
        skills=tuple(wanted.skill),
        languages=tuple(wanted.language),
        from_on=wanted.from_on,
        to_on=wanted.to_on,
        weekdays=tuple(wanted.weekday),
        parts_of_day=tuple(wanted.part_of_day),
        remote=wanted.remote,
        age=wanted.age,
        insured=wanted.insured,
        accessible=wanted.accessible,
        sort=wanted.sort,
        after=after,
    )


def _found(hit: queries.Hit) -> dict:
    said = {name: getattr(hit.document, name) for name in OpenThingOut.model_fields if name != "distance_m"}
    return said | {"distance_m": hit.distance_m}


def _facet(facet: queries.Facet) -> dict:
    return {"code": facet.code, "number": facet.number, "is_capped": facet.is_capped}
