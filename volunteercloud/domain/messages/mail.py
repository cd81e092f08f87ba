"""E-mail through Django's mail, with the same two ways to fail as an SMS adapter has."""

import base64
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.mail import EmailMessage, get_connection

from .sms import SECONDS_TO_ANSWER, Undeliverable, Unreachable


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a mail. ``kind`` is its media type."""

    name: str
    kind: str
    content: bytes

    def written(self) -> list[str]:
        """As it waits beside the text."""
        return [self.name, self.kind, base64.b64encode(self.content).decode()]


def send(
    *,
    address: str,
    subject: str,
    body: str,
    reference: str,
    headers: Mapping[str, str] | None = None,
    attached: Sequence[Sequence[str]] = (),
) -> None:
    """Send one plain text. ``reference`` becomes a header, so that a mail that arrives twice can be told; ``attached`` are
    files as `Attached.written` has them."""
    connection = get_connection(timeout=SECONDS_TO_ANSWER)
    # A line feed in a subject would begin another header; Django refuses it, and a name may hold one.
    message = EmailMessage(" ".join(subject.split()), body, to=[address], connection=connection)
    for name, kind, content in attached:
        message.attach(name, base64.b64decode(content), kind)
    message.extra_headers = {"X-Reference": reference, "Auto-Submitted": "auto-generated", **(headers or {})}
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _answer in error.recipients.values()}
        failure = Undeliverable if min(codes) >= 500 else Unreachable
        raise failure(f"recipient refused: {codes}") from error
    except smtplib.SMTPResponseException as error:
        failure = Undeliverable if error.smtp_code >= 500 else Unreachable
        raise failure(f"server answered {error.smtp_code}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(type(error).__name__) from error
