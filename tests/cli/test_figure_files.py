"""Open data and exports from the command line."""

from datetime import date

import duckdb
import pytest
from click.testing import CliRunner
from django.db import connections
from django.utils import timezone

from tests.domain.statistics.exports.conftest import facts, small
from volunteercloud.cli.commands.statistics import command
from volunteercloud.domain.statistics.exports import writing
from volunteercloud.domain.statistics.models import Progress, Snapshot
from volunteercloud.domain.statistics.open_data.datasets import DATASETS
from volunteercloud.domain.statistics.open_data.publishing import last_over

__all__ = ["facts", "small"]

pytestmark = pytest.mark.django_db

SCOPE = ["--region", "99", "--from", "2026-01", "--to", "2026-03-31"]


@pytest.fixture(autouse=True)
def stay_connected(monkeypatch):
    """A command joins the database and lets go of it; the tests are connected."""
    monkeypatch.setenv("DATABASE_URL", "the one of the tests")
    monkeypatch.setattr(connections["default"], "close", lambda: None)


def run(*words):
    return CliRunner().invoke(command, [str(word) for word in words])


def test_the_months_are_published_once(facts):
    Progress.objects.create(as_of=timezone.now(), swept_until=timezone.now(), recounted_at=timezone.now())
    said = run("snapshot", "--since", "2026-02", "--month", "2026-03")
    assert (said.exit_code, said.stdout) == (0, f"{2 * len(DATASETS)} datasets published\n")
    assert set(Snapshot.objects.values_list("month", flat=True)) == {date(2026, 2, 1), date(2026, 3, 1)}
    assert run("snapshot", "--month", "2026-03").stdout == "0 datasets published\n"
    assert run("snapshot", "--month", "2026-03", "--anew").stdout == "0 datasets published\n"
    run("snapshot")
    assert Snapshot.objects.filter(month=last_over(timezone.localdate())).count() == len(DATASETS)
    assert run("snapshot", "--month", "2026-13").exit_code == 2


def test_an_export_is_written_to_a_file(facts, tmp_path):
    file = tmp_path / "facts.parquet"
    said = run("export", file, *SCOPE)
    ((rows,),) = duckdb.sql(f"SELECT count(*) FROM '{file}'").fetchall()
    assert (said.exit_code, said.stdout) == (0, f"{rows} rows in {file}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["facts.parquet"]
    again = run("export", file, *SCOPE)
    assert (again.exit_code, "exists already" in again.output) == (1, True)


def test_ended_in_the_middle_the_same_command_goes_on(facts, tmp_path, monkeypatch):
    file = tmp_path / "facts.csv"
    steps = iter([True, True])
    whole = writing.Writer.step

    def interrupted(writer):
        if next(steps, None) is None:
            raise KeyboardInterrupt
        return whole(writer)

    with monkeypatch.context() as patched:
        patched.setattr(writing.Writer, "step", interrupted)
        assert run("export", file, *SCOPE).exit_code == 1
    assert (file.exists(), (tmp_path / "facts.csv.part").exists()) == (False, True)
    other = run("export", file, "--from", "2026-01", "--to", "2026-03")
    assert (other.exit_code, "another export" in other.output) == (1, True)
    assert run("export", file, *SCOPE).exit_code == 0
    run("export", tmp_path / "again.csv", *SCOPE)
    assert sorted(file.read_text().splitlines()) == sorted((tmp_path / "again.csv").read_text().splitlines())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--region", "77", "--from", "2026-01", "--to", "2026-02"], 1),
        (["--from", "2026-02", "--to", "2026-01"], 1),
        (["--from", "soon", "--to", "2026-01"], 2),
        (["--from", "2026-02-30", "--to", "2026-03"], 2),
        (["--from", "2026-02", "--to", "9999-12-31"], 2),
    ],
)
def test_what_cannot_be_is_said(facts, tmp_path, words, code):
    said = run("export", tmp_path / "facts.csv", *words)
    assert (said.exit_code, list(tmp_path.glob("facts*"))) == (code, [])
