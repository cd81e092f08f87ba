"""Version 1 of the API as one object, and its description as OpenAPI 3.1."""

import json
from functools import cached_property
from typing import Any

from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.responses import NinjaJSONEncoder

from volunteercloud.api import description, naming, nowhere, problems
from volunteercloud.api.requests import BodyParser
from volunteercloud.api.v1 import (
    activities,
    alerts,
    attendance,
    bulk,
    cases,
    certificates,
    claims,
    codes,
    copies,
    covers,
    credentials,
    devices,
    docking,
    elsewhere,
    exchange,
    exports,
    identity,
    intake,
    joining,
    leading,
    log,
    looking_up,
    mailed_figures,
    mailings,
    matching,
    members,
    messages,
    nation,
    need_offers,
    need_results,
    needs,
    nodes,
    objections,
    office,
    officers,
    organizations,
    planning,
    projects,
    publications,
    qualifications,
    questions,
    radar,
    records,
    regions,
    registered,
    residence,
    saved_searches,
    search,
    series,
    shares,
    staff,
    standby,
    statistics,
    supervision,
    transfers,
    tree,
    webhooks,
)

PREFIX = "/api/v1/"


class Door(NinjaAPI):
    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        patterns, *names = super().urls
        operations = self._operations_by_name()
        for pattern in patterns:
            pattern.callback = problems.answered(pattern.callback)
            # Of several operations of one address Django names the first, whatever was asked for.
            pattern.callback.operations = operations.get(pattern.name, {})
        return patterns, *names

    def _operations_by_name(self) -> dict[str, dict[str, str]]:
        """For each operation those of its address, by method."""
        found: dict[str, dict[str, str]] = {}
        for _prefix, router in self._routers:
            for view in router.path_operations.values():
                names = [self.get_openapi_operation_id(operation) for operation in view.operations]
                by_method = {
                    method: name
                    for name, operation in zip(names, view.operations, strict=True)
                    for method in operation.methods
                }
                found |= dict.fromkeys(names, by_method)
        return found

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    @cached_property
    def described(self) -> dict[str, Any]:
        found = description.completed(naming.Described(self, PREFIX), self)
        return json.loads(json.dumps(found, cls=NinjaJSONEncoder))

    def get_openapi_schema(self, **given: Any) -> dict[str, Any]:
        """Always of this version's own address, and made once a process."""
        return self.described


api = Door(
    title="Volunteer Cloud 志愿云",
    version="1",
    description=description.INTRODUCTION,
    docs_url=None,
    urls_namespace="api",
    parser=BodyParser(),
)
problems.answer_by(api)

# In the order in which an address is compared with them: the busiest first.
for area in (
    attendance,
    activities,
    devices,
    leading,
    records,
    certificates,
    credentials,
    shares,
    copies,
    identity,
    qualifications,
    residence,
    registered,
    transfers,
    mailings,
    messages,
    saved_searches,
    search,
    matching,
    needs,
    need_offers,
    docking,
    need_results,
    projects,
    planning,
    series,
    organizations,
    tree,
    staff,
    joining,
    members,
    objections,
    claims,
    covers,
    standby,
    supervision,
    webhooks,
):
    api.add_router("", area.router)
api.add_router("", bulk.router)
api.add_router("", intake.router)
api.add_router("", elsewhere.router)
api.add_router("", cases.router)
api.add_router("", office.router)
api.add_router("", officers.router)
api.add_router("", looking_up.router)
api.add_router("", radar.router)
api.add_router("", publications.router)
api.add_router("/regions", regions.router)
api.add_router("/codes", codes.router)
api.add_router("/log", log.router)
api.add_router("/nation", nation.router)
api.add_router("/nodes", nodes.router)
api.add_router("/exchange", exchange.router)
api.add_router("/statistics", statistics.router)
for area in (alerts, mailed_figures, questions, exports):
    api.add_router("/office/statistics", area.router)

nowhere.answered_by(api)


def schema() -> dict[str, Any]:
    """The description of version 1, as /api/v1/openapi.json gives it."""
    return api.described
