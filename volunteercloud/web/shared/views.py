"""A shared page as its readers see it. Nobody who reads is written down; how many did is counted for the holder."""

import base64
from functools import wraps

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.credentials import actions as credential_actions
from volunteercloud.domain.credentials import badges, shared_documents, sharing
from volunteercloud.web import answers
from volunteercloud.web import moving_words as words
from volunteercloud.web.verify.bars import shares_of

# No search engine lists it, and no page that it leads to learns its address.
QUIET = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Referrer-Policy": "no-referrer"}


def quiet(view):
    @wraps(view)
    def answered(request, token):
        response = view(request, token)
        for name, value in QUIET.items():
            response.headers[name] = value
        return response

    return answered


@quiet
@never_cache
@require_safe
def shared(request, token):
    now = answers.reader_now()
    try:
        share = sharing.found(token, now)
    except NotFound:
        return render(request, "shared/unknown.html", status=404)
    except sharing.Ended as ended:
        return render(request, "shared/ended.html", {"is_withdrawn": ended.is_withdrawn}, status=410)
    if request.method == "GET":
        credential_actions.note_view(actor=answers.actor_of(request), shared=share, at=now)
    shown = sharing.shown(share, now)
    facts = {
        "shown": shown,
        "token": token,
        "bar": shares_of(shown.hours.by_grade) if shown.hours else [],
        "has_changed": shown.has_changed,
        "places": words.titles({line.moved_to for line in shown.lines if line.moved_to}),
        "picture": _picture(shown.credential) if shown.credential else "",
    }
    return render(request, "shared/page.html", facts)


@quiet
@never_cache
@require_safe
def document(request, token):
    """The same for programs, which may ask from any page of theirs; signed, so that it can be handed on."""
    now = answers.reader_now()
    try:
        share = sharing.found(token, now)
    except NotFound:
        return _problem(404, "share.unknown")
    except sharing.Ended as ended:
        return _problem(410, "share.withdrawn" if ended.is_withdrawn else "share.over")
    found = shared_documents.signed(sharing.shown(share, now), now)
    answer = JsonResponse(found, json_dumps_params={"ensure_ascii": False})
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@quiet
@never_cache
@require_safe
def proof(request, token):
    """The proofs of the log for the records on the page, as core/proofs.py checks them."""
    try:
        share = sharing.found(token, answers.reader_now())
    except sharing.Ended:
        raise NotFound from None
    answer = JsonResponse(sharing.proofs(share), safe=False, json_dumps_params={"ensure_ascii": False})
    answer.headers["Content-Disposition"] = 'attachment; filename="shared.proof.json"'
    return answer


def _picture(badge):
    return "data:image/svg+xml;base64," + base64.b64encode(badges.picture(badge)).decode()


def _problem(status, code):
    answer = JsonResponse({"status": status, "code": code}, status=status, content_type="application/problem+json")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
