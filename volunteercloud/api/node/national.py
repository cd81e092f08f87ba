"""What nodes and the national one say to each other: figures and lists to gather, and who is registered elsewhere."""

import base64
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from volunteercloud.api.fields import Moment, numbers, string
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.national import actions, blinding, publishing, queries
from volunteercloud.domain.national.actions import serving

router = Router(tags=["national"])

POINT = "l8GLBTJdD+uy0X6yEKLh3cQt9LVbtpb7VpJwUXpVyYU="
Sequence = numbers(0, 2**62)
Tokens = Annotated[list[UUID], Field(max_length=serving.MOST_AT_ONCE)]


class FiguresOut(Schema):
    """`text` is signed (JWS) and says what one month came to; `proof` shows that the log holds its digest."""

    id: UUID
    text: str = Field(examples=["eyJhbGciOiJFZDI1NTE5Iiw…"])
    proof: dict[str, Any]


class FiguresPage(Schema):
    documents: list[FiguresOut]
    more: bool


class ListedOut(Schema):
    """An organization that is public, or, with `gone`, only the id of one that is public no more."""

    id: UUID
    gone: bool = False
    number: str = Field("", examples=["Z7K4M2QX3"])
    name: str = Field("", examples=["清河社区志愿服务队"])
    name_en: str = Field("", examples=["Qinghe Community Volunteers"])
    uscc: str = ""
    region_code: str = Field("", examples=["990101"])
    state: str = Field("", examples=["active"])
    url: str = ""


class ListedPage(Schema):
    """`after` is where the next page begins, also where this one is empty."""

    organizations: list[ListedOut]
    after: int
    more: bool


class PointsIn(Schema):
    points: list[string(60)] = Field(
        max_length=serving.MOST_AT_ONCE,
        examples=[[POINT]],
        description="x-coordinates of blinded points of P-256, base64 of 32 bytes each.",
    )


class PointsOut(Schema):
    points: list[str] = Field(examples=[[POINT]])
    key: str = Field(
        examples=[POINT], description="The public key that belongs to the one the points were multiplied by."
    )


class DepositsIn(Schema):
    put: Tokens = []
    take_back: Tokens = []


class DepositsOut(Schema):
    put: int
    taken_back: int


class EnquiryIn(Schema):
    id: UUID = Field(description="Made by who asks. The same id again is the same question.")
    token: UUID


class EnquiryOut(Schema):
    nodes: list[str] = Field(examples=[["bailu.example"]])


class MentionOut(Schema):
    """Somebody who is registered with the reader was asked about, by `node`."""

    id: UUID
    token: UUID
    node: str = Field(examples=["hanlu.example"])
    at: datetime


class MentionPage(Schema):
    enquiries: list[MentionOut]
    more: bool


class After(Schema):
    after: UUID | None = Field(None, description="The id of the last document that was read.")


class AfterPlace(Schema):
    after: Sequence = 0


class AfterMoment(Schema):
    since: Moment
    after: UUID = UUID(int=0)


@router.get("/national/figures", response=FiguresPage, summary=_("Read the figures of this node"), exclude_unset=True)
def national_figures(request, place: Query[After]):
    """Every version in the order in which it was issued. Sums by month and district; no row of a person.

    For the national node alone: small groups are not left out.
    """
    require_national(request)
    return publishing.figures(str(place.after or ""))


@router.get(
    "/national/organizations",
    response=ListedPage,
    summary=_("Read the public organizations of this node"),
    exclude_unset=True,
)
def national_organizations(request, place: Query[AfterPlace]):
    """What changed after a place in the feed of changes, as it stands now."""
    return publishing.organizations(str(place.after))


@router.post("/national/evaluations", response=PointsOut, summary=_("Have blinded points evaluated"))
def evaluate_points(request, asked: PointsIn):
    """Each point times the secret key of the national node, which learns nothing of what the points stand for.

    A node has a number of points a day.
    """
    points = [taken(point) for point in asked.points]
    values = actions.evaluate(actor=asker(request), node_name=request.node.name, points=points, at=timezone.now())
    return {"points": [given(value) for value in values], "key": given(blinding.public_key(serving.own_key()))}


@router.post("/national/deposits", response=DepositsOut, summary=_("Say who is registered with you, or no more"))
def deposit_tokens(request, said: DepositsIn):
    """Tokens of people who agreed to be known elsewhere. The same again changes nothing."""
    actions.deposit(
        actor=asker(request),
        node_name=request.node.name,
        put=said.put,
        take_back=said.take_back,
        at=timezone.now(),
    )
    return {"put": len(said.put), "taken_back": len(said.take_back)}


@router.post("/national/enquiries", response=EnquiryOut, summary=_("Ask where else somebody is registered"))
def enquire(request, asked: EnquiryIn):
    """For a person who is signed in at the asking node and asks. The nodes that are named are told who asked, and show it
    to the person."""
    enquiry = actions.enquire(
        actor=asker(request), node_name=request.node.name, enquiry_id=asked.id, token=asked.token, at=timezone.now()
    )
    return {"nodes": enquiry.holders}


@router.get(
    "/national/enquiries", response=MentionPage, summary=_("Read what was asked about people registered with you")
)
def enquiries_about_mine(request, place: Query[AfterMoment]):
    found = queries.enquiries_about(request.node.name, place.since, place.after)
    shown = found[: queries.ENQUIRIES]
    return {
        "enquiries": [{"id": each.id, "token": each.token, "node": each.node_name, "at": each.at} for each in shown],
        "more": len(found) > len(shown),
    }


def asker(request):
    return system(request.node.name)


def require_national(request) -> None:
    if not request.node.is_national:
        raise NotAllowed("national.not_for_you")


def taken(text: str) -> bytes:
    """Whatever is no base64 is no point either: refused where points are."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def given(value: bytes) -> str:
    return base64.b64encode(value).decode()
