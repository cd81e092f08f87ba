import pytest
from stdnum.cn import uscc

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.identity import factories as identity
from tests.domain.organizations import factories as organizations


@pytest.fixture
def owner(db, settings):
    """The province of the demo, whose document numbers belong to nobody."""
    settings.DEMO = True
    organizations.ground()
    return organizations.person("谷雨")


@pytest.fixture
def officer(owner):
    return organizations.officer("990101")


@pytest.fixture
def organization(owner, at):
    return organizations.organization(owner, at, handler="芒种")


@pytest.fixture
def found(at):
    """Another organization at work, with an owner of its own unless one is named."""

    def make(number, by=None, **changes):
        body = f"51990000MJ{number:07d}"
        said = {"name": f"第{number}志愿者协会", "uscc": body + uscc.calc_check_digit(body + "0")}
        return organizations.organization(by or organizations.person(f"处暑{number}"), at, **said | changes)

    return make


@pytest.fixture
def shift(owner, organization, at):
    return activities.public_shift(owner, organization, at)


@pytest.fixture
def volunteer(owner, at):
    """A person with a verified document, as every certificate is made out to one."""
    return identity.person(at, name="小满", email="xiaoman@qinghe.example")


@pytest.fixture
def served(owner, shift, volunteer, at):
    """Two hours of grade A; the moment after."""
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    return shift.ends_at
