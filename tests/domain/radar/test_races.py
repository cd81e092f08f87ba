"""Several at the radar at once."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.organizations import factories as organizations
from tests.domain.radar import factories
from tests.races import fates
from volunteercloud.domain.objections.models import Objection
from volunteercloud.domain.radar import actions
from volunteercloud.domain.radar.models import CaseReason, RadarCase

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

DAY = timedelta(days=1)
FOUND_OUT = "当天没有人到过现场"


@pytest.fixture
def shift(at):
    """Ten days after it, hours of it were sold to three people."""
    organizations.ground()
    owner = organizations.person("谷雨")
    made = activities.public_shift(owner, organizations.organization(owner, at), at)
    buyers = [factories.buyer(name, made.ends_at + 9 * DAY) for name in ("小暑", "大暑", "处暑")]
    factories.sell(owner, made, buyers, made.ends_at + 10 * DAY)
    return made


@pytest.fixture
def later(shift):
    return shift.ends_at + 11 * DAY


def test_of_looks_at_once_one_opens_the_case(shift, later):
    assert fates([lambda: factories.scan(shift, later, again=True)] * 4) == ["done"] * 4
    assert (RadarCase.objects.count(), RadarCase.objects.get().records) == (1, 3)
    assert CaseReason.objects.count() == 12


def test_of_two_decisions_at_once_one_counts(shift, later):
    (case,) = factories.scan(shift, later)
    steps = [
        lambda officer=officer: actions.dismiss(actor=officer, case_id=case.id, reason=FOUND_OUT, at=later)
        for officer in (organizations.officer("990101", "白露"), organizations.officer("9901", "秋分"))
    ]
    steps += [
        lambda officer=officer: actions.object_to_case(actor=officer, case_id=case.id, grounds=FOUND_OUT, at=later)
        for officer in (organizations.officer("990101", "寒露"), organizations.officer("9901", "霜降"))
    ]
    assert fates(steps) == ["done", *["radar.decided_already"] * 3]
    assert Objection.objects.count() == (3 if RadarCase.objects.get().state == "objected" else 0)
