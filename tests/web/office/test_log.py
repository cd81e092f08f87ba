from django.urls import reverse

from volunteercloud.core import actor
from volunteercloud.domain.log import actions
from volunteercloud.domain.log.models import Alarm, AlarmState

ADDRESS = "office:log"


def raised(at, region="990101", subject="一条记录", **facts):
    return actions.raise_alarm(
        actor=actor.system("self_audit"),
        kind="record_edited",
        subject=subject,
        facts={"day": "2026-05-16", "region": region} | facts,
        region_code=region,
        at=at,
    )


def close(browser, alarm, reason):
    return browser.post(reverse(ADDRESS), {"alarm_id": alarm.id, "reason": reason})


def test_an_alarm_is_told_in_words(browser, at):
    raised(at)
    words = browser.get(reverse(ADDRESS)).content.decode()
    assert "A record no longer says what was sealed" in words
    assert "2026-05-16" in words


def test_without_alarms_the_page_says_so(browser):
    assert "Every record agrees with the log." in browser.get(reverse(ADDRESS)).content.decode()


def test_it_is_closed_with_a_reason_which_stays(browser, at):
    alarm = raised(at)
    assert close(browser, alarm, "").status_code == 422
    assert close(browser, alarm, "。").status_code == 422
    assert Alarm.objects.get().state == AlarmState.OPEN

    assert close(browser, alarm, "备份恢复时出错，已改正。").status_code == 302
    closed = Alarm.objects.get()
    assert (closed.state, closed.reason) == (AlarmState.CLOSED, "备份恢复时出错，已改正。")


def test_officers_see_their_regions_and_what_is_about_the_whole_log(browser, at):
    raised(at, "990101")
    raised(at, "980101", "别处")
    raised(at, "", "全部")
    rows = browser.get(reverse(ADDRESS)).context["rows"]
    assert sorted((row["alarm"].subject, row["may_close"]) for row in rows) == [("一条记录", True), ("全部", False)]


def test_nobody_closes_what_is_not_theirs(browser, signed_in, owner, at):
    elsewhere, whole = raised(at, "980101", "别处"), raised(at, "", "全部")
    for alarm in (elsewhere, whole):
        assert close(browser, alarm, "我来关掉它").status_code == 403
    assert close(signed_in(owner), elsewhere, "我来关掉它").status_code == 403
    assert Alarm.objects.filter(state=AlarmState.OPEN).count() == 2
