"""Version 1 of the door between nodes as one object: each module of routes is listed here."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from volunteercloud.api import problems
from volunteercloud.api.node import capabilities, description, national, transfers
from volunteercloud.api.node.door import Door, NodeParser
from volunteercloud.core.errors import NotFound

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

api = Door(
    title="Volunteer Cloud 志愿云: between nodes",
    version="1",
    description=description.INTRODUCTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="node",
    parser=NodeParser(),
)
problems.answer_by(api)

for area in (capabilities, national, transfers):
    api.add_router("", area.router)

# Last: what no route above takes is answered as a problem document, not as a page.
elsewhere = Router()


@elsewhere.api_operation(METHODS, "/{path:rest}", include_in_schema=False)
def nowhere(request: HttpRequest, rest: str):
    raise NotFound


api.add_router("", elsewhere)


def schema() -> dict[str, Any]:
    """The description of version 1."""
    return api.described
