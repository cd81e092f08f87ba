"""The country as its nodes tell it, at the national node. Public; small groups are never shown by themselves."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema
from pydantic import Field as Limits

from volunteercloud.api.fields import string
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.national import documents, queries, totals
from volunteercloud.domain.nodes import queries as nodes_queries

router = Router(tags=["nation"], auth=None)

Month = Annotated[str, Limits(pattern=r"^(20\d\d-(0[1-9]|1[0-2]))?$", examples=["2026-10"])]


class NationSumsOut(Schema):
    """Minutes of service. `served` is of the busiest month where several are summed; `registered` counts registrations, and
    one person may have several."""

    records: int = Field(examples=[120])
    credit_minutes: int = Field(examples=[14400])
    honour_minutes: int = Field(examples=[1800])
    given_minutes: int = Field(
        description="Served with organizations here, whoever counts it by now.", examples=[15000]
    )
    registered: int = Field(examples=[4000])
    served: int = Field(examples=[380])
    organizations: int = Field(examples=[42])
    projects: int = Field(examples=[17])
    needs_posted: int = Field(examples=[30])
    needs_met: int = Field(examples=[25])


class PartOut(Schema):
    region_code: str = Field(examples=["99"], description="Empty for regions with few people, together.")
    sums: NationSumsOut


class NationSourceOut(Schema):
    """A node whose figures are counted. `period`, `version` and `digest` name the newest document it signed."""

    name: str = Field(examples=["bailu.example"])
    as_of: datetime | None
    is_late: bool = Field(description="It told nothing for two days, or never did.")
    period: str = Field(examples=["2026-10"])
    version: int = Field(examples=[3])
    digest: str = Field(examples=["n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg"])


class NationOut(Schema):
    month: str = Field(description="Empty where all months are added up.", examples=["2026-10"])
    months: list[str] = Field(examples=[["2026-11", "2026-10"]])
    whole: NationSumsOut
    regions: list[PartOut]
    nodes: list[NationSourceOut]


class ListedOrganizationOut(Schema):
    """An organization as its own node lists it."""

    node_name: str = Field(examples=["bailu.example"])
    organization_id: UUID
    number: str = Field(examples=["Z7K4M2QX3"])
    name: str = Field(examples=["清河社区志愿服务队"])
    name_en: str = Field(examples=["Qinghe Community Volunteers"])
    uscc: str
    region_code: str = Field(examples=["990101"])
    state: str = Field(examples=["active"])
    url: str
    as_of: datetime


class OrganizationsOut(Schema):
    items: list[ListedOrganizationOut]
    next: str = Field(description="The cursor of the next page; empty on the last.", examples=[""])


class NationWanted(Schema):
    month: Month = ""


class Searched(Schema):
    q: string(100) = Field("", description="Part of a name, a number or a unified social credit code.")
    cursor: string(400) = ""


@router.get("", response=NationOut, summary=_("Read the figures of the whole country"))
def nation(request, wanted: Query[NationWanted]):
    """Of one month or of all, by province. Only the national node answers."""
    require_national()
    found = totals.nation(timezone.now(), wanted.month)
    return {
        "month": found.period,
        "months": found.periods,
        "whole": found.whole,
        "regions": [{"region_code": part.code, "sums": part.sums} for part in found.parts],
        "nodes": [source(each) for each in found.sources],
    }


@router.get("/organizations", response=OrganizationsOut, summary=_("Search the organizations of every node"))
def nation_organizations(request, wanted: Query[Searched]):
    """By name. Only the national node answers."""
    require_national()
    found = queries.organizations(wanted.q, wanted.cursor)
    page = found[: queries.PAGE]
    return {"items": page, "next": queries.cursor_of(page[-1]) if len(found) > len(page) else ""}


@router.get("/nodes/{name}/{month}/proof", response=dict, summary=_("Read the proof of a node's figures"))
def nation_proof(request, name: str, month: str):
    """That the log of the node holds the digest of the newest document for that month: what core/proofs.py checks."""
    require_national()
    if "\x00" in name + month:
        raise NotFound
    return totals.version(name, month).proof


def require_national() -> None:
    if not nodes_queries.own().is_national:
        raise NotFound


def source(each: totals.Source) -> dict[str, object]:
    newest = each.newest
    return {
        "name": each.name,
        "as_of": each.contributor.figures_at if each.contributor else None,
        "is_late": each.is_late,
        "period": newest.period if newest else "",
        "version": newest.version if newest else 0,
        "digest": documents.text_of(bytes(newest.digest)) if newest else "",
    }
