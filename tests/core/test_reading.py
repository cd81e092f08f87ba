from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from volunteercloud.core import ids
from volunteercloud.core.reading import Given, Reading, columns, taken
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.regions.models import Region

TODAY = datetime(2026, 5, 16, tzinfo=UTC).date()
WITH_PARENT = Reading(
    lambda: Region.objects.select_related("parent").filter(code=Given("code"), valid_from__lte=Given("on"), level=2)
)
NAMES = Reading(lambda: Region.objects.filter(code=Given("code")).values_list("name", "parent__name"))
BELOW = Reading(lambda: Region.objects.filter(parent_id=Given("parent")).order_by("code"))
WITHOUT_NAME = Reading(lambda: Region.objects.only(*columns(Region, without={"name"})).filter(code=Given("code")))


@pytest.fixture
def region(db):
    province = Region.objects.create(code="98", level=1, name="测试省", valid_from=TODAY)
    return Region.objects.create(code="9801", parent=province, level=2, name="测试市", valid_from=TODAY)


def test_the_object_comes_with_its_companions_in_one_statement(region):
    with CaptureQueriesContext(connection) as seen:
        found = WITH_PARENT.one(code="9801", on=TODAY)
        names = (found.name, found.parent.name)

    assert (found, names, len(seen)) == (region, ("测试市", "测试省"), 1)


def test_each_reading_has_its_own_values(region):
    assert [NAMES.one(code=code) for code in ("98", "9801", "97")] == [("测试省", None), ("测试市", "测试省"), None]


def test_all_rows_come_in_their_order(region):
    other = Region.objects.create(code="9802", parent=region.parent, level=2, name="另一市", valid_from=TODAY)

    assert [BELOW.all(parent=code) for code in ("98", "9801")] == [[region, other], []]


def test_a_condition_that_does_not_hold_finds_nothing(region):
    assert WITH_PARENT.one(code="9801", on=TODAY - timedelta(days=1)) is None
    assert WITH_PARENT.one(code="98", on=TODAY) is None


def test_what_was_left_out_is_fetched_when_asked_for(region):
    found = WITHOUT_NAME.one(code="9801")

    assert (found.get_deferred_fields(), found.name) == ({"name"}, "测试市")


def test_a_value_that_is_not_given_is_an_error(region):
    with pytest.raises(KeyError):
        NAMES.one(number="98")


def test_the_first_of_a_queue_are_taken_in_their_order(db, at):
    rows = [
        Message(recipient_id=ids.uuid7(), id=ids.uuid7(), template="welcome", created_at=at - timedelta(days=day))
        for day in range(3)
    ]
    Message.objects.bulk_create(rows)
    due = Message.objects.filter(created_at__lte=at).order_by("created_at")
    assert (taken(due, 2), taken(due.filter(created_at__gt=at), 2)) == ([rows[2], rows[1]], [])
    assert taken(due.values_list("recipient_id", flat=True), 1) == [rows[2].recipient_id]
