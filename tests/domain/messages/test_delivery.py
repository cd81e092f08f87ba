from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from volunteercloud.core import ids
from volunteercloud.core.actor import system
from volunteercloud.domain.messages import actions, tasks
from volunteercloud.domain.messages.models import Delivery
from volunteercloud.domain.messages.recipients import Recipient
from volunteercloud.domain.messages.texts import CodePurpose

SENDER = system("tests")
FACTS = {"name": "谷雨"}
FIRST_LINE = "谷雨: your real name is verified. From now on every hour you serve can be proved."

pytestmark = pytest.mark.django_db


def tell(recipient, at, *, channels=("email",), **changes):
    said = {"template": "identity_verified", "facts": FACTS, "link": "/me/"} | changes
    actions.tell(actor=SENDER, recipient=recipient, **said, at=at, channels=channels)
    return Delivery.objects.order_by("-id").first()


def deliver(delivery, at):
    return actions.deliver(actor=SENDER, recipient_id=delivery.recipient_id, delivery_id=delivery.id, at=at)


def send_code(recipient, at, channel="sms", code="473918"):
    return actions.send_code(
        actor=SENDER, recipient=recipient, channel=channel, code=code, purpose=CodePurpose.SIGN_IN, at=at
    )


def outbox(settings):
    return sorted(path for path in settings.EMAIL_FILE_PATH.iterdir())


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    settings.SITE_URL = "https://volunteers.example"


def test_mail_arrives_at_a_real_server(recipient, mailbox, at):
    delivery = tell(recipient, at)
    sent = deliver(delivery, at + timedelta(seconds=3))

    [(addresses, mail)] = mailbox.received
    assert addresses == ["guyu@qinghe.example"]
    assert mail["Subject"] == "Your real name is verified"
    assert mail["X-Reference"] == str(delivery.id)
    assert mail.get_content().splitlines()[-3:] == [FIRST_LINE, "", "https://volunteers.example/me/"]
    assert (sent.state, sent.sent_at, sent.attempts) == ("sent", at + timedelta(seconds=3), 1)
    assert (bytes(sent.address_sealed), bytes(sent.content_sealed)) == (b"", b"")


def test_delivered_once(recipient, mailbox, at):
    delivery = tell(recipient, at)
    for _again in range(3):
        deliver(delivery, at)
    assert len(mailbox.received) == 1


def test_language_of_the_reader(recipient, mailbox, at):
    chinese = Recipient(id=recipient.id, language="zh-hans", email=recipient.email)
    deliver(tell(chinese, at), at)
    deliver(tell(recipient, at), at)
    first, second = (mail["Subject"] for _addresses, mail in mailbox.received)
    assert second == "Your real name is verified"
    assert first != second


def test_name_cannot_begin_another_header(recipient, mailbox, at):
    hostile = {"code": "1\r\nBcc: everybody@qinghe.example", "minutes": 10}
    deliver(tell(recipient, at, template=CodePurpose.CONFIRM, facts=hostile), at)
    [(addresses, mail)] = mailbox.received
    assert (addresses, mail["Bcc"]) == ([recipient.email], None)
    assert mail["Subject"] == "Your code: 1 Bcc: everybody@qinghe.example"


@pytest.mark.parametrize(
    ("answer", "state"), [("450 try later", "queued"), ("550 no such mailbox", "failed"), ("250 OK", "sent")]
)
def test_what_the_server_answers(recipient, mailbox, at, answer, state):
    mailbox.answer = answer
    assert deliver(tell(recipient, at), at).state == state


def test_server_away_then_back(recipient, mailbox, settings, at):
    delivery = tell(recipient, at)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    for attempt in range(1, 4):
        away = deliver(delivery, at)
        assert (away.state, away.attempts, away.error) == ("queued", attempt, "ConnectionRefusedError")
    settings.EMAIL_PORT = port
    assert deliver(delivery, at).state == "sent"
    assert len(mailbox.received) == 1


def test_given_up_in_the_end_and_forgotten(recipient, settings, at):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    delivery = tell(recipient, at)
    states = [deliver(delivery, at).state for _attempt in range(actions.MOST_ATTEMPTS)]
    assert states == ["queued"] * (actions.MOST_ATTEMPTS - 1) + ["failed"]
    assert bytes(Delivery.objects.get().content_sealed) == b""


def test_task_asks_for_another_try(recipient, mailbox, at):
    mailbox.answer = "450 try later"
    delivery = tell(recipient, at)
    with pytest.raises(tasks.StillQueued):
        tasks.deliver(recipient_id=str(recipient.id), delivery_id=str(delivery.id))
    mailbox.answer = "250 OK"
    tasks.deliver(recipient_id=str(recipient.id), delivery_id=str(delivery.id))
    tasks.deliver(recipient_id=str(recipient.id), delivery_id=str(ids.uuid7()))
    assert len(mailbox.received) == 1


def test_job_is_queued_in_the_same_transaction(recipient, at):
    delivery = tell(recipient, at)
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.queue_name, job.args) == (
        "messages.deliver",
        "messages",
        {"recipient_id": str(recipient.id), "delivery_id": str(delivery.id)},
    )


def test_only_proved_addresses_are_written_to(recipient, at):
    nowhere = Recipient(id=recipient.id, language="en")
    assert tell(nowhere, at, channels=["inbox", "email", "sms"]) is None


def test_address_and_text_rest_sealed(recipient, at):
    delivery = tell(recipient, at)
    kept = bytes(delivery.address_sealed) + bytes(delivery.content_sealed)
    assert [word for word in (b"guyu", b"verified", "谷雨".encode()) if word in kept] == []


def test_code_by_sms(recipient, settings, at):
    delivery = send_code(recipient, at)
    assert ProcrastinateJob.objects.get().priority == actions.CODE_PRIORITY
    assert deliver(delivery, at).state == "sent"
    [file] = outbox(settings)
    assert file.name == f"sms-{delivery.id}.txt"
    assert file.read_text().startswith("To: +8613900001234\n\n【Volunteer Cloud】473918 is your code to sign in")


def test_code_is_not_sent_late(recipient, settings, at):
    delivery = send_code(recipient, at)
    late = deliver(delivery, at + timedelta(minutes=10))
    assert (late.state, late.error, bytes(late.content_sealed)) == ("failed", "expired", b"")
    assert outbox(settings) == []


def test_expired_codes_leave_nothing(recipient, at):
    send_code(recipient, at)
    send_code(recipient, at, "email")
    fresh = send_code(recipient, at + timedelta(minutes=9))
    other = tell(recipient, at)
    assert actions.drop_expired_codes(actor=SENDER, at=at + timedelta(minutes=11)) == 2
    assert set(Delivery.objects.values_list("id", flat=True)) == {fresh.id, other.id}


def test_code_to_nowhere(recipient, at):
    assert send_code(Recipient(id=recipient.id, language="en"), at) is None
