import pytest

from tests.domain.organizations import factories as organizations
from tests.domain.transfers import there as other_node


@pytest.fixture
def volunteer(db, at):
    organizations.ground()
    return other_node.person(at)


@pytest.fixture
def owner(volunteer):
    return organizations.person("谷雨")


@pytest.fixture
def there(volunteer, at, log_files):
    return other_node.There(at)
