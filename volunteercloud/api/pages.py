"""The description of the API for people: what there is, area by area, made from the same schema that programs read."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from volunteercloud.api import door
from volunteercloud.domain.identity.scopes import NAMES, Scope

AREAS: dict[str, Promise] = {
    "identity": _("Me and my family"),
    "activities": _("Finding service and signing up"),
    "attendance": _("Checking in and out"),
    "claims": _("Hour codes, claims and late entries"),
    "bulk": _("Bulk entry"),
    "records": _("Service records"),
    "objections": _("Objections"),
    "certificates": _("Certificates"),
    "transfers": _("Moving service records"),
    "credentials": _("Credentials"),
    "organizations": _("Organizations"),
    "members": _("Members"),
    "webhooks": _("Webhooks"),
    "supervision": _("Reports and sanctions"),
    "projects": _("Projects"),
    "planning": _("Activities, posts and shifts"),
    "needs": _("Needs"),
    "matching": _("Matching"),
    "office": _("The officer’s desk"),
    "radar": _("Radar"),
    "messages": _("Messages"),
    "search": _("Search"),
    "publications": _("News and help"),
    "regions": _("Regions"),
    "codes": _("Code lists"),
    "log": _("Public log"),
    "nation": _("The whole country"),
    "statistics": _("Figures"),
    "nodes": _("Nodes we trust"),
    "exchange": _("Exchange with other systems"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. ``summary`` is a text to translate; ``description`` is English prose, as in the schema."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    scope: Scope | None
    needs_session: bool
    parameters: list[Parameter]
    request: str
    answer: str

    @property
    def title(self) -> str:
        return gettext(self.summary)

    @property
    def scope_name(self) -> str | Promise:
        return NAMES[self.scope] if self.scope else ""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    areas = [(area, title, operations()[area]) for area, title in AREAS.items()]
    return render(request, "api/overview.html", {"areas": areas, "scopes": NAMES.items()})


@require_safe
def one_area(request: HttpRequest, area: str) -> HttpResponse:
    if area not in AREAS:
        raise Http404
    return render(request, "api/area.html", {"title": AREAS[area], "operations": operations()[area]})


@cache
def operations() -> dict[str, list[Operation]]:
    """Every operation by its area, in the order of the routers."""
    found: dict[str, list[Operation]] = defaultdict(list)
    for path, methods in door.schema()["paths"].items():
        for method, said in methods.items():
            found[said["tags"][0]].append(_operation(path, method, said))
    return found


def _operation(path: str, method: str, said: dict[str, Any]) -> Operation:
    security = said.get("security", [])
    scopes = [scope for requirement in security for scope in requirement.get("Token", ())]
    return Operation(
        id=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said["summary"],
        description=said.get("description", ""),
        scope=Scope(scopes[0]) if scopes and {} not in security else None,
        needs_session=bool(security) and not scopes,
        parameters=list(_parameters(said)),
        request=_example(said.get("requestBody", {})),
        answer=_example(next((answer for status, answer in said["responses"].items() if status < "3"), {})),
    )


def _parameters(said: dict[str, Any]) -> Iterator[Parameter]:
    for one in said["parameters"]:
        yield Parameter(one["name"], one["in"], one["required"], one.get("description", ""))


def _example(part: dict[str, Any]) -> str:
    for media, content in part.get("content", {}).items():
        if "example" not in content:
            return media
        return json.dumps(content["example"], ensure_ascii=False, indent=2)
    return ""
