"""Who may write to me: of whom, and by which way, the reader wants no news."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.members import queries as member_queries
from volunteercloud.domain.members.models import State
from volunteercloud.domain.messages import actions, queries
from volunteercloud.domain.messages.circulars import EVERYBODY
from volunteercloud.domain.messages.models import Channel
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.web import answers, cursors


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request):
    """The organizations one belongs to or wants no news of, all of them together, and SMS."""
    actor = answers.actor_of(request)
    if request.method == "POST":
        _change(request, actor)
        messages.success(request, _("Saved."))
        return redirect("volunteer:wishes")
    muted = {(mute.owner_id, mute.channel): mute for mute in queries.mutes(actor)}
    names = {owner_id: mute.sender for (owner_id, _channel), mute in muted.items() if owner_id != EVERYBODY}
    for one in member_queries.my_memberships(actor, actor.id):
        if one.membership.state == State.ACTIVE:
            names[one.organization.organization_id] = one.organization.name
    facts = {
        "all_muted": (EVERYBODY, "") in muted,
        "sms_muted": (EVERYBODY, Channel.SMS.value) in muted,
        "everybody": EVERYBODY,
        "senders": [
            (owner_id, name, (owner_id, "") in muted) for owner_id, name in sorted(names.items(), key=_by_name)
        ],
    }
    return render(request, "volunteer/messages/wishes.html", facts)


def _change(request, actor):
    (owner_id,) = cursors.read(request.POST.get("from"), UUID) or (None,)
    channel = request.POST.get("by", "")
    if owner_id is None or channel not in ("", Channel.SMS) or (channel and owner_id != EVERYBODY):
        raise NotFound
    at = answers.reader_now()
    if request.POST.get("do") == "want":
        actions.unmute(actor=actor, owner_id=owner_id, channel=channel, at=at)
        return
    sender = "" if owner_id == EVERYBODY else organization_queries.organization(actor, owner_id).name
    actions.mute(actor=actor, owner_id=owner_id, channel=channel, sender=sender, at=at)


def _by_name(row):
    owner_id, name = row
    return name, owner_id
