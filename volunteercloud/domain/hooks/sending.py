"""One try: a signed request to an address, of whose answer the status alone is looked at.

A redirection is no answer to it and is not followed. What the name of the address stands for is looked at before every try,
and only public addresses and the networks that the operator allows are asked (`core.calls`).
"""

from datetime import datetime

from django.conf import settings

from volunteercloud.core import calls

from . import signing
from .actions.delivering import Answer, Claimed

SECONDS = 10.0
AGENT = "VolunteerCloud-Webhooks/1"


def send(claimed: Claimed, at: datetime) -> Answer:
    signed = signing.headers(claimed.secrets, str(claimed.event_id), claimed.body, at)
    try:
        reply = calls.ask(
            "POST",
            claimed.url,
            headers={"content-type": "application/json", "user-agent": AGENT} | signed,
            body=claimed.body.encode(),
            seconds=SECONDS,
            most_bytes=None,
            allowed=settings.PRIVATE_NETWORKS,
        )
    except calls.Unanswered as reason:
        return Answer(problem=reason.code)
    return Answer(status=reply.status)
