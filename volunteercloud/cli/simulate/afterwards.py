"""What other areas keep beside the rows, counted and built by their own functions; each step once, in this order."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from volunteercloud.cli import indexing, progress
from volunteercloud.cli.progress import Step
from volunteercloud.core import keys
from volunteercloud.core.actor import system
from volunteercloud.domain.figures import actions as figures
from volunteercloud.domain.identity import actions as identity
from volunteercloud.domain.identity.models import Account, OfficerGrant
from volunteercloud.domain.log.actions import bulk
from volunteercloud.domain.needs.actions import figuring
from volunteercloud.domain.statistics import recounting
from volunteercloud.domain.statistics.models import PersonFact, Progress, ServiceFact
from volunteercloud.domain.statistics.recounting import pieces

from . import bindings, chunks, facts
from .loading import AT_ONCE
from .nation import Nation

BUILDER = system("simulate")
# One who serves much, among the first people; and somebody else.
BUSIEST = """
    SELECT volunteer_id FROM records_recordhead
    WHERE volunteer_id BETWEEN simulation.id(1, 0) AND simulation.id(1, 2000) AND whereabouts = 'here'
    GROUP BY volunteer_id ORDER BY count(*) DESC, volunteer_id LIMIT 2"""
DONE = "SELECT (facts ->> 'seconds')::float8 FROM simulation.done WHERE step = %s"
NOTE = """
    INSERT INTO simulation.done (step, number, facts) VALUES (%s, 0, json_build_object('seconds', %s::float8))
    ON CONFLICT (step, number) DO UPDATE SET facts = EXCLUDED.facts"""
MEMORY = "SET work_mem = '128MB'; SET maintenance_work_mem = '256MB'"


def run(url: str, nation: Nation, *, is_sealed: bool, at: datetime) -> None:
    steps: dict[str, tuple[str, Callable[[Step], None]]] = {
        "keys": ("Keys and indexes", lambda _step: bindings.fasten(url)),
        "analyze": ("Analysis of the tables", _analyze),
        "figures": ("Figures of organizations", lambda step: _count_figures(step, at)),
        "needs": ("Figures of needs", lambda step: _count_needs(step, at)),
        "index": ("Index of search", lambda _step: indexing.build()),
        "statistics": ("Statistics", lambda step: _count_statistics(step, nation, url)),
    }
    if is_sealed:
        steps["seal"] = "Public log", lambda step: _seal(step, nation, at)
    steps["sign-ins"] = "Sign-ins", lambda _step: _open_accounts(at)
    with connection.cursor() as cursor:
        cursor.execute(MEMORY)
    for name, (title, work) in steps.items():
        if seconds_of(name) is None:
            with _timed(name), progress.step(title) as step:
                work(step)


def seconds_of(step: str) -> float | None:
    """How long a step took, None while it is not done."""
    with connection.cursor() as cursor:
        cursor.execute(DONE, [step])
        found = cursor.fetchone()
    return found[0] if found else None


def sign_ins() -> dict[str, tuple[str, str]]:
    """By role: address and password. The passwords are this installation's own."""
    return {role: (f"{role}@simulated.example", _password(role)) for role in ("volunteer", "officer")}


def _password(role: str) -> str:
    return keys.mac("simulate", role.encode(), 8).hex()


@contextmanager
def _timed(name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [name, time.perf_counter() - began])


def _analyze(_step: Step) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(sorted(chunks.TABLES))}")


def _count_figures(step: Step, at: datetime) -> None:
    step.result = f"{figures.count(actor=BUILDER, whole=True, at=at):,} organizations"


def _count_needs(_step: Step, at: datetime) -> None:
    figuring.count_figures(actor=BUILDER, whole=True, at=at)


def _count_statistics(step: Step, nation: Nation, url: str) -> None:
    """Add up what the chunks came to, by as many sessions as wrote them. The figures are those of the last day."""
    people, records = PersonFact.objects.count(), ServiceFact.objects.count()
    if not Progress.objects.filter(recounted_at__isnull=False).exists():
        with chunks.session(url) as session:
            pieces.begin_cells(session, facts.PARTS)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _done in pool.map(partial(_make_cells, url), pieces.of_cells(facts.PARTS)):
                pass
        until = timezone.make_aware(datetime.combine(nation.until, datetime.min.time()))
        recounting.conclude(actor=BUILDER, people=people, facts=records, at=until)
    with chunks.session(url) as session:
        pieces.forget(session, facts.PARTS)
        session.execute("ANALYZE")
    step.result = f"{people:,} people, {records:,} records"


def _make_cells(url: str, statements: list[str]) -> None:
    with chunks.session(url) as session, session.transaction():
        session.execute(f"SET LOCAL work_mem = '{recounting.WORK_MEMORY}'".encode())
        for statement in statements:
            session.execute(statement.encode())


def _seal(step: Step, nation: Nation, at: datetime) -> None:
    leaves = sum(chunk.leaves for chunk in nation.chunks())
    bulk.take_places(leaves)
    began = time.perf_counter()
    bulk.integrate_many(at, tell=step)
    step.result = f"{leaves:,} leaves, {leaves / (time.perf_counter() - began):,.0f} a second"


@transaction.atomic
def _open_accounts(at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BUSIEST)
        found = [person for (person,) in cursor.fetchall()]
    for (role, (address, password)), person in zip(sign_ins().items(), found, strict=True):
        Account.objects.filter(id=person).update(email=address, password=make_password(password))
        EmailAddress.objects.get_or_create(user_id=person, email=address, defaults={"verified": True, "primary": True})
        if role == "officer" and not OfficerGrant.objects.filter(account_id=person).exists():
            identity.grant_office(actor=BUILDER, account_id=person, region_code=None, at=at)
