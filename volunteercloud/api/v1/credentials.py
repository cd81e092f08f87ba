"""Credentials: what a person takes along and others check without us. The issuer's keys stand under /.well-known/did.json."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema, Status

from volunteercloud.api.fields import OfWhom, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.credentials import actions, badges, disclosing, disclosures, queries
from volunteercloud.domain.credentials.models import Form, Scope
from volunteercloud.domain.identity.scopes import Scope as Permission

router = Router(tags=["credentials"])

ONE = "/me/credentials/{uuid:credential_id}"


class CredentialOut(Schema):
    id: UUID
    form: Form = Field(description="badge (Open Badges 3.0) or disclosing (SD-JWT, of which the holder shows a part)")
    scope: Scope = Field(description="whole (everything that counts here), organization, or record")
    subject_id: UUID | None = Field(description="The organization or the record it is about.")
    is_named: bool
    records: int
    credit_minutes: int
    honour_minutes: int
    from_on: date
    to_on: date
    issued_at: datetime
    revoked_at: datetime | None
    revoked_why: str = Field(description="records, moved or holder; empty while it stands")


class CredentialIn(Schema):
    """Left out, everything is asked for that counts here, as a badge without a name."""

    form: Form = Form.BADGE
    scope: Scope = Scope.WHOLE
    subject_id: UUID | None = Field(None, description="The organization or the record, where it is about one.")
    is_named: bool = Field(False, description="Whether a badge says the holder's name.")
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")


class PresentationIn(Schema):
    claims: list[string(40)] = Field(
        max_length=len(disclosures.CLAIMS),
        examples=[["credit_hours", "period"]],
        description=f"What is shown, of: {', '.join(disclosures.CLAIMS)}.",
    )
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")


class CredentialTokenOut(Schema):
    token: str


@router.get(
    "/me/credentials",
    response=list[CredentialOut],
    auth=needs(Permission.SERVICE_READ),
    summary=_("List my credentials"),
)
def my_credentials(request, volunteer_id: OfWhom = None):
    """The newest fifty, those that were revoked among them."""
    actor = request.auth.actor
    return queries.mine(actor, volunteer_id or actor.id)


@router.post(
    "/me/credentials",
    response={201: CredentialOut},
    auth=needs(Permission.SERVICE_WRITE),
    summary=_("Take a credential along"),
)
@done_once
def issue_credential(request, body: CredentialIn):
    """Issued now, from the records that count here. What was issued already and still says the same is given again."""
    actor = request.auth.actor
    credential = actions.issue(
        actor=actor,
        volunteer_id=body.volunteer_id or actor.id,
        form=body.form,
        scope=body.scope,
        subject_id=body.subject_id,
        is_named=body.is_named,
        at=timezone.now(),
    )
    return Status(201, CredentialOut.from_orm(credential))


@router.get(
    f"{ONE}.json", response=dict, auth=needs(Permission.SERVICE_READ), summary=_("Fetch a badge with a proof inside")
)
def my_badge_document(request, credential_id: UUID, volunteer_id: OfWhom = None):
    """Open Badges 3.0 as a credential of VC 2.0, secured by Data Integrity (eddsa-rdfc-2022)."""
    return JsonResponse(badges.document(_badge(request, credential_id, volunteer_id)), content_type="application/vc")


@router.get(f"{ONE}.jwt", auth=needs(Permission.SERVICE_READ), summary=_("Fetch a credential as a token"))
def my_credential_token(request, credential_id: UUID, volunteer_id: OfWhom = None):
    """A badge as `vc+jwt`; of the other form the whole SD-JWT with every disclosure, for the holder alone."""
    credential = _mine(request, credential_id, volunteer_id)
    if credential.form == Form.DISCLOSING:
        return HttpResponse(disclosing.text(credential), content_type="application/dc+sd-jwt")
    return HttpResponse(badges.token(credential), content_type="application/vc+jwt")


@router.get(f"{ONE}.svg", auth=needs(Permission.SERVICE_READ), summary=_("Fetch a badge as SVG"))
def my_badge_svg(request, credential_id: UUID, volunteer_id: OfWhom = None):
    """A picture that carries the credential."""
    return HttpResponse(badges.svg(_badge(request, credential_id, volunteer_id)), content_type="image/svg+xml")


@router.get(f"{ONE}.png", auth=needs(Permission.SERVICE_READ), summary=_("Fetch a badge as PNG"))
def my_badge_png(request, credential_id: UUID, volunteer_id: OfWhom = None):
    """A picture that carries the credential."""
    return HttpResponse(badges.png(_badge(request, credential_id, volunteer_id)), content_type="image/png")


@router.post(
    f"{ONE}/presentation",
    response=CredentialTokenOut,
    auth=needs(Permission.SERVICE_READ),
    summary=_("Show a part of a credential"),
)
def present_credential(request, credential_id: UUID, body: PresentationIn):
    """The SD-JWT with the chosen claims and no others. It is bound to no key: whoever holds it can show it."""
    credential = _mine(request, credential_id, body.volunteer_id)
    if credential.form != Form.DISCLOSING:
        raise NotFound
    return CredentialTokenOut(token=disclosing.presented(disclosing.text(credential), body.claims))


@router.post(
    f"{ONE}/revocation",
    response=CredentialOut,
    auth=needs(Permission.SERVICE_WRITE),
    summary=_("Take a credential back"),
)
def revoke_credential(request, credential_id: UUID, volunteer_id: OfWhom = None):
    """Whoever verifies it is told so from now on. There is no way back; take another one along."""
    actor = request.auth.actor
    return actions.revoke(
        actor=actor, volunteer_id=volunteer_id or actor.id, credential_id=credential_id, at=timezone.now()
    )


def _mine(request, credential_id, volunteer_id):
    actor = request.auth.actor
    return queries.credential(actor, volunteer_id or actor.id, credential_id)


def _badge(request, credential_id, volunteer_id):
    credential = _mine(request, credential_id, volunteer_id)
    if credential.form != Form.BADGE:
        raise NotFound
    return credential
