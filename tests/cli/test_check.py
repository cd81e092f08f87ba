import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.cli.commands.check import AREAS
from volunteercloud.core import checks
from volunteercloud.domain.activities.models import MySignUp, Shift, SignUp
from volunteercloud.domain.organizations.models import Seat
from volunteercloud.domain.records.models import OrganizationRecord, RecordHead


def findings(area):
    return [finding.check for finding in checks.run(AREAS[area].STATEMENTS)]


@pytest.fixture
def served(db, at):
    """One sign-up, served and recorded."""
    organizations.ground()
    owner = organizations.person("谷雨")
    shift = activities.public_shift(owner, organizations.organization(owner, at), at)
    volunteer = organizations.person("小满")
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)


def test_what_actions_write_agrees(served):
    assert {area: findings(area) for area in AREAS if area != "identity"} == {
        area: [] for area in AREAS if area != "identity"
    }


@pytest.mark.parametrize(
    ("area", "break_it", "finding"),
    [
        (
            "activities",
            lambda: Shift.objects.update(taken=2),
            "a shift's count is the number of people who hold a place",
        ),
        ("activities", lambda: MySignUp.objects.update(state="waiting"), "both sides of a sign-up tell the same state"),
        ("organizations", lambda: Seat.objects.update(role="leader"), "both sides of a staff role tell the same"),
        (
            "records",
            lambda: OrganizationRecord.objects.update(minutes=90),
            "the organization's side says what the head says",
        ),
        (
            "records",
            lambda: OrganizationRecord.objects.all().delete(),
            "the organization's side says what the head says",
        ),
        (
            "attendance",
            lambda: SignUp.objects.update(state="declined"),
            "a record of a shift is of somebody on its roster",
        ),
        ("attendance", lambda: RecordHead.objects.all().delete(), "a confirmed attendance has its record"),
    ],
)
def test_what_is_broken_is_found(served, area, break_it, finding):
    break_it()
    assert findings(area) == [finding]


def test_a_head_that_says_something_else_is_found_from_both_sides(served):
    RecordHead.objects.update(minutes=90)
    assert findings("records") == [
        "a head points at the newest version and says what it says",
        "the organization's side says what the head says",
    ]


def test_every_statement_runs(db):
    for area in AREAS:
        assert findings(area) == []
