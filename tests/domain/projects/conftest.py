import pytest

from tests.domain.organizations import factories


@pytest.fixture
def owner(db):
    factories.ground()
    return factories.person("谷雨")


@pytest.fixture
def officer(owner):
    return factories.officer("990101")


@pytest.fixture
def organization(owner, at):
    return factories.organization(owner, at)
