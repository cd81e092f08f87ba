"""Where the link of an invitation to the staff leads: who invites, as what, until when, and what is missing yet."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from volunteercloud.core.errors import Refused
from volunteercloud.domain.organizations import actions, invitations
from volunteercloud.web import answers
from volunteercloud.web.organizer import words

# The way back for somebody who registers or proves a name in between, which may take days.
SESSION_KEY = "invitation"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request, token):
    actor, now = answers.actor_of(request), answers.reader_now()
    if request.method == "POST":
        if actor.id is None:
            return redirect_to_login(request.path)
        try:
            staff = actions.accept_invitation(actor=actor, token=token, at=now)
        except Refused as refusal:
            return _page(request, actor, token, now, refusal)
        request.session.pop(SESSION_KEY, None)
        messages.success(request, _("You work with %(name)s now.") % {"name": staff.organization.name})
        return redirect("organizer:overview", staff.organization_id)
    return _page(request, actor, token, now)


def _page(request, actor, token, now, refusal=None):
    seen = invitations.invited(actor, token, now)
    if not seen.accepted and seen.refusal is None:
        request.session[SESSION_KEY] = request.path
    facts = {
        "seen": seen,
        "organization": seen.organization,
        "role": words.ROLES[seen.invitation.role],
        "refusal": refusal or seen.refusal,
        "lacks_real_name": seen.lacks_real_name,
    }
    response = render(request, "public/invited.html", facts, status=409 if refusal else 200)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
