"""Myself: profile, real name, consents, children in my account, guardians' consent, keys to this API."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from volunteercloud.api.fields import Code, Codes, Day, OfWhom, RegionCode, string
from volunteercloud.api.keys import SESSION, needs
from volunteercloud.api.resends import done_once
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import actions, queries
from volunteercloud.domain.identity.actions import StatedIdentity
from volunteercloud.domain.identity.consents import TERMS, Purpose
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.matching import actions as matching_actions

router = Router(tags=["identity"])


class VolunteerOut(Schema):
    id: UUID
    number: str = Field(examples=["V7K3M9QWE4RT"], description="The public number; nothing about the person is in it.")
    name: str
    name_latin: str
    sex: str = Field(description="A code of the list sex.")
    birth_on: date | None
    region_code: str | None
    real_name_level: int = Field(description="0 stated only; 1 and 2 as NIST SP 800-63A grades it.")
    guardian_id: UUID | None
    skills: list[str]
    languages: list[str]
    categories: list[str]
    registered_at: datetime

    @staticmethod
    def resolve_region_code(volunteer: Volunteer):
        return volunteer.region_id


class MeOut(Schema):
    id: UUID
    label: str
    volunteer: VolunteerOut | None = Field(description="Null for an officer who is no volunteer.")
    offices: list[str] = Field(description="Codes of the regions whose officer you are.")


class ProfileIn(Schema):
    region_code: RegionCode = Field("", description="Where you live.")
    languages: Codes = Field([], description="Codes of the list language.")
    skills: Codes = Field([], description="Codes of the list skill.")
    categories: Codes = Field([], description="Codes of the list category: what you like to do.")


class PreferencesIn(Schema):
    language: Literal["zh-hans", "en"]
    elder_mode: bool = Field(False, description="Larger text and plainer pages.")


class DocumentIn(Schema):
    """As typed; spaces, hyphens and full-width digits are cleaned away."""

    kind: Code = Field(description="A code of the list document_kind.", examples=["111"])
    number: string(40) = Field(examples=["990101199004200010"])
    name: string(400)
    birth_on: Day
    name_latin: string(400) = ""
    sex: Code = "9"
    nationality: string(2) = "CN"
    country: string(2) = Field("", description="Which country issued a passport.")
    expires_on: Day | None = None
    mrz: string(200) = Field("", description="The machine-readable lines, where the document has them.")


class DocumentOut(Schema):
    id: UUID
    kind: str = Field(examples=["111"])
    masked: str = Field(examples=["****************18"])
    state: str = Field(examples=["verified"], description="claimed (waits), verified, returned, rejected or replaced")
    level: int
    expires_on: date | None
    submitted_at: datetime
    decided_at: datetime | None


class NumberIn(Schema):
    purpose: string(300) = Field(description="What the number is needed for. It is kept, and the person reads it.")


class NumberOut(Schema):
    number: str


class TermsOut(Schema):
    purpose: Purpose
    version: str
    title: str
    text: str
    required: bool


class ConsentOut(Schema):
    purpose: str
    version: str
    given_at: datetime
    withdrawn_at: datetime | None


class WardIn(Schema):
    name: string(400)
    birth_on: Day
    region_code: RegionCode = Field("", description="Yours if left out.")
    consents: list[Purpose] = Field(examples=[["service"]])


class WardOut(Schema):
    ward_id: UUID
    ward_name: str
    since: datetime


class GuardianConsentOut(Schema):
    volunteer_id: UUID
    state: str = Field(description="requested, given or withdrawn")
    guardian_name: str
    relation: str
    requested_at: datetime
    expires_at: datetime
    given_at: datetime | None
    withdrawn_at: datetime | None


class GuardianRequestOut(Schema):
    token: str = Field(description="Give it to the guardian, who agrees with it within seven days.")
    expires_at: datetime


class GuardianLink(Schema):
    token: string(200)


class GuardianAskedOut(Schema):
    """What a guardian sees before agreeing: who asks, without the whole name, and until when."""

    volunteer_name: str = Field(examples=["*满"])
    state: str = Field(examples=["requested"])
    expires_at: datetime


class GuardianTokenIn(Schema):
    token: string(200)
    relation: Code = Field(description="A code of the list guardian_relation.")


class TokenIn(Schema):
    name: string(100) = Field(examples=["Roster of our library"])
    scopes: list[Scope] = Field(max_length=20)
    days: int = Field(90, ge=-1, le=100_000, description="How long it lives, from 1 to 365 days.")


class TokenOut(Schema):
    id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None

    @staticmethod
    def resolve_id(token):
        return token.digest


class NewTokenOut(Schema):
    token: TokenOut
    secret: str = Field(description="Shown this once; only its keyed hash is kept.", examples=["vck_…"])


@router.get("/me", response=MeOut, auth=needs(Scope.PROFILE), summary=_("Show myself"))
def me(request):
    actor = request.auth.actor
    try:
        volunteer = queries.profile(actor, actor.id)
    except NotFound:
        volunteer = None
    return {"id": actor.id, "label": actor.label, "volunteer": volunteer, "offices": queries.offices(actor)}


@router.put("/me/profile", response=VolunteerOut, auth=needs(Scope.PROFILE_WRITE), summary=_("Change my profile"))
def update_profile(request, body: ProfileIn, volunteer_id: OfWhom = None):
    actor = request.auth.actor
    return actions.update_profile(actor=actor, volunteer_id=volunteer_id or actor.id, **body.dict(), at=timezone.now())


@router.put("/me/preferences", response=PreferencesIn, auth=needs(Scope.PROFILE_WRITE), summary=_("Choose my language"))
def update_preferences(request, body: PreferencesIn):
    """In which language you are told things, and how large. Without `Accept-Language` this API speaks it, too."""
    return actions.update_preferences(
        actor=request.auth.actor, language=body.language, elder_mode=body.elder_mode, at=timezone.now()
    )


@router.get(
    "/me/documents", response=list[DocumentOut], auth=needs(Scope.PROFILE), summary=_("List my identity documents")
)
def my_documents(request, volunteer_id: OfWhom = None):
    """Masked, the newest first."""
    actor = request.auth.actor
    return queries.documents(actor, volunteer_id or actor.id)


@router.post(
    "/me/documents", response={201: DocumentOut}, auth=needs(Scope.PROFILE_WRITE), summary=_("Register my real name")
)
def submit_document(request, body: Form[DocumentIn], photo: File[UploadedFile] = None, volunteer_id: OfWhom = None):
    """A form (multipart where a photo comes with it): JPEG, PNG or WebP of at most 10 MB, needed where an officer has
    to look. The number is claimed once nationwide, kept encrypted, and shown masked from then on. Sent again, a
    document that is verified or waits is answered by a new one that takes its place.
    """
    actor = request.auth.actor
    document = actions.submit_document(
        actor=actor,
        volunteer_id=volunteer_id or actor.id,
        stated=StatedIdentity(**body.dict()),
        photo=photo.read() if photo else None,
        at=timezone.now(),
    )
    return Status(201, document)


@router.post(
    "/volunteers/{uuid:volunteer_id}/document-number",
    response=NumberOut,
    auth=needs(Scope.OFFICE),
    summary=_("Read a document number"),
)
def read_document_number(request, volunteer_id: UUID, body: NumberIn):
    """For officers where the person lives, and only for a purpose. It stands in the trail, and the person is told."""
    number = actions.read_document_number(
        actor=request.auth.actor, volunteer_id=volunteer_id, purpose=body.purpose, at=timezone.now()
    )
    return {"number": number}


@router.get("/consents", response=list[TermsOut], auth=None, summary=_("Show what can be agreed to"))
def consent_terms(request):
    """The purposes in their present version, in the reader's language."""
    return [
        TermsOut(
            purpose=purpose,
            version=terms.version,
            title=str(terms.title),
            text=str(terms.text),
            required=terms.required,
        )
        for purpose, terms in TERMS.items()
    ]


