import pytest

from tests.domain.identity import factories


@pytest.fixture
def ground(db, settings):
    """Four regions of the demo province, whose document numbers belong to nobody, and a few terms."""
    settings.DEMO = True
    factories.ground()


@pytest.fixture
def volunteer(ground, at):
    return factories.volunteer(at)


@pytest.fixture
def person(ground, at):
    return factories.person(at)


@pytest.fixture
def officer(ground, at):
    return factories.officer(at)
