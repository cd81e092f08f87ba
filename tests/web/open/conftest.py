import pytest

from tests.domain.organizations import factories


@pytest.fixture(autouse=True)
def ground(db):
    """Regions and terms, which every description names."""
    factories.ground()
