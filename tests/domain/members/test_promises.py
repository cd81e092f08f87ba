"""What no caller can write, however mistaken."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.domain.members import factories

PROMISES = [
    ("UPDATE members_member SET via = 'friend'", "member_known"),
    ("UPDATE members_member SET ended_at = now()", "member_ended_when"),
    ("UPDATE members_member SET joined_at = NULL", "member_since"),
    ("UPDATE members_member SET state = 'left', ended_at = now()", "member_labelled_while_active"),
    ("UPDATE members_member SET labels = array_fill(labels[1], ARRAY[21])", "member_labels_few"),
    ("UPDATE members_label SET kind = 'tag', leader_id = id", "label_known"),
    ("UPDATE members_joinlink SET use_limit = 1, uses = 2", "join_link_not_overused"),
    ("UPDATE members_joinlink SET expires_at = made_at", "join_link_expires"),
    ("UPDATE members_joinlink SET label_id = id", "join_link_label"),
    ("UPDATE members_joiningsettings SET joining = 'magic'", "joining_settings_known"),
    ("UPDATE members_membercount SET slot = 16", "member_count_slot"),
    ("UPDATE members_membership SET is_quiet = true", "membership_quiet_until_accepted"),
]


@pytest.fixture
def world(owner, organization, volunteer, at):
    group = factories.group(owner, organization, at)
    factories.opened(owner, organization, at)
    factories.link(owner, organization, at, label_id=group.id)
    _link, token = factories.link(owner, organization, at, label_id=group.id, lets_in=True)
    factories.by_link(volunteer, token, at)


@pytest.mark.parametrize(("statement", "promise"), PROMISES, ids=[promise for _statement, promise in PROMISES])
def test_the_database_refuses(world, statement, promise):
    with (
        pytest.raises(IntegrityError, match=promise),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
