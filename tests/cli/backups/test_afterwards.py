from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session

from volunteercloud.cli.backups import afterwards
from volunteercloud.core import ids
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.messages.models import Channel, Delivery, DeliveryState


@pytest.fixture
def waiting(at):
    return Delivery.objects.create(
        recipient_id=uuid4(),
        id=ids.uuid7(),
        channel=Channel.SMS,
        template="shift_called_off",
        address_sealed=b"address",
        content_sealed=b"content",
        created_at=at,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sends_waiting", "given_up", "state", "sealed"),
    [(False, 1, DeliveryState.FAILED, b""), (True, None, DeliveryState.QUEUED, b"address")],
)
def test_nobody_is_told_twice_unless_the_operator_says_so(
    waiting, system, at, log_files, sends_waiting, given_up, state, sealed
):
    Session.objects.create(session_key="key", session_data="", expire_date=at + timedelta(days=30))

    found = afterwards.settle(system, at, at, sends_waiting=sends_waiting)

    assert (found.sessions, found.given_up, found.trouble, found.pending) == (1, given_up, "", 0)
    waiting.refresh_from_db()
    assert (waiting.state, bytes(waiting.address_sealed)) == (state, sealed)
    assert Entry.objects.filter(name="messages.given_up").count() == (0 if sends_waiting else 1)
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_a_log_that_showed_more_than_came_back_stands_still(system, at, log_files):
    log_files.mkdir(parents=True, exist_ok=True)
    (log_files / "checkpoint").write_text("volunteercloud.example/log\n5\nAAAA\n\n— volunteercloud.example/log AAAA\n")
    found = afterwards.settle(system, at, at, sends_waiting=True)
    assert found.trouble == "The published checkpoint is not in this database."
