"""Version 1 of the door between nodes as one object: each module of routes is listed here."""

from typing import Any

from volunteercloud.api import nowhere, problems
from volunteercloud.api.node import capabilities, description, national, transfers
from volunteercloud.api.node.door import Door, NodeParser

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

nowhere.answered_by(api)


def schema() -> dict[str, Any]:
    """The description of version 1."""
    return api.described
