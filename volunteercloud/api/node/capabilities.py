"""What this node can do for others, and in which versions of the protocol."""

from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema

from volunteercloud.domain.nodes import packing, queries, versions

router = Router(tags=["nodes"])


class CapabilitiesOut(Schema):
    name: str = Field(examples=["bailu.example"])
    versions: list[int] = Field(examples=[[1]])
    regions: list[str] = Field(examples=[["990101"]], description="Codes of the regions it speaks for.")
    is_national: bool
    largest_content: int = Field(examples=[60_000_000], description="Bytes of one request or answer, as they travel.")
    largest_unpacked: int = Field(examples=[128_000_000], description="Bytes of the same, unpacked.")
    you: str = Field(examples=["hanlu.example"], description="As whom the request was taken.")


@router.get("/", response=CapabilitiesOut, summary=_("Show what this node can do"))
def capabilities(request):
    """A first request: if it is answered, both nodes trust each other."""
    own = queries.own()
    return {
        "name": own.name,
        "versions": list(versions.SPOKEN),
        "regions": own.regions,
        "is_national": own.is_national,
        "largest_content": packing.MOST_PACKED,
        "largest_unpacked": packing.MOST_UNPACKED,
        "you": request.node.name,
    }
