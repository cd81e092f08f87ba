"""One's own copy: packages of other nodes that were brought, and whether a package is genuine.

The whole of one's own service in one file is handed out by the pages alone, which ask again who one is.
"""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, File, Router, Schema, Status
from ninja.files import UploadedFile

from volunteercloud.api.fields import OfWhom
from volunteercloud.api.keys import needs
from volunteercloud.domain.credentials import actions, copies, reading, refusing
from volunteercloud.domain.identity.scopes import Scope

router = Router(tags=["credentials"])

ONE = "/me/copies/{uuid:package_id}"


class BroughtOut(Schema):
    """What another node's package says of a person's service. It counts nowhere here."""

    id: UUID
    node_name: str = Field(examples=["chenghu.example"])
    signer: str = Field(description="trusted (its node is on the trust list), or unknown: shown only")
    binding: str = Field(
        description="document (compared, as that node sealed it for this one), or name: name and birth date"
    )
    credit_minutes: int
    honour_minutes: int
    records: int
    versions: int
    proved: int = Field(description="How many of the versions stand in the public log of that node.")
    made_at: datetime
    brought_at: datetime


class CheckedOut(Schema):
    standing: str = Field(description="own, trusted or unknown: whose signature it is, as this node can tell")
    holds: bool
    faults: list[str] = Field(examples=[["copy.changed"]])
    node: str
    made_at: datetime
    holder_name: str
    holder_number: str
    credit_minutes: int
    honour_minutes: int
    records: int
    versions: int
    proved: int


@router.get(
    "/me/copies", response=list[BroughtOut], auth=needs(Scope.SERVICE_READ), summary=_("List copies that I brought")
)
def my_copies(request, volunteer_id: OfWhom = None):
    """The newest first."""
    actor = request.auth.actor
    return copies.mine(actor, volunteer_id or actor.id)


@router.post(
    "/me/copies", response={201: BroughtOut}, auth=needs(Scope.SERVICE_WRITE), summary=_("Bring a copy from elsewhere")
)
def bring_copy(request, file: File[UploadedFile], volunteer_id: OfWhom = None):
    """A form with the ZIP file as another node handed it out. It is checked, compared with who you are, and kept; brought
    again, it is the one that is there. Its records count here only after a transfer."""
    actor = request.auth.actor
    brought = actions.bring_copy(actor=actor, volunteer_id=volunteer_id or actor.id, file=file.file, at=timezone.now())
    return Status(201, BroughtOut.from_orm(brought))


@router.delete(ONE, response={204: None}, auth=needs(Scope.SERVICE_WRITE), summary=_("Remove a copy that I brought"))
def remove_copy(request, package_id: UUID, volunteer_id: OfWhom = None):
    """Records that were handed over since stay."""
    actor = request.auth.actor
    actions.remove_copy(actor=actor, volunteer_id=volunteer_id or actor.id, package_id=package_id, at=timezone.now())
    return Status(204, None)


@router.post("/copies/check", response=CheckedOut, summary=_("Check a copy"))
def check_copy(request, file: File[UploadedFile]):
    """A form with the ZIP file that somebody was handed: whether it is whole, whose signature it bears, and what its
    records come to by the public log of its node. It is not kept."""
    try:
        found = reading.checked(file.file, timezone.now())
    except reading.Unsafe as error:
        raise refusing.unsafe(error.code) from None
    return CheckedOut(
        standing=found.standing,
        holds=found.holds,
        faults=sorted({fault.code for fault in found.faults}),
        node=found.manifest.node,
        made_at=found.manifest.made_at,
        holder_name=found.holder.name,
        holder_number=found.holder.number,
        credit_minutes=found.credit_minutes,
        honour_minutes=found.honour_minutes,
        records=len(found.entries),
        versions=found.versions,
        proved=found.proved,
    )
