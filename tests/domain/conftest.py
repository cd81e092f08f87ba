"""One organization with a shift that is public, and somebody to serve in it: what tests from organizations upwards share."""

import pytest

from tests.domain.activities import factories as activities
from tests.domain.organizations import factories as organizations


@pytest.fixture
def owner(db):
    organizations.ground()
    return organizations.person("谷雨")


@pytest.fixture
def officer(owner):
    return organizations.officer("990101")


@pytest.fixture
def organization(owner, at):
    return organizations.organization(owner, at)


@pytest.fixture
def shift(owner, organization, at):
    return activities.public_shift(owner, organization, at)


@pytest.fixture
def volunteer(owner):
    return organizations.person("小满")
