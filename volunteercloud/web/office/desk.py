"""The officer's desk: who sits at it, and for which regions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.web import answers


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer at work. ``regions`` are the codes of the offices held; each stands for itself and all below."""

    officer: Actor
    regions: tuple[str, ...]
    at: datetime

    @property
    def region_names(self) -> list[str]:
        return [region_queries.full_name(code, get_language() or "") for code in self.regions]

    def region(self, asked: str | None) -> str:
        """The region a list is about: the one asked for if it is the officer's, else the officer's first."""
        return asked if asked and self.covers(asked) else self.regions[0]

    def is_above(self, code: str) -> bool:
        return any(code.startswith(office) and code != office for office in self.regions)

    def covers(self, code: str) -> bool:
        return any(code.startswith(office) for office in self.regions)


def officers_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the reader's desk as second argument; nobody else has one."""

    @login_required
    @wraps(view)
    def at_desk(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        officer = answers.actor_of(request)
        regions = tuple(identity_queries.offices(officer))
        if not regions:
            raise NotAllowed("identity.not_officer")
        return view(request, Desk(officer, regions, answers.reader_now()), *args, **kwargs)

    return at_desk
