from datetime import timedelta

import pytest
from django.utils import timezone

from volunteercloud.core import calls

from . import factories, receiver


@pytest.fixture(autouse=True)
def networks(settings):
    """The operator lets this machine be asked; tests of what happens without set it back."""
    settings.PRIVATE_NETWORKS = calls.THIS_MACHINE


@pytest.fixture
def now():
    """Receivers look at the clock of this machine."""
    return timezone.now() - timedelta(seconds=1)


@pytest.fixture
def listener():
    with receiver.listening() as listening:
        yield listening


@pytest.fixture
def added(owner, organization, at, listener):
    """An address that wants to know everything, and its secret."""
    return factories.added(owner, organization, at, listener.url)


@pytest.fixture
def endpoint(added):
    return added[0]


@pytest.fixture
def secret(added):
    return added[1]
