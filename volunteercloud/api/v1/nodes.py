"""Other installations that this one trusts. Public."""

from datetime import datetime

from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema

from volunteercloud.domain.nodes import queries

router = Router(tags=["nodes"], auth=None)


class TrustedNodeOut(Schema):
    """An installation to which people can take their records, and from which they can bring them."""

    name: str = Field(examples=["bailu.example"], description="Its name for ever.")
    url: str = Field(examples=["https://bailu.example"])
    title: str = Field(examples=["白露志愿云"])
    title_en: str = Field(examples=["Bailu Volunteer Cloud"])
    regions: list[str] = Field(examples=[["9902"]], description="Codes of the regions it speaks for, with all below.")
    is_national: bool = Field(description="Whether it gathers figures and public lists of the whole country.")
    confirmed_at: datetime


@router.get("", response=list[TrustedNodeOut], summary=_("List the nodes that are trusted"))
def trusted_nodes(request):
    """By name. This node's own document is at `/.well-known/volunteercloud-node`."""
    return queries.trusted()
