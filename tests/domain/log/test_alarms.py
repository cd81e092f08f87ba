import pytest

from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.log import actions, queries
from volunteercloud.domain.log.models import Alarm

pytestmark = pytest.mark.django_db


@pytest.fixture
def alarm(system, officer, at):
    return raised(system, at)


def raised(system, at, region_code="990101"):
    return actions.raise_alarm(
        actor=system, kind="record_changed", subject="7", facts={"field": "minutes"}, region_code=region_code, at=at
    )


def test_one_finding_raises_one_alarm_while_it_is_open(system, officer, alarm, at):
    assert raised(system, at).id == alarm.id
    actions.close_alarm(actor=officer, alarm_id=alarm.id, reason="从备份恢复。", at=at)
    assert queries.open_alarms() == []
    again = raised(system, at)
    assert (again.id != alarm.id, [one.id for one in queries.open_alarms()]) == (True, [again.id])
    assert list(Entry.objects.filter(name__startswith="log.").order_by("id").values_list("name", flat=True)) == [
        "log.alarm_raised",
        "log.alarm_closed",
        "log.alarm_raised",
    ]


def test_an_alarm_is_closed_once_and_with_a_reason(officer, alarm, at):
    for reason in ("", "好", "字" * 1001):
        with pytest.raises(Refused) as refused:
            actions.close_alarm(actor=officer, alarm_id=alarm.id, reason=reason, at=at)
        assert refused.value.code == "log.reason"
    closed = actions.close_alarm(actor=officer, alarm_id=alarm.id, reason=" 从备份恢复。 ", at=at)
    assert (closed.state, closed.reason, closed.closed_at, closed.closed_by_label) == (
        "closed",
        "从备份恢复。",
        at,
        officer.label,
    )
    with pytest.raises(Refused) as refused:
        actions.close_alarm(actor=officer, alarm_id=alarm.id, reason="再来一次。", at=at)
    assert refused.value.code == "log.closed_already"


def test_only_officers_of_the_region_close_it(system, alarm, volunteer, at):
    for stranger in (volunteer, organizations.officer("990102", "白露")):
        with pytest.raises(NotAllowed):
            actions.close_alarm(actor=stranger, alarm_id=alarm.id, reason="看过了。", at=at)
    assert Alarm.objects.get().state == "open"


def test_an_alarm_about_the_whole_log_is_the_operators(system, officer, at):
    alarm = raised(system, at, region_code="")
    with pytest.raises(NotAllowed):
        actions.close_alarm(actor=officer, alarm_id=alarm.id, reason="看过了。", at=at)
    assert actions.close_alarm(actor=system, alarm_id=alarm.id, reason="看过了。", at=at).state == "closed"


def test_an_alarm_that_is_not_there(system, alarm, at):
    with pytest.raises(NotFound):
        actions.close_alarm(actor=system, alarm_id=system_id(alarm), reason="看过了。", at=at)


def system_id(alarm):
    return type(alarm.id)(int=0)
