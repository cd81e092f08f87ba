import pytest

from tests.web.consoles import nothing_remembered, organization, owner, signed_in

__all__ = ["nothing_remembered", "organization", "owner", "signed_in"]


@pytest.fixture
def browser(owner, signed_in):
    return signed_in(owner)
