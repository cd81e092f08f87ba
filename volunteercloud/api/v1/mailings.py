"""What organizations write to many: drafts, sending, stopping, how far it got; texts to begin with; who wants none."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema, Status

from volunteercloud.api import cursors
from volunteercloud.api.fields import Page, Paging, RegionCode, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.mailings import actions, queries
from volunteercloud.domain.mailings.models import Audience, Standing, State
from volunteercloud.domain.mailings.words import Words
from volunteercloud.domain.messages import actions as message_actions
from volunteercloud.domain.messages import queries as message_queries
from volunteercloud.domain.messages import sms
from volunteercloud.domain.messages.circulars import EVERYBODY
from volunteercloud.domain.messages.models import Channel, CircularKind

router = Router(tags=["messages"])

MAILINGS = "/organizations/{uuid:organization_id}/mailings"
ONE = f"{MAILINGS}/{{uuid:mailing_id}}"
TEMPLATES = "/organizations/{uuid:organization_id}/mailing-templates"
OF_REGION = "/regions/{region_code}/mailing-templates"
GATEWAY = system("sms gateway")
STEPS = {"start": actions.start, "stop": actions.stop, "resume": actions.resume, "cancel": actions.cancel}


class WordsIn(Schema):
    """`{name}` and `{organization}` are filled in for each reader; in a message about a project also `{project}`, a post
    `{post}` and `{place}`, a shift `{shift_start}` and `{shift_end}`."""

    subject: string(100) = Field(examples=["周六见"])
    body: string(2000) = Field(examples=["{name}，周六早上八点在大门口见。"])
    subject_en: string(200) = ""
    body_en: string(4000) = ""


class MailingIn(WordsIn):
    audience: Audience = Field(examples=["members"])
    about_id: UUID | None = Field(None, description="The group or tag, project, post or shift.")
    standing: Standing | None = Field(None, description="Of a shift: who is meant.")
    kind: CircularKind = Field(description="`service` is needed for a shift and reaches everybody.", examples=["news"])
    channels: list[Channel] = Field([Channel.EMAIL], max_length=2, description="The inbox is always among them.")
    sms_reason: string(300) = Field("", description="Needed for SMS.")

    def wanted(self) -> dict:
        words = {name: getattr(self, name) for name in WordsIn.model_fields}
        return {**self.dict(exclude=set(words)), "said": Words(**words)}


class MailingOut(Schema):
    id: UUID
    audience: Audience = Field(examples=["members"])
    about_id: UUID | None
    about_name: str
    standing: str
    kind: CircularKind = Field(examples=["news"])
    subject: str
    body: str
    subject_en: str
    body_en: str
    channels: list[str]
    state: State = Field(examples=["sending"])
    written_by_name: str
    written_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    people: int = Field(description="Have it in their inbox.")
    emails: int = Field(description="Queued to be sent by e-mail.")
    texts: int = Field(description="Queued to be sent by SMS.")
    muted: int = Field(description="Left out, since they want no news.")
    had_enough: int = Field(description="Left out, since they had two news of the organization that day.")
    without_address: int


class ProgressOut(Schema):
    """Numbers alone: nobody sees addresses, nor who reads."""

    mailing: MailingOut
    emails_sent: int
    texts_sent: int
    failed: int
    unreached: int = Field(description="Failed, or without an address.")
    said_no: int = Field(description="Asked to get no more after it.")
    no_answer: int
    about_how_many: int | None = Field(description="As good as kept sums are; only where one mailing is asked for.")


class StepIn(Schema):
    step: Literal["start", "stop", "resume", "cancel"] = Field(examples=["start"])


class MailingTemplateIn(WordsIn):
    name: string(100) = Field(examples=["集合提醒"])

    def said(self) -> Words:
        return Words(**{name: getattr(self, name) for name in WordsIn.model_fields})


class MailingTemplateOut(Schema):
    id: UUID
    name: str
    subject: str
    body: str
    subject_en: str
    body_en: str


class ReachedOut(Schema):
    volunteer_id: UUID
    reached: bool = Field(description="By e-mail or SMS.")


class MuteIn(Schema):
    organization_id: UUID | None = Field(None, description="Nothing for the news of all organizations.")
    channel: Literal["", "sms"] = Field("", description="`sms`: no SMS of any organization; without an organization.")


class MuteOut(Schema):
    organization_id: UUID | None
    sender: str
    channel: str
    since: datetime

    @staticmethod
    def resolve_organization_id(mute) -> UUID | None:
        return None if mute.owner_id == EVERYBODY else mute.owner_id


class SmsAnswerIn(Schema):
    sender: string(40) = Field(description="The phone that answered, E.164.", examples=["+8613800001234"])
    text: string(1000) = Field(examples=["TD"])


class SmsAnswerOut(Schema):
    understood: bool


@router.get(
    MAILINGS, response=Page[ProgressOut], auth=needs(Scope.ORGANIZATION_READ), summary=_("List messages to many")
)
def mailings(request, organization_id: UUID, paging: Paging):
    """The latest first: what your duty reaches, for leaders what they wrote themselves."""
    (before,) = cursors.read(paging.cursor, UUID) or (None,)
    found = queries.mailings(request.auth.actor, organization_id, before=before, limit=paging.limit)
    return cursors.page(found, paging.limit, lambda each: (each.mailing.id,))


@router.post(
    MAILINGS, response={201: MailingOut}, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Write a message to many")
)
@done_once
def write_mailing(request, organization_id: UUID, body: MailingIn):
    """A draft; nothing is sent before you start it."""
    mailing = actions.write(
        actor=request.auth.actor, organization_id=organization_id, at=timezone.now(), **body.wanted()
    )
    return Status(201, MailingOut.from_orm(mailing))


@router.get(ONE, response=ProgressOut, auth=needs(Scope.ORGANIZATION_READ), summary=_("Show how far a message got"))
def mailing(request, organization_id: UUID, mailing_id: UUID):
    return queries.mailing(request.auth.actor, organization_id, mailing_id)


@router.put(ONE, response=MailingOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Write a draft anew"))
def rewrite_mailing(request, organization_id: UUID, mailing_id: UUID, body: MailingIn):
    return actions.write(
        actor=request.auth.actor,
        organization_id=organization_id,
        mailing_id=mailing_id,
        at=timezone.now(),
        **body.wanted(),
    )


@router.delete(ONE, response={204: None}, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Throw a draft away"))
def discard_mailing(request, organization_id: UUID, mailing_id: UUID):
    actions.discard(actor=request.auth.actor, organization_id=organization_id, mailing_id=mailing_id, at=timezone.now())
    return Status(204, None)


@router.post(
    f"{ONE}/steps",
    response=MailingOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Send, stop or resume a message"),
)
def step_mailing(request, organization_id: UUID, mailing_id: UUID, body: StepIn):
    """Repeated, a step changes nothing; nobody gets a message twice, however often it is stopped and resumed."""
    return STEPS[body.step](
        actor=request.auth.actor, organization_id=organization_id, mailing_id=mailing_id, at=timezone.now()
    )


@router.get(
    f"{ONE}/reached",
    response=list[ReachedOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Show who of a shift was reached"),
)
def reached(request, organization_id: UUID, mailing_id: UUID):
    """Of a message to one shift, for whoever may have to call the others."""
    found = queries.reached_of_shift(request.auth.actor, organization_id, mailing_id)
    return [{"volunteer_id": volunteer_id, "reached": is_reached} for volunteer_id, is_reached in found.items()]


@router.get(
    TEMPLATES,
    response=list[MailingTemplateOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List texts to begin with"),
)
def mailing_templates(request, organization_id: UUID):
    """The organization's own, then those of its region and above."""
    actor = request.auth.actor
    return [*queries.templates(actor, organization_id), *queries.region_templates(actor, organization_id)]


