"""Where a person belongs: their organizations, joining one, by its page or by a link, and leaving it."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.members import actions, entrance, queries
from volunteercloud.domain.members.models import Joining, Membership, State
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.web import answers

from . import whom

# State: kind of `status`, words for the person.
STATES = {
    State.ACTIVE: ("good", gettext_lazy("You are a member")),
    State.REQUESTED: ("look", gettext_lazy("You asked; the answer is to come")),
    State.INVITED: ("look", gettext_lazy("You are invited")),
    State.LEFT: ("quiet", gettext_lazy("No longer a member")),
    State.REMOVED: ("stop", gettext_lazy("The organization ended your membership")),
    State.REFUSED: ("stop", gettext_lazy("The organization did not take you in")),
}


@dataclass(frozen=True, slots=True)
class Entrance:
    """What the page of an organization says about joining it; `parts/join.html` shows it. ``membership`` is the reader's,
    None for somebody who never had to do with it."""

    organization: Organization
    joining: str
    membership: Membership | None = None
    refusal: Refused | None = None

    @property
    def is_standing(self) -> bool:
        return self.membership is not None and self.membership.state in (State.ACTIVE, State.REQUESTED, State.INVITED)

    @property
    def state(self):
        return STATES[self.membership.state] if self.membership else None

    @property
    def is_open(self) -> bool:
        return self.joining == Joining.OPEN

    @property
    def is_closed(self) -> bool:
        return self.joining == Joining.INVITATION


def entrance_of(viewer: Actor, organization: Organization) -> Entrance:
    """How the viewer may come in. Two statements at most; for a visitor one."""
    mine = queries.my_membership(viewer, organization.id, viewer.id) if viewer.id else None
    try:
        entrance.check_takes_members(organization)
    except Refused as refusal:
        return Entrance(organization, Joining.INVITATION, mine, refusal)
    return Entrance(organization, queries.joining(organization.id).joining, mine)


@login_required
@never_cache
@require_safe
def mine(request):
    """The organizations of the reader, or of a child in the reader's account."""
    actor, about = answers.actor_of(request), whom.of(request)
    rows = [(one, STATES[one.membership.state]) for one in queries.my_memberships(actor, about.id)]
    return render(request, "volunteer/members/mine.html", {"rows": rows, "whom": about})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, organization_id):
    """Join an organization, ask to, or accept its invitation."""
    actor = answers.actor_of(request)
    if request.method != "POST":
        organization = organization_queries.organization(actor, organization_id)
        facts = {"entrance": entrance_of(actor, organization), "whom": whom.of(request)}
        return render(request, "volunteer/members/join_organization.html", facts)
    member = actions.join(
        actor=actor, organization_id=organization_id, volunteer_id=whom.id_of(request), at=answers.reader_now()
    )
    return _joined(request, member)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_by_link(request, token):
    """Where a link or its QR code leads: who invites, and one button; whoever is not signed in does that first."""
    actor, at = answers.actor_of(request), answers.reader_now()
    shown = queries.shown_by(actor, token, at)
    facts = {"shown": shown, "token": token}
    if not request.user.is_authenticated:
        if request.method == "POST":
            return redirect_to_login(request.path)
        return render(request, "volunteer/members/join.html", facts)
    facts |= {"whom": whom.of(request), "refusal": shown.refusal}
    if request.method == "POST":
        try:
            member = actions.join_by_link(actor=actor, token=token, volunteer_id=whom.id_of(request), at=at)
            return _joined(request, member)
        except Refused as refusal:
            facts["refusal"] = refusal
    facts["membership"] = queries.my_membership(actor, shown.organization.id, whom.id_of(request))
    status = 409 if request.method == "POST" else 200
    return render(request, "volunteer/members/join.html", facts, status=status)


@login_required
@require_POST
def leave(request, organization_id):
    """Leave, take a request back, or decline an invitation."""
    actions.leave(
        actor=answers.actor_of(request),
        organization_id=organization_id,
        volunteer_id=whom.id_of(request),
        at=answers.reader_now(),
    )
    messages.success(request, _("Done. What you served stays yours."))
    return redirect(reverse("volunteer:my_organizations") + whom.query_of(request))


def _joined(request, member):
    if member.state == State.ACTIVE:
        said = _("%(name)s belongs to %(organization)s now.")
    else:
        said = _("%(name)s asked to join %(organization)s. You get a message with the answer.")
    organization = organization_queries.organization(answers.actor_of(request), member.organization_id)
    messages.success(request, said % {"name": member.name, "organization": organization.name})
    return redirect(reverse("volunteer:my_organizations") + whom.query_of(request))
