"""The periodic task as the worker runs it."""

from datetime import timedelta

import pytest

from tests.domain.exchange import factories
from tests.domain.records import factories as records
from volunteercloud.domain.exchange import tasks
from volunteercloud.domain.exchange.models import Mark, Message


@pytest.mark.parametrize("form_code", ["siji", "volunteercloud"])
def test_once_everything_was_written_a_run_writes_nothing(
    shift, organization, owner, volunteer, officer, at, form_code
):
    records.recorded(organization, volunteer, owner, at - timedelta(days=3), 1)
    system = factories.named(officer, at, form_code=form_code)

    written = []
    for _run in range(3):
        tasks.collect(0)
        written.append((Message.objects.count(), Mark.objects.get(system=system).sequence))

    assert written[0][0] >= 5
    assert written == [written[0]] * 3
