"""Where an organization's events are sent: addresses, their secrets, what was sent and what is sent again."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema, Status

from volunteercloud.api import cursors
from volunteercloud.api.fields import Page, Paging, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once, told_once
from volunteercloud.domain.hooks import actions, queries
from volunteercloud.domain.hooks.kinds import CHOSEN
from volunteercloud.domain.hooks.models import DeliveryState, Endpoint, State
from volunteercloud.domain.hooks.rules import LONGEST_NAME, LONGEST_URL
from volunteercloud.domain.identity.scopes import Scope

router = Router(tags=["webhooks"])

ALL = "/organizations/{uuid:organization_id}/webhooks"
ONE = f"{ALL}/{{uuid:endpoint_id}}"
SENT = f"{ONE}/deliveries"
STEPS = {State.ACTIVE: actions.resume, State.PAUSED: actions.pause}


class WebhookIn(Schema):
    name: string(LONGEST_NAME) = Field(description="The system that listens there.", examples=["教务系统"])
    url: string(LONGEST_URL) = Field(
        description="Begins with https://.", examples=["https://timetable.qinghe.example/hooks"]
    )
    kinds: list[Literal[tuple(kind.value for kind in CHOSEN)]] = Field(
        max_length=len(CHOSEN), description="Kinds of events; at least one.", examples=[["signup.made", "record.made"]]
    )


class WebhookOut(Schema):
    id: UUID
    name: str = Field(examples=["教务系统"])
    url: str = Field(examples=["https://timetable.qinghe.example/hooks"])
    kinds: list[str] = Field(examples=[["signup.made", "record.made"]])
    state: State = Field(examples=["active"])
    paused_by: str = Field(
        description="`owner`; `failing`: it took nothing for days; `gone`: it answered 410; empty while active."
    )
    created_at: datetime
    old_secret_until: datetime | None = Field(description="Until then the secret before signs as well.")
    failing_since: datetime | None = Field(description="Since then nothing was taken.")

    @staticmethod
    def resolve_old_secret_until(endpoint):
        return endpoint.old_until if isinstance(endpoint, Endpoint) else endpoint.old_secret_until


class NewSecretOut(Schema):
    webhook: WebhookOut
    secret: str = Field(
        description="Signs what is sent, as Standard Webhooks 1.0 has it. Told this once.",
        examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )


class SecretIn(Schema):
    at_once: bool = Field(False, description="The old secret signs no more; else both do for some time.")


class StateIn(Schema):
    state: State = Field(examples=["paused"])


class DeliveryOut(Schema):
    event_id: UUID = Field(description="The `webhook-id` of every try.")
    kind: str = Field(examples=["signup.made"])
    state: DeliveryState = Field(examples=["delivered"])
    created_at: datetime
    tries: int
    tried_at: datetime | None
    due_at: datetime | None = Field(description="When it is tried next.")
    last_status: int | None = Field(description="What was answered to the last try.", examples=[204])
    last_problem: str = Field(
        description="Why there was no answer: `timeout`, `unreachable`, `forbidden`.", examples=[""]
    )


@router.get(ALL, response=list[WebhookOut], auth=needs(Scope.ORGANIZATION_READ), summary=_("List webhooks"))
def webhooks(request, organization_id: UUID):
    """For owners, as everything about webhooks."""
    return queries.endpoints(request.auth.actor, organization_id)


@router.post(
    ALL, response={201: NewSecretOut}, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Have events sent to an address")
)
@told_once
def add_webhook(request, organization_id: UUID, body: WebhookIn):
    """Ten addresses at most. The secret is told this once, and to whoever sends the same again under the same key."""
    endpoint, secret = actions.add(
        actor=request.auth.actor, organization_id=organization_id, at=timezone.now(), **body.dict()
    )
    return Status(201, NewSecretOut(webhook=WebhookOut.from_orm(endpoint), secret=secret))


@router.get(ONE, response=WebhookOut, auth=needs(Scope.ORGANIZATION_READ), summary=_("Show a webhook"))
def webhook(request, organization_id: UUID, endpoint_id: UUID):
    return queries.endpoint(request.auth.actor, organization_id, endpoint_id)


@router.put(ONE, response=WebhookOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Change a webhook"))
def change_webhook(request, organization_id: UUID, endpoint_id: UUID, body: WebhookIn):
    """What waits goes to where the address is then."""
    return actions.change(**_step(request, organization_id, endpoint_id), **body.dict())


@router.delete(ONE, response={204: None}, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Delete a webhook"))
def delete_webhook(request, organization_id: UUID, endpoint_id: UUID):
    """With its secret, what was sent and what waits."""
    actions.delete(**_step(request, organization_id, endpoint_id))
    return Status(204, None)


@router.post(
    f"{ONE}/secret",
    response={201: NewSecretOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Make a new secret for a webhook"),
)
@told_once
def renew_webhook_secret(request, organization_id: UUID, endpoint_id: UUID, body: SecretIn):
    """Both secrets sign for some time, 24 hours unless the operator sets another; a third ends the first."""
    endpoint, secret = actions.renew_secret(**_step(request, organization_id, endpoint_id), **body.dict())
    return Status(201, NewSecretOut(webhook=WebhookOut.from_orm(endpoint), secret=secret))


@router.put(
    f"{ONE}/state", response=WebhookOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Pause a webhook or go on")
)
def set_webhook_state(request, organization_id: UUID, endpoint_id: UUID, body: StateIn):
    """What happens while it is paused is not told later; what waited before is."""
    return STEPS[body.state](**_step(request, organization_id, endpoint_id))


@router.post(
    f"{ONE}/tests", response={201: DeliveryOut}, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Send a test")
)
@done_once
def send_webhook_test(request, organization_id: UUID, endpoint_id: UUID):
    """An event `webhook.test`, sent as every other."""
    return Status(201, DeliveryOut.from_orm(actions.send_test(**_step(request, organization_id, endpoint_id))))


@router.get(
    SENT, response=Page[DeliveryOut], auth=needs(Scope.ORGANIZATION_READ), summary=_("List what was sent to a webhook")
)
def webhook_deliveries(
    request, organization_id: UUID, endpoint_id: UUID, paging: Paging, state: DeliveryState | None = None
):
    """The latest first; what is older than 30 days, unless the operator sets another number, is gone."""
    (before,) = cursors.read(paging.cursor, UUID) or (None,)
    found = queries.deliveries(
        request.auth.actor, organization_id, endpoint_id, state or "", before, limit=paging.limit
    )
    return cursors.page(found, paging.limit, lambda each: (each.event_id,))


@router.post(
    f"{SENT}/{{uuid:event_id}}/resend",
    response={202: DeliveryOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Send an event again"),
)
@done_once
def resend_webhook(request, organization_id: UUID, endpoint_id: UUID, event_id: UUID):
    """Now and with all of its tries, under the same id."""
    delivery = actions.resend(**_step(request, organization_id, endpoint_id), event_id=event_id)
    return Status(202, DeliveryOut.from_orm(delivery))


def _step(request, organization_id: UUID, endpoint_id: UUID) -> dict:
    return {
        "actor": request.auth.actor,
        "organization_id": organization_id,
        "endpoint_id": endpoint_id,
        "at": timezone.now(),
    }
