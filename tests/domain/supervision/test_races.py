"""Two officers at once, on connections of their own."""

import pytest

from tests.domain.organizations import factories as organizations
from tests.domain.supervision import factories
from tests.races import fates
from volunteercloud.domain.supervision.models import Sanction

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_two_officers_take_the_same_step_at_once(at):
    organizations.ground()
    organization = organizations.organization(organizations.person(), at)
    officers = [organizations.officer("990101", "白露"), organizations.officer("99", "寒露")]
    steps = [lambda officer=officer: factories.impose(officer, organization, at, rung="notice") for officer in officers]
    assert fates(steps) == ["done", "sanction.stands_already"]
    assert Sanction.objects.count() == 1
