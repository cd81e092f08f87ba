"""What every test may ask for. Factories of an area stand in the tests of that area."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext

from tests import tables
from tests.environment import NEEDS_CITUS
from volunteercloud.cli import database
from volunteercloud.core import actor as actors
from volunteercloud.core import memory, press
from volunteercloud.core.actor import Actor

TABLES = pytest.StashKey[str]()
SEALED = ("log_leaf", "log_checkpoint", "records_servicerecord", "objections_ruling")
ACCOUNT = "account_of_a_test"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--forbid-skips", action="store_true", help="a skipped test makes the run fail")
    parser.addoption("--write-costs", action="store_true", help="write tests/access/costs.txt as it is measured")


def pytest_configure() -> None:
    # Pages are tested without collected files, accounts without the cost that protects real passwords.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # What is asked often in tests is asked by one address and the same few people; tests of limits set their own.
    settings.LIMITS = None
    # So are people put into sessions without proving anything; tests of that ask for it.
    settings.TWO_STEP, settings.STEP_UP_SECONDS = frozenset(), 0
    # A press that starts while everything else does takes its time; tests of its patience set their own.
    press.PRINTING_SECONDS = 600
    # On a distributed database a request that asks every machine fails, unless its code says that it may.
    settings.FAN_OUT = "error"
    # Properties are tested by what they find, not by how long it takes on a busy machine.
    hypothesis.settings.register_profile("here", deadline=None)
    hypothesis.settings.load_profile("here")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Where workers share the tests, who started them keeps the database, from before their start until after their end."""
    if session.config.getoption("dist", "no") == "no":
        return
    kept = ExitStack()
    session.config.add_cleanup(kept.close)
    server = kept.enter_context(database.joined())
    if server:
        os.environ["DATABASE_URL"] = server.url
    session.config.stash[TABLES] = tables.made(os.environ["DATABASE_URL"], anew=session.config.getoption("create_db"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """What a worker is told."""
    node.workerinput["tables"] = node.config.stash[TABLES]


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    is_forbidden = reporter and session.config.getoption("--forbid-skips")  # a worker has none: all is reported to one
    skipped = reporter.stats.get("skipped", []) if is_forbidden else []
    if any(NEEDS_CITUS not in str(report.longrepr) for report in skipped) and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_createdb: bool, request: pytest.FixtureRequest
) -> Iterator[None]:
    """The embedded PostgreSQL runs for as long as the tests do, unless `DATABASE_URL` names another."""
    told = getattr(request.config, "workerinput", {})
    with database.joined() as server:
        address = server.url if server else os.environ["DATABASE_URL"]
        template = told.get("tables") or tables.made(address, anew=django_db_createdb)
        connection.settings_dict["TEST"] |= {"TEMPLATE": template, "MIGRATE": False}
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """After a test that really committed tables are as its first one found them: as migrations left them."""
    with django_db_blocker.unblock():
        kept = tables.kept()

    def brought_back(_case: TransactionTestCase) -> None:
        kept.bring_back()

    TransactionTestCase._fixture_teardown = brought_back


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Tests take back what they wrote; what a process remembers of reference tables must go with it."""
    memory.forget_all()


@pytest.fixture
def django_assert_num_queries(django_assert_num_queries: Any) -> Any:
    """Bounds of statements are those of one PostgreSQL. A distributed database is held to something else, everywhere: no
    statement of a request asks all machines; and people are locked there one after the other."""
    return _counted if settings.DISTRIBUTED else django_assert_num_queries


@pytest.fixture
def django_assert_max_num_queries(django_assert_max_num_queries: Any) -> Any:
    return _counted if settings.DISTRIBUTED else django_assert_max_num_queries


def _counted(_bound: int, **_named: Any) -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)


@pytest.fixture
def as_the_account(db: None) -> Callable[[], None]:
    """From its call on, statements are those of the account of the site. A distributed database is tested by a superuser, who
    may change what is sealed: there, what is sealed is given to an ordinary role."""
    if not settings.DISTRIBUTED:
        return lambda: None
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ACCOUNT}")
        for table in SEALED:
            cursor.execute(f"ALTER TABLE {table} OWNER TO {ACCOUNT}")

    def become() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {ACCOUNT}")

    return become


@pytest.fixture
def at() -> datetime:
    """A Saturday morning in Shanghai, on which most of what is tested happens."""
    return datetime(2026, 5, 16, 1, 0, tzinfo=UTC)


@pytest.fixture
def system() -> Actor:
    return actors.system("tests")


@pytest.fixture
def log_files(settings: Any, tmp_path: Path) -> Path:
    """A folder for the files of the public log that goes with the test, as its rows do."""
    settings.LOG_FILES = tmp_path / "log"
    return settings.LOG_FILES
