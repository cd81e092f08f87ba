"""What the site needs of others: a mail server, a gateway for text messages, a real-name service, a place for backups."""

import smtplib
import ssl
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from volunteercloud.cli.backups import manifests
from volunteercloud.cli.backups.stores import Store
from volunteercloud.cli.problem import Problem
from volunteercloud.core import calls
from volunteercloud.core.errors import Refused

from .findings import Finding, Level, in_real_use

PATIENCE_SECONDS = 5
LAPTOP_SENDER = "volunteercloud@localhost"
LAPTOP_TEXTS = "volunteercloud.domain.messages.sms.FileAdapter"
GATEWAY = "volunteercloud.domain.messages.sms.HttpAdapter"
OLD_BACKUP = timedelta(hours=26)  # once a day, and two hours to take it


def mail() -> Iterator[Finding]:
    if not settings.EMAIL_HOST:
        yield Finding(
            "mail.none",
            in_real_use(),
            f"No mail leaves: it lands in {settings.EMAIL_FILE_PATH}.",
            "Name a mail server in VOLUNTEERCLOUD_SMTP_HOST.",
        )
        return
    if settings.DEFAULT_FROM_EMAIL == LAPTOP_SENDER:
        yield Finding(
            "mail.sender",
            in_real_use(),
            f"Mail is sent by {LAPTOP_SENDER}, which hardly anybody takes in.",
            "Set VOLUNTEERCLOUD_MAIL_FROM to an address of your own domain.",
        )
    if not settings.EMAIL_USE_TLS and settings.EMAIL_HOST not in calls.LOOPBACK:
        yield Finding(
            "mail.plain",
            in_real_use(),
            f"Mail goes to {settings.EMAIL_HOST} as everybody on the way can read it, codes to sign in with among it.",
            "Set VOLUNTEERCLOUD_SMTP_TLS=1.",
        )
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=PATIENCE_SECONDS) as server:
            server.ehlo()
            if settings.EMAIL_USE_TLS:
                server.starttls(context=ssl.create_default_context())
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except (OSError, smtplib.SMTPException) as error:
        yield Finding(
            "mail.away",
            Level.ERROR,
            f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not take us: {type(error).__name__}.",
            "Check VOLUNTEERCLOUD_SMTP_HOST, _PORT, _TLS, _USER and _PASSWORD, and the way there.",
        )


def text_messages() -> Iterator[Finding]:
    if settings.SMS_ADAPTER == LAPTOP_TEXTS:
        yield Finding(
            "sms.none",
            in_real_use(),
            "No text message leaves: whoever signs in by phone gets no code.",
            "Name a gateway: VOLUNTEERCLOUD_SMS_ADAPTER, _URL and _SECRET.",
        )
    elif settings.SMS_ADAPTER == GATEWAY and not (settings.SMS_URL and settings.SMS_SECRET):
        yield Finding(
            "sms.incomplete",
            Level.ERROR,
            "The gateway of text messages is not told where it is, or by which secret.",
            "Set VOLUNTEERCLOUD_SMS_URL and VOLUNTEERCLOUD_SMS_SECRET.",
        )


def real_name() -> Iterator[Finding]:
    if settings.REAL_NAME_PROVIDER == "checksum":
        yield Finding(
            "real_name.checksum",
            in_real_use(),
            "Whoever types a document number that could exist counts as that person.",
            "Set VOLUNTEERCLOUD_REAL_NAME_PROVIDER to officer, or to http with a service.",
        )
    elif settings.REAL_NAME_PROVIDER == "http" and not (settings.REAL_NAME_URL and settings.REAL_NAME_SECRET):
        yield Finding(
            "real_name.incomplete",
            Level.ERROR,
            "The real-name service is not told where it is, or by which secret.",
            "Set VOLUNTEERCLOUD_REAL_NAME_URL and VOLUNTEERCLOUD_REAL_NAME_SECRET.",
        )


def backups() -> Iterator[Finding]:
    try:
        newest = manifests.newest(Store(settings.BACKUPS))
    except (Refused, Problem) as refusal:
        yield Finding(
            "backup.unreadable", Level.ERROR, f"Backups cannot be read: {refusal}", "volunteercloud backup list"
        )
        return
    if newest is None:
        yield Finding(
            "backup.none",
            in_real_use(),
            "There is no backup: a broken disk would take everything.",
            "volunteercloud backup, every day (docs/operations/backup.md)",
        )
    elif timezone.now() - newest.ended_at > OLD_BACKUP:
        yield Finding(
            "backup.old",
            in_real_use(),
            f"The newest backup is of {newest.ended_at:%Y-%m-%d %H:%M} UTC.",
            "Look why none was taken since, and take one: volunteercloud backup",
        )
