"""What every test may ask for. Factories of an area stand in the tests of that area."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings

from volunteercloud.cli import database
from volunteercloud.core import actor as actors
from volunteercloud.core import memory
from volunteercloud.core.actor import Actor


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--forbid-skips", action="store_true", help="a skipped test makes the run fail")


def pytest_configure() -> None:
    # Pages are tested without collected files, accounts without the cost that protects real passwords.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Properties are tested by what they find, not by how long it takes on a busy machine.
    hypothesis.settings.register_profile("here", deadline=None)
    hypothesis.settings.load_profile("here")


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--forbid-skips") and reporter.stats.get("skipped") and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """The embedded PostgreSQL runs for as long as the tests do, unless `DATABASE_URL` names another."""
    with database.joined():
        yield


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Tests take back what they wrote; what a process remembers of reference tables must go with it."""
    memory.forget_all()


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
