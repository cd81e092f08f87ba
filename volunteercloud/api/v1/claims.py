"""Service that no scan shows: hour codes that were handed out on the spot, claims with proof, late entries.

Each leads to a record of a person on the shift's roster, or to the reason why there is none.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from volunteercloud.api import cursors
from volunteercloud.api.fields import Moment, OfWhom, Page, Paging, numbers, string
from volunteercloud.api.keys import needs
from volunteercloud.api.v1.attendance import ConfirmedOut
from volunteercloud.domain.claims import actions, proofs, queries, rules, sheets
from volunteercloud.domain.identity.scopes import Scope

router = Router(tags=["claims"])

SHIFT = "/organizations/{uuid:organization_id}/shifts/{uuid:shift_id}"
BATCH = "/organizations/{uuid:organization_id}/hour-codes/{uuid:batch_id}"
CLAIM = "/organizations/{uuid:organization_id}/claims/{uuid:claim_id}"

OwnId = Annotated[
    UUID,
    Field(
        description="An id of your own, made once: sent again, nothing is made twice.",
        examples=["019e2f3a-6f0b-7c55-9d37-3b9b6f5f9a10"],
    ),
]


class CodeIn(Schema):
    code: string(
        300, examples=["K7QM 3XVA 9TRD"], description="As it stands on the paper, or the address in its picture."
    )
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")


class RedeemedOut(Schema):
    record_id: UUID


class BatchIn(Schema):
    id: OwnId
    minutes: numbers(1, 1440, description="What one code is worth, from the start of the shift on.", examples=[120])
    size: numbers(1, rules.MOST_CODES, description="How many codes.", examples=[20])
    expires_at: Moment | None = Field(None, description="As long as the region allows if left out.")


class BatchOut(Schema):
    id: UUID
    shift_id: UUID
    starts_at: datetime
    minutes: int
    size: int
    redeemed: int
    expires_at: datetime
    maker_name: str
    made_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str

    @staticmethod
    def of(batch, redeemed: int = 0):
        names = set(BatchOut.model_fields) - {"redeemed"}
        return BatchOut(redeemed=redeemed, **{name: getattr(batch, name) for name in names})


class SlipOut(Schema):
    serial: int
    code: str = Field(examples=["K7QM3XVA9TRD"])
    address: str = Field(
        description="What the picture on the slip says.", examples=["https://…/me/code/?code=K7QM3XVA9TRD"]
    )


class WhyNotIn(Schema):
    reason: string(1000, examples=["照片看不清。"])


class ClaimIn(Schema):
    id: OwnId
    organization_id: UUID
    shift_id: UUID
    starts_at: Moment
    ends_at: Moment
    text: string(2000, description="What you did.", examples=["送了十二份午餐。"])
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")


class MyClaimOut(Schema):
    claim_id: UUID
    organization_id: UUID
    organization_name: str
    shift_id: UUID
    title: str
    title_en: str
    starts_at: datetime
    ends_at: datetime
    text: str
    proofs: int
    state: str = Field(examples=["open"], description="open, confirmed, declined or withdrawn")
    claimed_at: datetime
    answer_by: datetime = Field(description="When those who decide for the organization are reminded.")
    served_from: datetime | None
    served_to: datetime | None
    reason: str
    closed_at: datetime | None
    answered_by_name: str
    record_id: UUID | None


class ClaimOut(Schema):
    id: UUID
    shift_id: UUID
    volunteer_id: UUID
    volunteer_name: str
    volunteer_number: str
    claimed_by_name: str
    claimed_at: datetime
    starts_at: datetime
    ends_at: datetime
    text: str
    state: str = Field(examples=["open"], description="open, confirmed, declined or withdrawn")
    answer_by: datetime
    served_from: datetime | None
    served_to: datetime | None
    reason: str
    closed_at: datetime | None
    answered_by_name: str
    record_id: UUID | None


class ProofOut(Schema):
    position: int
    media_type: str = Field(examples=["image/jpeg"])
    again: bool = Field(description="This file or picture came with another claim in this organization before.")


class ClaimSeenOut(ClaimOut):
    proofs: list[ProofOut]

    @staticmethod
    def of(seen: queries.ClaimSeen):
        return ClaimSeenOut(
            **ClaimOut.from_orm(seen.claim).dict(),
            proofs=[
                ProofOut(position=one.position, media_type=one.media_type, again=one.position in seen.again)
                for one in seen.proofs
            ],
        )


class ConfirmClaimIn(Schema):
    starts_at: Moment | None = Field(None, description="Later than claimed, to shorten it.")
    ends_at: Moment | None = Field(None, description="Earlier than claimed, to shorten it.")
    reason: string(1000) = Field("", description="Needed where the time is shortened.")
    explanation: string(300) = Field("", description="Why somebody served longer than a day usually has; kept with it.")


class LateEntryIn(Schema):
    volunteer_id: UUID
    starts_at: Moment | None = Field(None, description="The start of the shift if left out.")
    ends_at: Moment | None = Field(None, description="The end of the shift if left out.")
    break_minutes: numbers(0, 1440) | None = Field(None, description="The break of the shift if all is left out.")
    explanation: string(300) = Field("", description="Why somebody served longer than a day usually has; kept with it.")
    added_reason: string(300) = Field(
        "", description="Why somebody served who did not sign up; puts them on the roster."
    )


class LateEntriesIn(Schema):
    reason: string(300, examples=["停电，当天没有扫码。"])
    entries: list[LateEntryIn] = Field(min_length=1, max_length=1000)


@router.post("/me/hour-codes", response=RedeemedOut, auth=needs(Scope.SERVICE_WRITE), summary=_("Redeem an hour code"))
def redeem_code(request, body: CodeIn):
    """The code on the paper that was handed out on the spot becomes a record of evidence grade C. Entered again by the
    same person, it answers the same record. After ten codes in an hour that led nowhere, none is looked at."""
    actor = request.auth.actor
    redeemed = actions.redeem_code(
        actor=actor, code=body.code, volunteer_id=body.volunteer_id or actor.id, at=timezone.now()
    )
    if redeemed.refusal:
        raise redeemed.refusal
    return RedeemedOut(record_id=redeemed.record_id)


@router.get("/me/claims", response=Page[MyClaimOut], auth=needs(Scope.SERVICE_READ), summary=_("List my claims"))
def my_claims(request, paging: Paging, volunteer_id: OfWhom = None):
    """What was claimed, the latest first, with how it stands."""
    actor = request.auth.actor
    after = cursors.read(paging.cursor, datetime, UUID)
    rows = queries.my_claims(actor, volunteer_id or actor.id, after=after, limit=paging.limit)
    return cursors.page(rows, paging.limit, lambda row: (row.claimed_at, row.claim_id))


@router.get(
    "/me/claims/{uuid:claim_id}",
    response=MyClaimOut,
    auth=needs(Scope.SERVICE_READ),
    summary=_("Show one of my claims"),
)
def my_claim(request, claim_id: UUID, volunteer_id: OfWhom = None):
    actor = request.auth.actor
    return queries.my_claim(actor, volunteer_id or actor.id, claim_id)


@router.post(
    "/me/claims", response={201: ClaimOut}, auth=needs(Scope.SERVICE_WRITE), summary=_("Claim service with proof")
)
def claim_service(request, body: Form[ClaimIn], files: File[list[UploadedFile]]):
    """A form (multipart) with one to three `files`: photos (JPEG, PNG, WebP) or plain PDF of at most 5 MB each that show
    the service. The leader confirms or declines it; confirmed, it makes honour hours, evidence grade D."""
    actor = request.auth.actor
    said = body.dict()
    claim = actions.claim_service(
        actor=actor,
        claim_id=said.pop("id"),
        volunteer_id=said.pop("volunteer_id") or actor.id,
        uploads=[_read(file) for file in files[: proofs.MOST + 1]],
        at=timezone.now(),
        **said,
    )
    return Status(201, claim)


@router.post(f"{CLAIM}/withdrawal", response=ClaimOut, auth=needs(Scope.SERVICE_WRITE), summary=_("Withdraw a claim"))
def withdraw_claim(request, organization_id: UUID, claim_id: UUID):
    """By who claimed, before it is answered."""
    return actions.withdraw_claim(
        actor=request.auth.actor, organization_id=organization_id, claim_id=claim_id, at=timezone.now()
    )


@router.get(
    f"{SHIFT}/hour-codes",
    response=list[BatchOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List the hour codes of a shift"),
)
def hour_codes(request, organization_id: UUID, shift_id: UUID):
    """The batches, the latest first, with how many codes were redeemed. The codes themselves are asked for apart."""
    found = queries.batches(request.auth.actor, organization_id, shift_id)
    return [BatchOut.of(one.codes, one.redeemed) for one in found]


@router.post(
    f"{SHIFT}/hour-codes", response={201: BatchOut}, auth=needs(Scope.ATTENDANCE_WRITE), summary=_("Make hour codes")
)
def make_hour_codes(request, organization_id: UUID, shift_id: UUID, body: BatchIn):
    """For leaders, before the shift has ended: the codes are handed out on the spot."""
    said = body.dict()
    batch = actions.make_codes(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        batch_id=said.pop("id"),
        at=timezone.now(),
        **said,
    )
    return Status(201, BatchOut.of(batch))


@router.get(
    f"{BATCH}/codes",
    response=list[SlipOut],
    auth=needs(Scope.ATTENDANCE_WRITE),
    summary=_("Take the codes of a batch"),
)
def take_hour_codes(request, organization_id: UUID, batch_id: UUID):
    """Those that nobody has redeemed, for who made the batch and for coordinators. Each look leaves an entry."""
    printed = _printed(request, organization_id, batch_id)
    return [SlipOut(serial=serial, code=code, address=sheets.address_of(code)) for serial, code in printed.codes]


@router.get(f"{BATCH}/sheet.pdf", auth=needs(Scope.ATTENDANCE_WRITE), summary=_("Print the codes of a batch"))
def hour_code_sheet(request, organization_id: UUID, batch_id: UUID):
    """Ten slips to a page with lines to cut along, of the codes that nobody has redeemed."""
    printed = _printed(request, organization_id, batch_id)
    return HttpResponse(sheets.pdf(printed, timezone.now()), content_type="application/pdf")


@router.get(
    f"{BATCH}/sheet.xlsx", auth=needs(Scope.ATTENDANCE_WRITE), summary=_("Take the codes of a batch as a spreadsheet")
)
def hour_code_spreadsheet(request, organization_id: UUID, batch_id: UUID):
    printed = _printed(request, organization_id, batch_id)
    return HttpResponse(sheets.spreadsheet(printed), content_type=sheets.SPREADSHEET)


@router.post(
    f"{BATCH}/withdrawal", response=BatchOut, auth=needs(Scope.ATTENDANCE_WRITE), summary=_("Withdraw hour codes")
)
def withdraw_hour_codes(request, organization_id: UUID, batch_id: UUID, body: WhyNotIn):
    """Codes that were not redeemed are worth nothing from now on. With a reason that whoever tries one is told."""
    batch = actions.withdraw_codes(
        actor=request.auth.actor,
        organization_id=organization_id,
        batch_id=batch_id,
        reason=body.reason,
        at=timezone.now(),
    )
    return BatchOut.of(batch)


@router.get(
    "/organizations/{uuid:organization_id}/claims",
    response=Page[ClaimOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List claims that wait for an answer"),
)
def claims(request, organization_id: UUID, paging: Paging):
    """The longest waiting first."""
    after = cursors.read(paging.cursor, datetime, UUID)
    rows = queries.waiting(request.auth.actor, organization_id, after=after, limit=paging.limit)
    return cursors.page(rows, paging.limit, lambda row: (row.claimed_at, row.id))


@router.get(CLAIM, response=ClaimSeenOut, auth=needs(Scope.ORGANIZATION_READ), summary=_("Show a claim"))
def claim(request, organization_id: UUID, claim_id: UUID):
    return ClaimSeenOut.of(queries.claim(request.auth.actor, organization_id, claim_id))


@router.get(
    f"{CLAIM}/proofs/{{int:position}}",
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Look at a proof"),
)
def claim_proof(request, organization_id: UUID, claim_id: UUID, position: int):
    """The picture, drawn anew, or the PDF. Each look leaves an entry."""
    opened = actions.read_proof(
        actor=request.auth.actor,
        organization_id=organization_id,
        claim_id=claim_id,
        position=position,
        at=timezone.now(),
    )
    return HttpResponse(opened.content, content_type=opened.media_type)


@router.post(
    f"{CLAIM}/confirmation", response=ClaimOut, auth=needs(Scope.ATTENDANCE_WRITE), summary=_("Confirm a claim")
)
def confirm_claim(request, organization_id: UUID, claim_id: UUID, body: ConfirmClaimIn):
    """For the time claimed or less, never more; a record of evidence grade D follows at once."""
    return actions.confirm_claim(
        actor=request.auth.actor,
        organization_id=organization_id,
        claim_id=claim_id,
        at=timezone.now(),
        **body.dict(),
    )


@router.post(f"{CLAIM}/refusal", response=ClaimOut, auth=needs(Scope.ATTENDANCE_WRITE), summary=_("Decline a claim"))
def decline_claim(request, organization_id: UUID, claim_id: UUID, body: WhyNotIn):
    """With a reason that the volunteer reads."""
    return actions.decline_claim(
        actor=request.auth.actor,
        organization_id=organization_id,
        claim_id=claim_id,
        reason=body.reason,
        at=timezone.now(),
    )


@router.post(
    f"{SHIFT}/late-entries",
    response=list[ConfirmedOut],
    auth=needs(Scope.ATTENDANCE_WRITE),
    summary=_("Enter service afterwards"),
)
def enter_late(request, organization_id: UUID, shift_id: UUID, body: LateEntriesIn):
    """Who served on this shift, with the reason why it comes late: honour hours, evidence grade E. Each person stands for
    themselves. Sent again, it answers the records there are."""
    return actions.enter_late(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        entries=[actions.LateEntry(**entry.dict()) for entry in body.entries],
        reason=body.reason,
        at=timezone.now(),
    )


def _printed(request, organization_id: UUID, batch_id: UUID) -> actions.Printed:
    return actions.print_codes(
        actor=request.auth.actor, organization_id=organization_id, batch_id=batch_id, at=timezone.now()
    )


def _read(upload: UploadedFile) -> bytes:
    """One byte more than may be is enough to be refused for it."""
    return upload.read(proofs.LARGEST_BYTES + 1)
