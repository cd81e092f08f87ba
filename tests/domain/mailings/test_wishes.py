"""What people do not want: by the link in the mail, in their settings, by SMS. And when they sleep."""

from datetime import datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.domain.activities import factories as activities
from tests.domain.members import factories as members
from tests.domain.organizations import factories as organizations
from volunteercloud.core import tokens
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.mailings import actions, queries, quiet
from volunteercloud.domain.mailings.models import Audience, Standing
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.messages import queries as message_queries
from volunteercloud.domain.messages.models import CircularKind, Delivery, Mute
from volunteercloud.domain.regions.models import RuleSet

from . import factories

pytestmark = pytest.mark.django_db
PHONE = "+8613800012345"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://volunteers.example"


def deliver_all(at):
    for delivery in Delivery.objects.filter(state="queued").order_by("id"):
        messages.deliver(actor=factories.WORKER, recipient_id=delivery.recipient_id, delivery_id=delivery.id, at=at)


@pytest.fixture
def somebody(owner, organization, at):
    return factories.people(owner, organization, at, 1)[0]


def send(owner, organization, at, **changes):
    return factories.batch(factories.started(owner, organization, at, **changes), at)


def link_in(mail):
    address = mail["List-Unsubscribe"].strip(" <>")
    return address.removeprefix("https://volunteers.example/unsubscribe/").strip("/")


def test_mail_says_how_it_ends(owner, organization, somebody, mailbox, at):
    mailing = send(owner, organization, at)
    deliver_all(at)
    [(_addresses, mail)] = mailbox.received
    assert (mail["Subject"], mail["To"]) == ("See you on Saturday", "xiaoman0@qinghe.example")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_content().splitlines()[0] == "小满0, at 8 at the gate."
    shown = queries.mailing(owner, organization.id, mailing.id)
    assert (shown.emails_sent, shown.failed, shown.said_no, shown.no_answer) == (1, 0, 0, 1)

    for _turn in range(2):
        messages.mute_by_link(actor=ANONYMOUS, token=link_in(mail), at=at)
    again = send(owner, organization, at)
    assert (again.people, again.muted) == (0, 1)
    shown = queries.mailing(owner, organization.id, mailing.id)
    assert (shown.said_no, shown.no_answer) == (1, 0)


def test_forged_links(owner, organization, somebody, mailbox, at):
    send(owner, organization, at)
    deliver_all(at)
    token = link_in(mailbox.received[0][1])
    other = tokens.sign("join", b"\0" * 48)
    for forged in (
        ("A" if token[0] != "A" else "B") + token[1:],
        token[1:],
        "",
        "x",
        other,
        tokens.sign("unsubscribe", b"1"),
    ):
        with pytest.raises(Refused) as refusal:
            messages.mute_by_link(actor=ANONYMOUS, token=forged, at=at)
        assert refusal.value.code == "unsubscribe.link"
    assert Mute.objects.count() == 0


def test_service_cannot_be_ended(owner, organization, shift, somebody, mailbox, at):
    signing_up.sign_up(actor=somebody, **activities.key(shift, somebody), at=at)
    messages.mute(actor=somebody, at=at)
    about = {"audience": Audience.SHIFT, "about_id": shift.id, "standing": Standing.CONFIRMED}
    assert send(owner, organization, at, **about, kind=CircularKind.NEWS).muted == 1
    assert send(owner, organization, at, **about, kind=CircularKind.SERVICE).people == 1
    deliver_all(at)
    assert [
        mail["List-Unsubscribe"] for _addresses, mail in mailbox.received if mail["Subject"].startswith("See you")
    ] == [None]


def test_again_by_oneself_only(owner, organization, somebody, at):
    messages.mute(actor=somebody, owner_id=organization.id, sender=organization.name, at=at)
    assert [mute.sender for mute in message_queries.mutes(somebody)] == [organization.name]
    assert messages.unmute(actor=owner, owner_id=organization.id, at=at) == 0
    assert send(owner, organization, at).muted == 1
    assert messages.unmute(actor=somebody, owner_id=organization.id, at=at) == 1
    assert send(owner, organization, at).people == 1
    with pytest.raises(NotAllowed):
        messages.unmute(actor=ANONYMOUS, owner_id=organization.id, at=at)


