"""The officer's desk: who sits at it, for which regions and tasks, and for whom."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from uuid import UUID

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.identity import officers
from volunteercloud.domain.identity.models import Right, StandIn
from volunteercloud.domain.identity.officers import Office
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.web import answers
from volunteercloud.web.accounts import sessions

from .words import RIGHTS

ACTING_FOR = "acting_for"  # in the session: the absent officer at whose desk a stand-in sits


def region_name(code: str) -> str:
    """A region as the desk says it; every region together where there is no code."""
    return region_queries.full_name(code, get_language() or "") if code else _("The whole country")


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer at work. ``regions`` are the codes in which this page's task is the officer's; each stands for itself
    and all below. ``offices`` are all offices held, with the rights of each."""

    officer: Actor
    offices: tuple[Office, ...]
    regions: tuple[str, ...]
    at: datetime

    @property
    def region_names(self) -> list[str]:
        return [region_name(code) for code in self.regions]

    @property
    def rights(self) -> frozenset[str]:
        """What the officer may do in one region or another."""
        return frozenset().union(*(office.rights for office in self.offices))

    @property
    def stand_ins(self) -> list[StandIn]:
        """For whom the officer stands in today, and could sit down."""
        return officers.stand_ins(self.officer)

    def region(self, asked: str | None) -> str:
        """The region a list is about: the one asked for if it is the officer's, else the officer's first."""
        return asked if asked and self.covers(asked) else self.regions[0]

    def is_above(self, code: str) -> bool:
        return any(code.startswith(office) and code != office for office in self.regions)

    def covers(self, code: str, right: Right | None = None) -> bool:
        """Whether a region is the officer's for this page's task, or for the one named."""
        return any(code.startswith(office) for office in (self.regions_for(right) if right else self.regions))

    def regions_for(self, right: Right | None = None) -> tuple[str, ...]:
        """The codes in which the officer may do a task, or any."""
        return tuple(officers.codes(self.offices, right))

    def rights_in(self, code: str) -> frozenset[str]:
        """What the officer may do in a region."""
        return frozenset().union(*(office.rights for office in self.offices if office.covers(code)))


def officers_only(*rights: Right) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Give the view the reader's desk as second argument; nobody else has one. With rights named, only those who hold
    one of them get in; without, every officer."""

    def of_task(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @wraps(view)
        def at_desk(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            officer, offices = _sits(request)
            if not offices and request.session.get(sessions.KIND) == sessions.OFFICER:
                logout(request)  # the last office was taken while this one sat at the desk
                return redirect_to_login(request.get_full_path())
            if not offices:
                raise NotAllowed("identity.not_officer")
            regions = {office.region_code for office in offices if not rights or office.rights & set(rights)}
            if not regions:
                raise missing(officer, offices, rights[0])
            desk = Desk(officer, tuple(offices), tuple(sorted(regions)), answers.reader_now())
            request.desk = desk  # the frame of the page shows the places that are open to this officer
            return view(request, desk, *args, **kwargs)

        return at_desk

    return of_task


def missing(officer: Actor, offices: list[Office], right: Right) -> NotAllowed:
    """Which right is missing, and an officer who has it where this one sits."""
    over = officers.officers_over(offices[0].region_code, right)
    giver = next((grant for grant in over if grant.account_id != officer.id), None)
    if giver is None:
        next_step = _("Ask the operator of this site to give it to you.")
    else:
        facts = {"name": giver.account.label, "region": region_name(giver.region_code)}
        next_step = _("Ask %(name)s, an officer of %(region)s, to delegate it to you.") % facts
    return NotAllowed(
        "identity.right_missing",
        _("Your office does not include the right “%(right)s”.") % {"right": RIGHTS[right]},
        next_step=next_step,
    )


def _sits(request: HttpRequest) -> tuple[Actor, list[Office]]:
    """Who sits at the desk and the offices of today; once a time of standing in is over, one is back at one's own."""
    officer = answers.actor_of(request)
    absent = request.session.get(ACTING_FOR)
    if absent:
        acting = Actor(officer.kind, officer.label, officer.id, UUID(absent["id"]), absent["name"])
        if offices := officers.held(acting):
            return acting, offices
        del request.session[ACTING_FOR]
    return officer, officers.held(officer)
