"""A write that may arrive twice is done once, if its sender gives it a key in the header `Idempotency-Key`."""

import base64
import functools
import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Schema, Status
from ninja.responses import NinjaJSONEncoder

from volunteercloud.api.models import SEALED, Answer
from volunteercloud.core import keys
from volunteercloud.core.errors import Refused

HEADER = "Idempotency-Key"
LONGEST_KEY = 100
KEPT = timedelta(hours=24)


View = Callable[..., Status[Schema]]


def done_once(view: View) -> Callable[..., Status[Schema] | HttpResponse]:
    """Give the first answer again when the same person sends the same request under the same key within a day.

    A request that was refused leaves no answer: mended, it may be sent under the same key. Of two that arrive at once
    the second waits for the first. Refused: a key too long (`resend.key`), and one used for another request before
    (`resend.reused`).
    """
    return _done_once(view, holds_secret=False)


def told_once(view: View) -> Callable[..., Status[Schema] | HttpResponse]:
    """As `done_once`, for an answer that holds a secret: it is kept sealed."""
    return _done_once(view, holds_secret=True)


def _done_once(view: View, *, holds_secret: bool) -> Callable[..., Status[Schema] | HttpResponse]:
    @functools.wraps(view)
    def once(request: HttpRequest, **values: object) -> Status[Schema] | HttpResponse:
        key = request.headers.get(HEADER, "")
        if not key:
            return view(request, **values)
        with transaction.atomic():
            answer, is_new = _claim(request, key)
            if not is_new:
                said = _opened(answer) if holds_secret else answer.body
                return JsonResponse(said, status=answer.status, safe=False)  # some answers are lists
            result = view(request, **values)
            # As it is sent: members and moments are written in the same way each time.
            said = json.loads(json.dumps(result.value, cls=NinjaJSONEncoder))
            answer.status, answer.body = result.status_code, _sealed(answer, said) if holds_secret else said
            answer.save(update_fields=["status", "body"])
        return result

    once.done_once = True  # the description of the API tells it
    return once


def _sealed(answer: Answer, said: object) -> dict[str, str]:
    sealed = keys.seal("told-once", json.dumps(said), bound_to=_bound(answer))
    return {SEALED: base64.b64encode(sealed).decode()}


def _opened(answer: Answer) -> object:
    return json.loads(keys.unseal("told-once", base64.b64decode(answer.body[SEALED]), bound_to=_bound(answer)))


def _bound(answer: Answer) -> bytes:
    return answer.account_id.bytes + answer.question.bytes


def forget(now: datetime) -> int:
    """Delete every answer that is over a day old. Returns how many."""
    return Answer.objects.filter(at__lt=now - KEPT).delete()[0]


def _claim(request: HttpRequest, key: str) -> tuple[Answer, bool]:
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Refused(
            "resend.key",
            _("The key has over 100 characters, or some that are not plain."),
            next_step=_("Use a UUID, a new one for each write."),
            field=HEADER,
        )
    account_id, now = request.auth.actor.id, timezone.now()
    Answer.objects.filter(account_id=account_id, at__lt=now - KEPT).delete()
    question = _question(request)
    answer, is_new = Answer.objects.get_or_create(
        account_id=account_id, key=key, defaults={"question": question, "at": now}
    )
    if answer.question != question:
        raise Refused(
            "resend.reused",
            _("This key was given to another request before."),
            next_step=_("Use a new key for each write, and the old one only to send the same again."),
        )
    return answer, is_new


def _question(request: HttpRequest) -> UUID:
    asked = b"\n".join((request.method.encode(), request.get_full_path().encode(), _said(request)))
    return UUID(bytes=hashlib.sha256(asked).digest()[:16])


def _said(request: HttpRequest) -> bytes:
    """The body; of a form with files, which was read already, its fields and files."""
    try:
        return request.body
    except RawPostDataException:
        parts = [repr(sorted(request.POST.lists())).encode()]
        for name, file in sorted(request.FILES.items()):
            file.seek(0)
            parts += [name.encode(), hashlib.sha256(file.read()).digest()]
            file.seek(0)
        return b"\n".join(parts)


def delivery_id(request: HttpRequest, given: UUID | None) -> UUID:
    """The device's own id of a scan, from the body or the header. Refused without one (`attendance.request_id`)."""
    try:
        return given or UUID(request.headers.get(HEADER, ""))
    except ValueError:
        raise Refused(
            "attendance.request_id",
            _("The scan has no id of its own, so a second delivery would not be recognized."),
            next_step=_("Make a UUID for each scan and send it as “request_id”, the same one each time."),
            field="request_id",
        ) from None
