import pytest

from tests.domain.activities import factories as activities
from tests.domain.organizations import factories as organizations


@pytest.fixture
def owner(db):
    organizations.ground()
    return organizations.person("谷雨")


@pytest.fixture
def shift(owner, at, request):
    """For as many as the module says."""
    return activities.public_shift(owner, organizations.organization(owner, at), at, places=request.module.PEOPLE)
