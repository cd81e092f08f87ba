import pytest
from django.conf import settings

from tests.environment import NEEDS_CITUS


@pytest.fixture(autouse=True)
def distributed(db):
    if not settings.DISTRIBUTED:
        pytest.skip(NEEDS_CITUS)