@router.get("/me/consents", response=list[ConsentOut], auth=needs(Scope.PROFILE), summary=_("List my consents"))
def my_consents(request, volunteer_id: OfWhom = None):
    """Also those of the past, the newest first."""
    actor = request.auth.actor
    return queries.consents(actor, volunteer_id or actor.id)


@router.put(
    "/me/consents/{purpose}", response=ConsentOut, auth=needs(Scope.PROFILE_WRITE), summary=_("Agree to a purpose")
)
def give_consent(request, purpose: Purpose, volunteer_id: OfWhom = None):
    """In its present version. Agreed to already, it stands as it is."""
    actor = request.auth.actor
    return matching_actions.give_consent(
        actor=actor, volunteer_id=volunteer_id or actor.id, purpose=purpose, at=timezone.now()
    )


@router.delete(
    "/me/consents/{purpose}", response=ConsentOut, auth=needs(Scope.PROFILE_WRITE), summary=_("Withdraw a consent")
)
def withdraw_consent(request, purpose: Purpose, volunteer_id: OfWhom = None):
    actor = request.auth.actor
    return matching_actions.withdraw_consent(
        actor=actor, volunteer_id=volunteer_id or actor.id, purpose=purpose, at=timezone.now()
    )


@router.get(
    "/me/wards", response=list[WardOut], auth=needs(Scope.PROFILE), summary=_("List the children in my account")
)
def my_wards(request):
    return queries.wards(request.auth.actor)


