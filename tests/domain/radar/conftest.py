from datetime import timedelta

import pytest

from tests.domain.organizations import factories as organizations
from tests.domain.radar import factories

DAY = timedelta(days=1)


@pytest.fixture
def sold(shift):
    """When hours of the shift are sold: ten days after it."""
    return shift.ends_at + 10 * DAY


@pytest.fixture
def buyers(owner, shift):
    """Three people who registered days after the shift."""
    return [factories.buyer(name, shift.ends_at + 9 * DAY) for name in ("小暑", "大暑", "处暑")]


@pytest.fixture
def records(owner, shift, buyers, sold):
    return factories.sell(owner, shift, buyers, sold)


@pytest.fixture
def scanned_at(sold):
    return sold + DAY


@pytest.fixture
def case(records, shift, scanned_at):
    (found,) = factories.scan(shift, scanned_at)
    return found


@pytest.fixture
def above(owner):
    """An officer of the city, above the district of organization and service."""
    return organizations.officer("9901", "大雪")
