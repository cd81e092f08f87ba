"""Organizations as the register shows them, a page of them, and what officers may ask for."""

from uuid import UUID

from ninja import Field, Schema

from volunteercloud.api import cursors
from volunteercloud.api.fields import Code, RegionCode, string
from volunteercloud.domain.organizations import register
from volunteercloud.domain.organizations.models import Node, State

TEXT = "A part of the name of three characters or more, the beginning of one, or a whole number or USCC."


class NodeOut(Schema):
    """An organization as the register shows it."""

    id: UUID
    number: str
    name: str = Field(examples=["青禾市志愿服务联合会"])
    name_en: str
    kind: str = Field(examples=["social-group"])
    uscc: str
    region_code: str
    state: str = Field(examples=["active"])
    parent_id: UUID | None
    depth: int = Field(description="How many stand above it.")

    @staticmethod
    def resolve_id(node: Node):
        return node.organization_id

    @staticmethod
    def resolve_region_code(node: Node):
        return node.region_id

    @staticmethod
    def resolve_depth(node: Node):
        return len(node.parent_path)


class FindIn(Schema):
    region: RegionCode = Field(description="This region and below; it must be one of your own.", min_length=2)
    state: State | None = None
    kind: Code = Field("", description="A code of the list organization_kind.")
    text: string(60) = Field(
        "",
        description=TEXT,
    )
    cursor: string(400) = ""


def page_of(rows):
    return cursors.page(rows, register.PAGE, lambda node: (node.name, node.organization_id))
