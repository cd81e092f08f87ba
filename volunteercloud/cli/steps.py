"""The steps of setting up. Each looks first whether there is anything to do: a second start does next to nothing."""

import hashlib
import time
from pathlib import Path

import click
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from volunteercloud.cli import indexing, progress, texts
from volunteercloud.cli.demo import build as demo
from volunteercloud.cli.problem import Problem
from volunteercloud.core import fonts
from volunteercloud.core.actor import system
from volunteercloud.domain.codes import loading as codes
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.regions import loading as regions
from volunteercloud.domain.search.models import Word
from volunteercloud.domain.statistics import population, recounting, wages
from volunteercloud.domain.upkeep import actions as upkeep

SETUP = system("setup")
# For so long everybody else may have to wait behind a change of a table; then comes a pause in which they do not.
LOCK_SECONDS = 3
LOCK_PAUSE_SECONDS = 5.0
LOCK_TRIES = 40


def migrate() -> None:
    """Bring the tables up to date while an older version serves: a change that waits for a table makes everybody else wait
    behind it, so it gives way after some seconds and is tried again. What an index waits for, it waits for beside them."""
    executor = MigrationExecutor(connection)
    pending = [migration for migration, _is_backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if not pending:
        return
    with progress.step("Tables") as step:
        if not executor.loader.applied_migrations:
            call_command("migrate", verbosity=0, interactive=False)
        else:
            for migration in pending:
                _apply(migration)
        step.result = f"{len(pending)} migrations"


def _apply(migration: Migration) -> None:
    """One migration, in a transaction or in steps that wait for others without stopping them."""
    for _try in range(LOCK_TRIES):
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS if migration.atomic else 0}s'")
            call_command("migrate", migration.app_label, migration.name, verbosity=0, interactive=False)
            break
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            time.sleep(LOCK_PAUSE_SECONDS)
    else:
        raise Problem(
            f"The tables that {migration} changes were in use for minutes.",
            "Look for what holds them (pg_stat_activity, the oldest xact_start), then try again; what is done stays done.",
        )
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


def note_keys() -> None:
    """By which master keys this database is sealed, so that another one is told apart before it seals anything."""
    upkeep.note_keys(actor=SETUP, at=timezone.now())


def compile_messages() -> None:
    for source in texts.stale():
        with progress.step(f"Texts {source.parent.parent.name}") as step:
            step.result = f"{texts.compile_one(source)}"


def load_regions(*, with_demo: bool = False) -> None:
    """The administrative divisions of China; for the demo city the made-up province it stands in, too."""
    with progress.step("Administrative divisions") as step:
        changes = regions.load(step)
        step.result = f"{changes.added:,} added, {changes.changed:,} changed, {changes.retired:,} retired"
    if with_demo:
        regions.load_demo()
    if changes.total:
        recounting.forget_tables()
        with progress.step("Places of the figures") as step:
            found = recounting.follow_regions(actor=SETUP, at=timezone.now(), tell=step)
            step.result = f"{found.places:,} codes count elsewhere than before" if found else "nothing is counted yet"


def load_numbers(*, with_demo: bool = False) -> None:
    """Residents and the value of an hour: the census and the values of 2024; made-up ones for the demo province."""
    with progress.step("Residents and wages") as step:
        found = [population.load(population.CENSUS.read_bytes()), wages.load(wages.TIME_VALUES.read_bytes())]
        if with_demo:
            found += [population.load(population.DEMO.read_bytes()), wages.load(wages.DEMO.read_bytes())]
        step.result = f"{sum(each.written for each in found):,} written"


def load_codes() -> None:
    with progress.step("Code lists") as step:
        changes = codes.load(step)
        step.result = f"{changes.added:,} added, {changes.changed:,} changed"


def unpack_fonts() -> None:
    """The typefaces of certificates: now, so that the first person who asks for one does not wait for them."""
    if not all((settings.DATA / "fonts" / name).exists() for name in fonts.FILES):
        with progress.step("Typefaces of certificates"):
            fonts.folder()


def build_demo() -> None:
    """The demo city, never beside real people."""
    if demo.is_built():
        return
    if Account.objects.exists():
        progress.say("People have registered here already: the demo city is not built among them")
        return
    settings.DEMO = True  # its document numbers, which belong to no province, count, and its papers are specimens
    with progress.step("Demo city") as step:
        step.result = f"{demo.build(step):,} service records"


def build_index() -> None:
    """What was published before there was an index, and the words that one may mistype; only while they are not there."""
    if not Word.objects.exists():
        indexing.build()


def show_sign_ins() -> None:
    """On standard output, one a role; nothing where there is no demo city."""
    for role, address in demo.sign_ins().items():
        click.echo(f"{role:<12} {address:<32} {demo.PASSWORD}")


def collect_static() -> None:
    """Style sheets, scripts and pictures, named after their content; only where one of them changed."""
    if settings.DEBUG:
        return
    stamp = settings.DATA / "static.stamp"
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    with progress.step("Static files"):
        # What is there stays: sites that still run hand it out, and pages that are open ask for it.
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda entry: entry[0]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
