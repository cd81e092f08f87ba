"""What other areas keep beside the rows, counted and built by their own functions; each step once, in this order."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

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

from .chunks import TABLES
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


def run(nation: Nation, *, is_sealed: bool, at: datetime) -> None:
    steps: dict[str, tuple[str, Callable[[Step], None]]] = {
        "analyze": ("Analysis of the tables", _analyze),
        "figures": ("Figures of organizations", lambda step: _count_figures(step, at)),
        "needs": ("Figures of needs", lambda step: _count_needs(step, at)),
        "index": ("Index of search", lambda _step: indexing.build()),
        "statistics": ("Statistics", lambda step: _count_statistics(step, at)),
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
        cursor.execute(f"ANALYZE {', '.join(sorted(TABLES))}")


def _count_figures(step: Step, at: datetime) -> None:
    step.result = f"{figures.count(actor=BUILDER, whole=True, at=at):,} organizations"


def _count_needs(_step: Step, at: datetime) -> None:
    figuring.count_figures(actor=BUILDER, whole=True, at=at)


def _count_statistics(step: Step, at: datetime) -> None:
    """A first count joins what it counts with tables that were found empty: never by asking them row by row."""
    with connection.cursor() as cursor:
        cursor.execute("SET enable_nestloop = off")
    found = recounting.recount(actor=BUILDER, at=at, tell=step)
    with connection.cursor() as cursor:
        cursor.execute("RESET enable_nestloop; ANALYZE")
    step.result = f"{found.people:,} people, {found.facts:,} records"


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