@pytest.fixture
def with_phone(owner, organization, at, settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    return members.member(owner, organization, at, "大暑", tail="4321")


@pytest.mark.parametrize(
    ("answer", "stops"), [(" td ", True), ("退订。", True), ("NO", True), ("好的", False), ("", False)]
)
def test_answered_by_sms(owner, organization, with_phone, monkeypatch, at, answer, stops):
    account = Account.objects.get(id=with_phone.id)
    mailing = send(owner, organization, at, channels=["sms"], sms_reason="停电")
    deliver_all(at)
    assert (mailing.texts, queries.mailing(owner, organization.id, mailing.id).texts_sent) == (1, 1)

    monkeypatch.setattr(actions.answering.identity_queries, "account_by_phone", lambda *_asked: account)
    said = actions.answered_by_sms(actor=factories.WORKER, phone=PHONE, text=answer, at=at)
    assert (said is not None) == stops
    assert queries.mailing(owner, organization.id, mailing.id).said_no == int(stops)
    again = send(owner, organization, at, channels=["sms"], sms_reason="停电")
    assert (again.people, again.texts) == (1, 0 if stops else 1)


def test_answer_of_nobody(db, at):
    for phone in (PHONE, "", "x", "1" * 5000):
        assert actions.answered_by_sms(actor=factories.WORKER, phone=phone, text="TD", at=at) is None


def local(at, hour, minute=0):
    return at.astimezone(datetime.fromisoformat("2026-01-01T00:00+08:00").tzinfo).replace(
        hour=hour, minute=minute, second=0, microsecond=0
    )


@pytest.mark.parametrize(("hour", "ends"), [(12, None), (21, None), (22, "next"), (0, "same"), (7, "same"), (8, None)])
def test_quiet_hours(at, hour, ends):
    """From half past nine in the evening until eight in the morning."""
    moment = local(at, hour)
    morning = local(at, 8)
    wanted = {None: None, "same": morning, "next": morning + timedelta(days=1)}[ends]
    assert quiet.ends_at(RuleSet(), moment) == wanted


def test_no_quiet_hours(at):
    assert quiet.ends_at(RuleSet(quiet_from_minute=0, quiet_to_minute=0), local(at, 0)) is None
    by_day = RuleSet(quiet_from_minute=720, quiet_to_minute=840)
    assert quiet.ends_at(by_day, local(at, 13)) == local(at, 14)


def when():
    return list(ProcrastinateJob.objects.filter(task_name="messages.deliver").values_list("scheduled_at", flat=True))


def test_news_wait_for_the_morning(owner, organization, somebody, at):
    send(owner, organization, local(at, 23))
    assert when() == [local(at, 8) + timedelta(days=1)]


def test_a_shift_of_today_does_not_wait(owner, organization, shift, somebody, at):
    signing_up.sign_up(actor=somebody, **activities.key(shift, somebody), at=at)
    ProcrastinateJob.objects.all().delete()
    about = {"audience": Audience.SHIFT, "about_id": shift.id, "standing": Standing.CONFIRMED}
    night = local(shift.starts_at, 1)
    send(owner, organization, night, **about, kind=CircularKind.SERVICE)
    assert when() == [None]
    ProcrastinateJob.objects.all().delete()
    send(owner, organization, local(shift.starts_at, 1) - timedelta(days=1), **about, kind=CircularKind.SERVICE)
    assert when() == [local(shift.starts_at, 8) - timedelta(days=1)]


def test_who_of_a_shift_was_reached(owner, organization, shift, mailbox, at):
    reached, unreached = factories.people(owner, organization, at, 2)
    Account.objects.filter(id=unreached.id).update(email=None)
    for who in (reached, unreached):
        signing_up.sign_up(actor=who, **activities.key(shift, who), at=at)
    about = {"audience": Audience.SHIFT, "about_id": shift.id, "standing": Standing.CONFIRMED}
    mailing = send(owner, organization, at, **about, kind=CircularKind.SERVICE)
    deliver_all(at)
    assert queries.reached_of_shift(owner, organization.id, mailing.id) == {reached.id: True, unreached.id: False}
    with pytest.raises(NotFound):
        queries.reached_of_shift(organizations.person("处暑"), organization.id, mailing.id)
