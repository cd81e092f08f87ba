"""Messages to the reader."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from volunteercloud.domain.messages import actions as message_actions
from volunteercloud.domain.messages import queries as message_queries
from volunteercloud.web import answers, cursors


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request):
    actor = answers.actor_of(request)
    if request.method == "POST":
        message_actions.mark_all_read(actor=actor, at=answers.reader_now())
        return redirect("volunteer:messages")
    cursor = cursors.read(request.GET.get("after"), cursors.instant, UUID)
    letters = message_queries.inbox(actor, language=request.LANGUAGE_CODE, before=cursor)
    shown = letters[: message_queries.PAGE]
    facts = {
        "letters": shown,
        "has_unread": any(not letter.is_read for letter in shown),
        "after": cursors.written(shown[-1].created_at, shown[-1].id) if len(letters) > len(shown) else None,
    }
    return render(request, "volunteer/messages/inbox.html", facts)


@login_required
@require_POST
def open_message(request, message_id):
    """Go where a message leads; by then it has been read."""
    actor = answers.actor_of(request)
    letter = message_queries.letter(actor, message_id, language=request.LANGUAGE_CODE)
    message_actions.mark_read(actor=actor, message_ids=[message_id], at=answers.reader_now())
    return redirect(letter.link or "volunteer:messages")
