"""Texts that many get: worded for each from one row, and how their deliveries went.

Nobody gets one twice: the ids of a message and of its deliveries follow from the circular and the person.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from . import links, texts
from .models import SLOTS, Channel, Circular, CircularKind, Outcome

TEMPLATE = "circular"
EVERYBODY = UUID(int=0)  # in the place of one sender
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
COUNT = """
INSERT INTO messaging_tally (owner_id, circular_id, channel, outcome, slot, number) VALUES (%s, %s, %s, %s, %s, 1)
ON CONFLICT (owner_id, circular_id, channel, outcome, slot) DO UPDATE SET number = messaging_tally.number + 1"""


def id_for(circular: Circular, recipient_id: UUID, channel: str = "") -> UUID:
    """As `core.ids.uuid7`, of the instant of the circular, with a hash in place of chance: the same for the same."""
    named = circular.id.bytes + recipient_id.bytes + channel.encode()
    milliseconds = int(circular.created_at.timestamp() * 1000)
    rest = int.from_bytes(hashlib.sha256(named).digest()[:10])
    return UUID(int=milliseconds << 80 | 0x7 << 76 | (rest >> 62 & 0xFFF) << 64 | 0x2 << 62 | rest & (1 << 62) - 1)


def placeholders(*parts: str) -> set[str]:
    """What stands in braces in a text."""
    return {name for part in parts for name in PLACEHOLDER.findall(part)}


def worded(circular: Circular, facts: Mapping[str, Any], language: str) -> texts.Worded:
    """The text for one person. Braces name facts and nothing else: what people wrote is no format."""
    is_english = language.startswith("en")
    known = texts.known(circular.facts | dict(facts), language)
    subject = (is_english and circular.subject_en) or circular.subject
    body = (is_english and circular.body_en) or circular.body
    sender = (is_english and circular.sender_en) or circular.sender
    return texts.Worded(_filled(subject, known), _filled(body, known), sender)


def mail(circular: Circular, recipient_id: UUID, facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What `mail.send` takes: news come with a way to end them, in the text and as RFC 8058 has it."""
    said = worded(circular, facts, language)
    with translation.override(language):
        lines = [said.body, "", said.sender, settings.SITE_URL]
        if circular.kind != CircularKind.NEWS:
            return {"subject": said.subject, "body": "\n".join(lines), "headers": {}}
        address = f"{settings.SITE_URL}/unsubscribe/{links.make(recipient_id, circular.owner_id, circular.id)}/"
        lines += [
            "",
            _("To get no more news from %(sender)s: %(address)s") % {"sender": said.sender, "address": address},
        ]
    return {"subject": said.subject, "body": "\n".join(lines), "headers": links.one_click(address)}


def sms(circular: Circular, facts: Mapping[str, Any], language: str) -> str:
    """Carriers in China ask for the sender in these brackets, and for a way to end it."""
    said = worded(circular, facts, language)
    with translation.override(language):
        ending = _("Reply TD to get no more of these.")
        text = f"【{texts.site_name()}】{said.sender}: {said.body}"
    return f"{text} {ending}"


def among(keys: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Circular]:
    """Circulars by sender and id. No statement for none."""
    found = Circular.objects.filter(pk__in=list(keys)) if keys else []
    return {(each.owner_id, each.id): each for each in found}


def count(owner_id: UUID, circular_id: UUID, channel: Channel, outcome: Outcome, recipient_id: UUID) -> None:
    """Add one to how deliveries of a circular ended."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [owner_id, circular_id, channel, outcome, recipient_id.int % SLOTS])


def _filled(text: str, known: Mapping[str, str]) -> str:
    """A fact that is an instant ends in ``_at``, which nobody has to write."""
    return PLACEHOLDER.sub(lambda found: known.get(found[1]) or known.get(f"{found[1]}_at") or found[0], text)
