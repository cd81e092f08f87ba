"""What the page of the check-in desk asks for: a roster to take along, and receipts for what it brings."""

from functools import wraps

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.web import answers

from . import kiosk, protocol


def said(view):
    """Answers in JSON whatever happens, with words for the page where it says no."""

    @never_cache
    @require_POST
    @wraps(view)
    def answered(request, organization_id, shift_id):
        actor = kiosk.actor_of(request, organization_id, shift_id)
        if actor.id is None:
            return _no(401, "not_signed_in", _("You are signed out."))
        try:
            return JsonResponse(view(request, actor, organization_id, shift_id))
        except ValidationError:
            return _no(422, "shape", _("This page is older than the server. Open it again with a connection."))
        except NotAllowed as refusal:
            return _no(403, refusal.code, _("You do not lead this shift, or no longer."))
        except NotFound:
            return _no(404, "not_found", _("This shift is not there any more."))
        except Refused as refusal:
            return _no(409, refusal.code, str(refusal))

    return answered


@said
def hand_out(request, actor, organization_id, shift_id):
    asked = protocol.HandOut.model_validate_json(request.body)
    taken = attendance_actions.hand_out(
        actor=actor,
        organization_id=organization_id,
        shift_id=shift_id,
        device_id=asked.device_id,
        device_clock=asked.clock_ms,
        is_kiosk=asked.kiosk or kiosk.is_at_the_door(request),
        at=answers.reader_now(),
    )
    return protocol.snapshot(taken)


@said
def sync(request, actor, organization_id, shift_id):
    brought = protocol.Delivery.model_validate_json(request.body)
    at_the_door = kiosk.is_at_the_door(request)
    answer = attendance_actions.sync(
        actor=actor,
        organization_id=organization_id,
        device_id=brought.device_id,
        device_clock=brought.clock_ms,
        events=[one.event(at_the_door=at_the_door) for one in brought.events],
        shift_id=shift_id,
        at=answers.reader_now(),
    )
    return protocol.delivered(answer)


def _no(status, code, words):
    return JsonResponse({"code": code, "words": str(words)}, status=status)