@router.post(
    TEMPLATES,
    response={201: MailingTemplateOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Keep a text to begin with"),
)
@done_once
def keep_mailing_template(request, organization_id: UUID, body: MailingTemplateIn):
    kept = actions.keep_template(
        actor=request.auth.actor,
        organization_id=organization_id,
        name=body.name,
        said=body.said(),
        at=timezone.now(),
    )
    return Status(201, MailingTemplateOut.from_orm(kept))


@router.delete(
    f"{TEMPLATES}/{{uuid:template_id}}",
    response={204: None},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("End a text to begin with"),
)
def end_mailing_template(request, organization_id: UUID, template_id: UUID):
    actions.end_template(
        actor=request.auth.actor, organization_id=organization_id, template_id=template_id, at=timezone.now()
    )
    return Status(204, None)


@router.get(OF_REGION, response=list[MailingTemplateOut], auth=None, summary=_("List the texts of a region"))
def region_templates(request, region_code: RegionCode):
    """What organizations of the region may begin with: public."""
    return queries.templates_of_region(region_code)


@router.post(
    OF_REGION, response={201: MailingTemplateOut}, auth=needs(Scope.OFFICE), summary=_("Keep a text for a region")
)
@done_once
def keep_region_template(request, region_code: RegionCode, body: MailingTemplateIn):
    """For officers of the region or above with the right to settings."""
    kept = actions.keep_region_template(
        actor=request.auth.actor, region_code=region_code, name=body.name, said=body.said(), at=timezone.now()
    )
    return Status(201, MailingTemplateOut.from_orm(kept))


@router.delete(
    "/region-mailing-templates/{uuid:template_id}",
    response={204: None},
    auth=needs(Scope.OFFICE),
    summary=_("End a text of a region"),
)
def end_region_template(request, template_id: UUID):
    actions.end_region_template(actor=request.auth.actor, template_id=template_id, at=timezone.now())
    return Status(204, None)


@router.get("/me/mutes", response=list[MuteOut], auth=needs(Scope.PROFILE), summary=_("Show what I do not want to get"))
def my_mutes(request):
    return message_queries.mutes(request.auth.actor)


@router.post("/me/mutes", response=MuteOut, auth=needs(Scope.PROFILE_WRITE), summary=_("Get no more news"))
def mute(request, body: MuteIn):
    """Of one organization or of all; or no SMS. What is needed for a shift you signed up for still stands in the inbox."""
    return message_actions.mute(
        actor=request.auth.actor,
        owner_id=_owner(body),
        channel=body.channel,
        sender=queries.sender_name(request.auth.actor, body.organization_id),
        at=timezone.now(),
    )


@router.post("/me/mutes/end", response={204: None}, auth=needs(Scope.PROFILE_WRITE), summary=_("Get news again"))
def unmute(request, body: MuteIn):
    message_actions.unmute(actor=request.auth.actor, owner_id=_owner(body), channel=body.channel, at=timezone.now())
    return Status(204, None)


@router.post("/messages/sms-answers", response=SmsAnswerOut, auth=None, summary=_("Hand over an answer by SMS"))
def sms_answer(request, body: SmsAnswerIn):
    """For the gateway: signed with `X-Timestamp` and `X-Signature` as the SMS that it is handed. TD, NO and the like end
    the SMS of organizations for whoever holds the phone."""
    headers = request.headers
    if not sms.is_signed(request.body, headers.get("X-Timestamp", ""), headers.get("X-Signature", "")):
        raise NotAllowed("sms.signature")
    said = actions.answered_by_sms(actor=GATEWAY, phone=body.sender, text=body.text, at=timezone.now())
    return {"understood": said is not None}


def _owner(body: MuteIn) -> UUID:
    return body.organization_id if body.organization_id and not body.channel else EVERYBODY
