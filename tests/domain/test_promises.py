"""What no caller can write, however mistaken: the database refuses it by a promise with a name."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.domain.attendance import factories as attendance

PROMISES = [
    ("UPDATE activities_shift SET taken = places + 1", "shift_not_oversold"),
    ("UPDATE activities_shift SET taken = -1", "activities_shift_taken_check"),
    ("UPDATE activities_shift SET places = 0, taken = 0", "shift_known"),
    ("UPDATE activities_shift SET state = 'hidden'", "shift_known"),
    ("UPDATE activities_shift SET ends_at = starts_at", "shift_ends_after_start"),
    ("UPDATE activities_signup SET state = 'friend'", "signup_state"),
    ("UPDATE activities_signup SET state = 'waiting'", "signup_waits_in_order"),
    ("UPDATE activities_signup SET state = 'offered'", "signup_offer_ends"),
    ("UPDATE activities_mysignup SET during = 'empty'", "my_signup_known"),
    ("UPDATE activities_mysignup SET absence = 'away'", "my_signup_absence"),
    ("UPDATE activities_post SET most_shifts = 0", "post_limits_allow_one"),
    ("UPDATE organizations_staff SET role = 'god'", "staff_role"),
    ("UPDATE organizations_staff SET ended_at = since", "organization_owner"),
    ("UPDATE organizations_staff SET role = 'leader'", "organization_owner"),
    ("UPDATE organizations_organization SET owner_id = NULL", "organization_owned"),
    ("UPDATE organizations_organization SET state = 'trusted'", "organization_state"),
    ("UPDATE organizations_organization SET uscc = '', liaison_id = NULL", "organization_answers_to"),
    ("UPDATE projects_project SET state = 'public'", "project_state"),
    ("UPDATE projects_project SET risks = ''", "project_published_whole"),
    ("UPDATE projects_project SET latitude = 91, longitude = 0", "project_point"),
    ("UPDATE identity_volunteer SET real_name_level = 3", "real_name_level_known"),
    ("UPDATE identity_volunteer SET name = ''", "real_name_named"),
    ("UPDATE identity_volunteer SET guardian_id = id", "volunteer_not_own_guardian"),
    ("UPDATE records_recordhead SET grade = 'S'", "record_head_known"),
    ("UPDATE reviews_case SET decided_at = NULL", "case_decided_when"),
]


@pytest.fixture
def world(owner, shift, volunteer, at):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)


@pytest.mark.parametrize(("statement", "promise"), PROMISES, ids=[promise for _statement, promise in PROMISES])
def test_the_database_refuses(world, statement, promise):
    with (
        pytest.raises(IntegrityError, match=promise),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
