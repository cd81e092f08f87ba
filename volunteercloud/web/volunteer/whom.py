"""Whom a page is about: the reader, or a child in the reader's account, named by `for` in the address.

Whether the reader may see or act for that person is decided by the query or action that is asked, never here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Guardianship
from volunteercloud.web import answers

PARAMETER = "for"


@dataclass(frozen=True, slots=True)
class Whom:
    """`wards` are who else the page can be switched to; empty for nearly everybody."""

    id: UUID
    is_reader: bool
    wards: Sequence[Guardianship]

    @property
    def given(self) -> str:
        """The value of the parameter `for`; empty for the reader's own pages."""
        return "" if self.is_reader else str(self.id)

    @property
    def query(self) -> str:
        """What to append to an address so that the next page is about the same person."""
        return _query(self.given)


def _query(given: str) -> str:
    return "?" + urlencode({PARAMETER: given}) if given else ""


def id_of(request: HttpRequest) -> UUID:
    """The person named in the form or the address, else the reader."""
    given = request.POST.get(PARAMETER) or request.GET.get(PARAMETER)
    if not given:
        return answers.actor_of(request).person_id
    try:
        return UUID(given)
    except ValueError:
        raise NotFound from None


def of(request: HttpRequest) -> Whom:
    """One statement: the children in the reader's account."""
    actor, person_id = answers.actor_of(request), id_of(request)
    return Whom(person_id, person_id == actor.id, list(identity_queries.wards(actor)))


def query_of(request: HttpRequest) -> str:
    """What to append to an address so that the page after this one is about the same person. No statement."""
    person_id = id_of(request)
    return "" if person_id == answers.actor_of(request).id else _query(str(person_id))
