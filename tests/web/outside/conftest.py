import pytest

from tests.web.accounts.conftest import codes

from . import counterpart

__all__ = ["codes"]


@pytest.fixture
def city(settings):
    """A service outside whose word on e-mail addresses is not believed."""
    with counterpart.running() as found:
        settings.SIGN_IN_PROVIDERS = (found.provider(),)
        yield found
