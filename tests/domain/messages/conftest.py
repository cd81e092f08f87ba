import socket
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from volunteercloud.core import ids
from volunteercloud.domain.messages.recipients import Recipient


@pytest.fixture
def recipient():
    return Recipient(id=ids.uuid7(), language="en", email="guyu@qinghe.example", phone="+8613900001234")


class Mailbox:
    """A real SMTP server on the loopback. ``answer`` is what it says to each recipient."""

    def __init__(self):
        self.answer = "250 OK"
        self.received = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):
        self.received.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        return "250 Message accepted"


@pytest.fixture
def mailbox(settings, unused_tcp_port):
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=unused_tcp_port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_tcp_port
    yield mailbox
    controller.stop()


@pytest.fixture
def unused_tcp_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
