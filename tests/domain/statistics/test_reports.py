"""Reports by mail: when they are due, what goes with them through a real SMTP server, once each, and no longer than the right."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook

from tests.domain.messages.conftest import mailbox, unused_tcp_port
from tests.domain.organizations import factories as organizations
from tests.domain.statistics import desks
from volunteercloud.core import press
from volunteercloud.core.actor import ANONYMOUS, system
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import Account, OfficerGrant, Right
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.messages.models import Delivery, Message
from volunteercloud.domain.statistics.models import Report, SentReport
from volunteercloud.domain.statistics.reports import actions, contents, sending

__all__ = ["mailbox", "unused_tcp_port"]

CLERK = system("statistics")
# A Saturday; then the second of June, a Tuesday, at nine in Shanghai.
NOW, DUE = datetime(2026, 5, 16, 1, 0, tzinfo=UTC), datetime(2026, 6, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def officer(db):
    organizations.ground()
    found = organizations.officer("9901", "白露")
    Account.objects.filter(id=found.id).update(email="bailu@qinghe.example", language="en")
    return found


@pytest.fixture
def report(officer):
    codes = ["credit_hours", "record_coverage"]
    return actions.subscribe(actor=officer, region_code="9901", rhythm="month", measures=codes, at=NOW)


@pytest.fixture
def figures(officer):
    desks.hours("990101", date(2026, 5, 1), minutes_a=6000)
    desks.shifts("990101", date(2026, 5, 1), came=20, recorded=15)


def deliver():
    for one in Delivery.objects.filter(state="queued"):
        messages.deliver(actor=CLERK, recipient_id=one.recipient_id, delivery_id=one.id, at=DUE)


def test_a_report_is_mailed_once_with_paper_and_spreadsheet(report, figures, mailbox):
    assert sending.send_due(CLERK, DUE - timedelta(days=1)) == 0
    assert [sending.send_due(CLERK, DUE), sending.send_due(CLERK, DUE + timedelta(hours=1))] == [1, 0]
    deliver()
    ((to, mail),) = mailbox.received
    assert to == ["bailu@qinghe.example"]
    assert "Credit hours: 100 hours\nRecord coverage: 75%" in mail.get_body().get_content().replace("\r\n", "\n")
    paper, sheet = mail.iter_attachments()
    assert (paper.get_filename(), paper.get_content()[:5]) == ("9901-2026-05.pdf", b"%PDF-")
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheet.get_content()))
    first, second = (book.get_sheet_by_index(number).to_python() for number in range(2))
    assert [row[:2] for row in first[1:]] == [["Credit hours", 100.0], ["Record coverage", 0.75]]
    assert [row[0] for row in second[1:]] == ["990101", "990102"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert bytes(Delivery.objects.get().content_sealed) == b""


def test_the_link_in_the_mail_ends_it(report, officer):
    token = contents.ending(report.id)
    actions.end_by_link(actor=ANONYMOUS, token=token, at=DUE)
    actions.end_by_link(actor=ANONYMOUS, token=token, at=DUE)
    assert Entry.objects.filter(name="statistics.report_ended").count() == 1
    assert sending.send_due(CLERK, DUE) == 0
    with pytest.raises(Refused) as caught:
        actions.end_by_link(actor=ANONYMOUS, token=token[:-2], at=DUE)
    assert caught.value.code == "report.link"


def test_who_lost_the_right_gets_no_figures_and_is_told(report, officer, figures):
    OfficerGrant.objects.filter(account_id=officer.id).update(rights=[Right.PROJECTS])
    assert sending.send_due(CLERK, DUE) == 0
    report.refresh_from_db()
    assert report.ended_at == DUE
    assert [one.template for one in Message.objects.filter(recipient_id=officer.id)] == ["statistics_report_ended"]
    assert SentReport.objects.count() == 0


def test_what_can_not_be_printed_now_is_sent_in_the_next_round(report, figures, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(contents, "PRESS", press.command("volunteercloud.core.nothing"))
        assert sending.send_due(CLERK, DUE) == 0
    assert sending.send_due(CLERK, DUE) == 1


def test_two_rounds_at_once_send_one(report, figures):
    found = contents.made(contents.content(CLERK, "9901", report.measures, date(2026, 6, 1), DUE), "en", DUE)
    facts = {
        "actor": CLERK,
        "report_id": report.id,
        "due_on": date(2026, 6, 1),
        "facts": found[0],
        "attached": found[1],
    }
    assert actions.send(**facts, at=DUE) is not None
    assert actions.send(**facts, at=DUE) is None


def test_when_reports_are_due(officer):
    for rhythm in ("month", "week"):
        actions.subscribe(actor=officer, region_code="9901", rhythm=rhythm, measures=["people"], at=NOW)

    def due(*moment):
        return [(report.rhythm, due_on) for report, due_on in contents.due(datetime(*moment, tzinfo=UTC))]

    monday, june = ("week", date(2026, 5, 18)), ("month", date(2026, 6, 1))
    assert due(2026, 5, 17, 12) == []
    assert due(2026, 5, 17, 22) == []
    assert due(2026, 5, 17, 23) == [monday]
    assert due(2026, 6, 1, 3) == [("week", date(2026, 6, 1))]
    assert due(2026, 6, 2, 3) == [june, ("week", date(2026, 6, 1))]


def test_a_report_of_the_same_region_and_rhythm_changes(report, officer):
    again = actions.subscribe(
        actor=officer, region_code="9901", rhythm="month", measures=["people", "nonsense"], at=NOW
    )
    assert (again.id, Report.objects.get().measures) == (report.id, ["people"])


def test_refusals(report, officer):
    facts = {"actor": officer, "region_code": "9901", "rhythm": "week", "at": NOW}
    with pytest.raises(Refused) as caught:
        actions.subscribe(**facts, measures=["evidence_mix"])
    assert caught.value.code == "report.empty"
    Account.objects.filter(id=officer.id).update(email="")
    with pytest.raises(Refused) as caught:
        actions.subscribe(**facts, measures=["people"])
    assert caught.value.code == "report.address"
    with pytest.raises(NotFound):
        actions.subscribe(**{**facts, "region_code": "99"}, measures=["people"])
    with pytest.raises(NotFound):
        actions.end(actor=organizations.officer("9901", "秋分"), report_id=report.id, at=NOW)
