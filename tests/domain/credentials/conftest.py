import pytest

from tests.domain.certificates.conftest import organization, owner, served, shift, volunteer
from volunteercloud.domain.log import actions as log_actions

__all__ = ["organization", "owner", "served", "shift", "volunteer"]


@pytest.fixture
def sealed(log_files, served):
    """Two hours of grade A that stand in the log; the moment after."""
    log_actions.integrate(served)
    return served
