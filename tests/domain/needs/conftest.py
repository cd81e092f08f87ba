"""A need that a station looks after, its poster, and an organization that takes it up."""

import pytest

from tests.domain.activities import factories as activities
from tests.domain.needs import factories
from tests.domain.organizations import factories as organizations


@pytest.fixture
def poster(owner):
    return organizations.person("大雪")


@pytest.fixture
def manager(owner):
    return organizations.person("芒种")


@pytest.fixture
def other(manager, at):
    """Another organization, which `manager` runs; `organization` is the station, which `owner` runs."""
    return organizations.organization(manager, at, name="绿岸志愿服务队", uscc="51990000MJ00000023")


@pytest.fixture
def into(manager, other, at):
    """A public shift of the other organization, into whose activity a need can be docked."""
    return activities.public_shift(manager, other, at)


@pytest.fixture
def need(poster, organization, at):
    return factories.of_station(poster, organization, at)


@pytest.fixture
def docked(poster, manager, need, into, at):
    """The need, docked as a shift of the other organization."""
    return factories.docked(poster, manager, need, into, at)
