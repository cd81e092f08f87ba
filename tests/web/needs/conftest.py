"""A need that a station looks after, its poster, an organization that may take it up, and browsers of all of them."""

import pytest

from tests.domain.needs.conftest import docked, into, manager, need, other
from tests.domain.needs.posts import poster as reachable
from tests.web.consoles import nothing_remembered, organization, owner, signed_in
from tests.web.service import clock

__all__ = [
    "clock",
    "docked",
    "into",
    "manager",
    "need",
    "nothing_remembered",
    "organization",
    "other",
    "owner",
    "signed_in",
]


@pytest.fixture
def poster(owner, clock):
    return reachable()


@pytest.fixture
def browser(poster, signed_in):
    """The poster's."""
    return signed_in(poster)


@pytest.fixture
def reading(client, owner, clock):
    """A visitor, reading English."""
    client.cookies["django_language"] = "en"
    return client
