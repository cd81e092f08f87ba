import pytest

from tests.domain.organizations import factories
from tests.web.consoles import nothing_remembered, organization, owner, signed_in

__all__ = ["nothing_remembered", "organization", "owner", "signed_in"]


@pytest.fixture
def officer(owner):
    return factories.officer("9901", "白露")


@pytest.fixture
def browser(officer, signed_in):
    return signed_in(officer)
