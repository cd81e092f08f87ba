from datetime import timedelta

import pytest

from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.records.models import RecordHead


@pytest.fixture
def head(owner, shift, volunteer, at):
    """Two hours of grade A."""
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    return RecordHead.objects.get(volunteer_id=volunteer.id)


@pytest.fixture
def later(shift):
    """The day after the service."""
    return shift.ends_at + timedelta(days=1)


@pytest.fixture
def above(owner):
    """An officer of the city, above the district where the service was."""
    return organizations.officer("9901", "大雪")
