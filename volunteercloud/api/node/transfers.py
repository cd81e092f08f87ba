"""Moving records between nodes: one call, whichever side makes it and however often."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema

from volunteercloud.domain.transfers import synchronizing

router = Router(tags=["transfers"])

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class StepMessage(Schema):
    """A step as it was signed. With an offer and an amendment comes the bundle over whose digest it is signed."""

    document: str = Field(description="A compact JWS of the kind vc-step+jws, form volunteercloud.step/1.")
    bundle: str | None = Field(
        None, description="The packed text of a bundle, form volunteercloud.bundle/1, in base64."
    )


class TransferMessage(Schema):
    transfer: UUID
    steps: list[StepMessage] = Field([], description="Steps of the sender that the other side is not known to have.")
    have: list[str] = Field(
        [], examples=[[DIGEST]], description="SHA-256 of every step that the sender has, of either side."
    )
    trouble: str | None = Field(
        None, examples=["paper.signature"], description="In an answer: why a step was not taken in."
    )


class SyncMessage(Schema):
    form: str = Field(examples=[synchronizing.FORM])
    transfers: list[TransferMessage] = Field(description=f"At most {synchronizing.MOST}.")


@router.post(
    "/transfers",
    response=SyncMessage,
    exclude_none=True,
    summary=_("Say which steps of transfers there are, and get those that are missing"),
)
def synchronize(request, body: SyncMessage):
    """What the steps let this node do is done before it answers. A step is told by its hash, so any may come again, and in any
    order. Whether there is a person whom an invitation or a request is about is not told before that person agrees."""
    return synchronizing.exchange(request.node, body.model_dump(mode="json"), timezone.now())
