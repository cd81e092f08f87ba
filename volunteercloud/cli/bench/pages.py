"""Pages asked by one client, over and over: how long the slowest of a hundred takes, and what one costs on the processor."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import psutil
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from volunteercloud.cli.bench import load, report
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.cli.bench.serving import Site
from volunteercloud.cli.problem import Problem
from volunteercloud.core.sessions import SessionStore
from volunteercloud.domain.identity.models import Account
from volunteercloud.web.accounts import proving, sessions

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WARM_UP = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A page under a name, with the addresses by which it is asked in turn."""

    name: str
    addresses: Sequence[str]


@dataclass(frozen=True, slots=True)
class Most:
    """What one page may take, and what it may cost the site and its database together, in seconds."""

    seconds: float
    cpu: float


def p99(site: Site, asked: Asked, cookie: str, times: int) -> float:
    """Of a hundred the slowest, in seconds."""
    said = [_request(asked.addresses[place % len(asked.addresses)], cookie) for place in range(times)]
    _warm_up(site, said)
    return slowest([reply.seconds for reply in _answered(site, asked, said)])


def ask(site: Site, asked: Asked, cookie: str, times: int, most: Most) -> list[Figure]:
    said = [_request(asked.addresses[place % len(asked.addresses)], cookie) for place in range(times)]
    _warm_up(site, said)
    before = site.cpu_seconds() + database_seconds()
    replies = _answered(site, asked, said)
    cpu = (site.cpu_seconds() + database_seconds() - before) / times
    slow = slowest([reply.seconds for reply in replies])
    return [
        figure(f"{asked.name}, p99", slow * 1000, "ms", target=report.at_most(most.seconds * 1000)),
        figure(f"{asked.name}, CPU of site and database", cpu * 1000, "ms", target=report.at_most(most.cpu * 1000)),
    ]


def _warm_up(site: Site, said: Sequence[bytes]) -> None:
    """Over so many connections that each worker gets some."""
    load.keep_busy(site.port, [load.ready(one) for one in said[:WARM_UP]] * 4, connections=8)


def _answered(site: Site, asked: Asked, said: Sequence[bytes]) -> list[load.Reply]:
    replies, _took = load.keep_busy(site.port, [load.ready(one) for one in said], connections=1)
    if failed := [reply for reply in replies if reply.status != 200]:
        raise Problem(f"{asked.name}: {len(failed)} of {len(said)} failed.", f"The first answered {failed[0].status}.")
    return replies


def slowest(seconds: Sequence[float]) -> float:
    """Of a hundred the slowest."""
    return sorted(seconds)[min(len(seconds) - 1, len(seconds) * 99 // 100)]


def statements(address: str, cookie: str = "") -> int:
    """How many statements a page takes, but for the one in ten that settles how often somebody asked."""
    client = Client(headers={"Cookie": cookie, "Host": load.HOST})
    client.get(address)  # what a process remembers is remembered then
    return min(_statements(client, address) for _turn in range(2))


def _statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        if client.get(address).status_code != 200:
            raise Problem(f"{address} does not answer.", "Ask for it with a browser.")
    return len(captured)


def signed_in(account_id: UUID) -> str:
    """The cookie of somebody who is signed in, with a second step."""
    account = Account.objects.get(id=account_id)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session[proving.STEPPED] = True
    sessions.begin(session, account)
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def database_seconds() -> float:
    """What the processes of PostgreSQL on this machine have used, in user and system time; of workers that have ended too,
    which the server they belonged to counts as its children."""
    servers = (process.info for process in psutil.process_iter(["name", "cpu_times"]))
    return sum(sum(info["cpu_times"][:4]) for info in servers if info["name"] == "postgres" and info["cpu_times"])


def _request(path: str, cookie: str) -> bytes:
    said = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: {load.HOST}\r\nAccept-Language: zh-CN\r\n{said}\r\n".encode()