@router.post(
    "/me/wards",
    response={201: VolunteerOut},
    auth=needs(Scope.PROFILE_WRITE),
    summary=_("Take a child into my account"),
)
@done_once
def add_ward(request, body: WardIn):
    """For adults whose real name is verified. The child has a number and records of its own, and no way to sign in."""
    ward = actions.add_ward(actor=request.auth.actor, **body.dict(), at=timezone.now())
    return Status(201, VolunteerOut.from_orm(ward))


@router.get(
    "/me/guardian-consent",
    response=GuardianConsentOut | None,
    auth=needs(Scope.PROFILE),
    summary=_("Show my guardian's consent"),
)
def guardian_consent(request):
    """The one asked for last, in whatever state; null if none was asked for."""
    return queries.guardian_consent(request.auth.actor, request.auth.actor.id)


@router.post(
    "/me/guardian-consent",
    response=GuardianRequestOut,
    auth=needs(Scope.PROFILE_WRITE),
    summary=_("Ask for a guardian's consent"),
)
def request_guardian_consent(request):
    """For volunteers of 14 to 17. An open request is used again."""
    actor = request.auth.actor
    consent, token = actions.request_guardian_consent(actor=actor, volunteer_id=actor.id, at=timezone.now())
    return {"token": token, "expires_at": consent.expires_at}


@router.get("/guardian-consents", response=GuardianAskedOut, auth=None, summary=_("Show what a guardian is asked"))
def guardian_request(request, link: Query[GuardianLink]):
    """Open to whoever holds the token."""
    return queries.guardian_request(link.token, timezone.now())


@router.post(
    "/guardian-consents", response=GuardianConsentOut, auth=needs(Scope.PROFILE_WRITE), summary=_("Agree as a guardian")
)
def give_guardian_consent(request, body: GuardianTokenIn):
    """With the token that the volunteer was given."""
    return actions.give_guardian_consent(
        actor=request.auth.actor, token=body.token, relation=body.relation, at=timezone.now()
    )


@router.delete(
    "/guardian-consents/{uuid:volunteer_id}",
    response=GuardianConsentOut,
    auth=needs(Scope.PROFILE_WRITE),
    summary=_("Withdraw a guardian's consent"),
)
def withdraw_guardian_consent(request, volunteer_id: UUID):
    """By the guardian who gave it. The volunteer signs up for nothing new from then on."""
    return actions.withdraw_guardian_consent(actor=request.auth.actor, volunteer_id=volunteer_id, at=timezone.now())


@router.get("/me/tokens", response=list[TokenOut], auth=SESSION, summary=_("List my keys to this API"))
def my_tokens(request):
    return queries.tokens(request.auth.actor)


@router.post("/me/tokens", response={201: NewTokenOut}, auth=SESSION, summary=_("Make a key to this API"))
def create_token(request, body: TokenIn):
    """With a session only: no key makes another. A key never allows more than its person may do."""
    token, secret = actions.create_token(actor=request.auth.actor, **body.dict(), at=timezone.now())
    return Status(201, {"token": token, "secret": secret})


@router.delete("/me/tokens/{uuid:token_id}", response=TokenOut, auth=SESSION, summary=_("Revoke a key"))
def revoke_token(request, token_id: UUID):
    return actions.revoke_token(actor=request.auth.actor, digest=token_id, at=timezone.now())
