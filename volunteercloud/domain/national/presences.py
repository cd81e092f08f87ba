"""Being found as registered here: parts of the actions that give and take back the consent, in their transactions."""

import hashlib
import hmac
from base64 import b64decode
from binascii import Error
from datetime import datetime
from functools import cache
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import numbers
from volunteercloud.domain.identity.models import Document, DocumentState
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.nodes.models import Node

from .models import Presence, PresenceState

SHORTEST_SECRET = 32


def begin(volunteer_id: UUID, at: datetime) -> None:
    """Somebody agreed: the worker tells the national node. Refused without a real name or a national node."""
    require_ready(volunteer_id)
    standing = Presence.objects.select_for_update().filter(volunteer_id=volunteer_id).first()
    if standing and standing.state != PresenceState.LEAVING:
        return
    presence = standing or Presence(volunteer_id=volunteer_id)
    presence.state, presence.agreed_at = PresenceState.WAITING, at
    presence.next_at, presence.trouble = at, ""
    presence.save()
    app.configure_task("national.follow_person", queue="national").defer(volunteer_id=str(volunteer_id))


def leave(volunteer_id: UUID, at: datetime) -> None:
    """Somebody took it back. What the national node never knew is gone at once."""
    presence = Presence.objects.select_for_update().filter(volunteer_id=volunteer_id).first()
    if presence is None:
        return
    if presence.token is None:
        presence.delete()
        return
    presence.state, presence.next_at, presence.trouble = PresenceState.LEAVING, at, ""
    presence.save()


def national_node() -> Node | None:
    """The one node that is trusted here and gathers for all; None on the national node itself."""
    return next((node for node in nodes_queries.trusted() if node.is_national), None)


def is_set_up() -> bool:
    return national_node() is not None and bool(_secret(settings.NATIONAL_SECRET))


def require_ready(volunteer_id: UUID) -> None:
    """Refused without what a question takes: `national.not_set_up`, `national.real_name`."""
    if not is_set_up():
        raise Refused(
            "national.not_set_up",
            _("This site is joined to no national node, so nobody can be asked for elsewhere."),
            next_step=_("Ask the people who run the place where you were registered before."),
        )
    if _document(volunteer_id) is None:
        raise Refused(
            "national.real_name",
            _("Your real name is not verified yet, so nobody could tell that it is you."),
            next_step=_("Register your document first."),
        )


def text_of(volunteer_id: UUID) -> bytes | None:
    """What a token is made of: the number of the verified document under the secret of the nodes. Never leaves this node but
    blinded. None for somebody whose document is verified no more."""
    document = _document(volunteer_id)
    if document is None:
        return None
    return hmac.digest(_secret(settings.NATIONAL_SECRET), numbers.claim_value(document).encode(), hashlib.sha256)


def label() -> str:
    """By which the nodes' secret is known without being told."""
    return hashlib.sha256(b"volunteercloud/registered/label\x00" + _secret(settings.NATIONAL_SECRET)).hexdigest()[:12]


def _document(volunteer_id: UUID) -> Document | None:
    found = Document.objects.filter(volunteer_id=volunteer_id, state=DocumentState.VERIFIED)
    return found.defer("photo_sealed").first()


@cache
def _secret(written: str) -> bytes:
    """32 bytes or more, in base64; nothing where there is none, or one that is too short."""
    try:
        secret = b64decode(written, validate=True)
    except (Error, ValueError):
        return b""
    return secret if len(secret) >= SHORTEST_SECRET else b""
