"""Ending news by the link in a mail, without signing in."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from volunteercloud.domain.messages import actions, queries
from volunteercloud.web import answers


@csrf_exempt  # a mail program posts as RFC 8058 has it and has no cookie; the link itself is signed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """One press ends the news of one sender. Opening the page ends nothing: programs that look at mails open links too."""
    circular = queries.ending(token)
    is_done = request.method == "POST"
    if is_done:
        actions.mute_by_link(actor=answers.actor_of(request), token=token, at=answers.reader_now())
    response = render(request, "public/unsubscribe.html", {"circular": circular, "is_done": is_done})
    response["Referrer-Policy"] = "no-referrer"
    return response
