"""Tests against mutants: collected and run once to learn what covers what, then a forked process each that one change.

The parent keeps the test database and what is imported; a child gets the changed code into the functions that
are there, asks the database by a connection of its own, runs the tests that reach the change, the quickest first, and ends with
the first that fails. Nothing is written to a file.
"""

import functools
import gc
import inspect
import os
import re
import resource
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import coverage
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections
from pytest_django.plugin import blocking_manager_key

from tests import tables
from tools.mutants.changes import Mutant

KILLED, SURVIVED, OUT_OF_TIME, UNTOUCHED, IMPOSSIBLE = "killed", "survived", "out of time", "no test", "impossible"
PASSED, FAILED, NOT_DONE = 0, 1, 2
PATIENCE_SECONDS = 60  # of processor time for one mutant: tests that would begin later are left out
LONGEST_SECONDS = 300  # by the clock: who is still at it waits for what never comes

Change = Callable[[], bool]


@dataclass
class Known:
    """What each test takes, and which tests reach which line of a file."""

    items: dict[str, pytest.Item] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    reached: dict[str, dict[int, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))

    def of(self, mutant: Mutant) -> list[pytest.Item]:
        """The tests that reach a mutant, the quickest first."""
        if mutant.name:
            names = self.naming(mutant.name)
        else:
            lines = self.reached[str(mutant.path.resolve())]
            names = {name for line in range(mutant.first, mutant.last + 1) for name in lines.get(line, ())}
        return [self.items[name] for name in sorted(names - self.failed, key=lambda name: self.seconds[name])]

    def naming(self, word: str) -> set[str]:
        """The tests that reach a line with that word."""
        found: set[str] = set()
        for path, lines in self.reached.items():
            text = Path(path).read_text()
            if word in text:
                rows = text.splitlines()
                found |= {
                    name for line, names in lines.items() if re.search(rf"\b{word}\b", rows[line - 1]) for name in names
                }
        return found


class Nothing:
    """The next test where only what the whole session set up shall stay."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session

    def listchain(self) -> list[pytest.Session]:
        return [self.session]


class Mutating:
    """``area`` names the one whose promises are dropped from the database one at a time, if any."""

    def __init__(self, mutants: list[Mutant], area: str, source: str) -> None:
        self.mutants, self.area, self.source = mutants, area, source
        self.known = Known()
        self.outcomes: list[tuple[str, str, float]] = []

    def run(self, session: pytest.Session) -> None:
        self.known.items = {item.nodeid: item for item in session.items}
        self.learn(session)
        session._setupstate.teardown_exact(Nothing(session))
        with session.config.stash[blocking_manager_key].unblock():
            self.kept = tables.kept() if connection.settings_dict["NAME"].startswith("test_") else None
            self.try_all()

    def try_all(self) -> None:
        with tempfile.NamedTemporaryFile("r") as told:
            passed = [item for name, item in self.known.items.items() if name not in self.known.failed]
            self.in_a_child(passed, lambda: True, Noting(told.name), patience=None)
            self.known.failed.update(told.read().splitlines())
        tell(f"{len(self.known.items)} tests; fail without a change, and are left out: {sorted(self.known.failed)}")
        functions = by_code()
        for number, mutant in enumerate(self.mutants, 1):
            outcome, seconds = self.tried(mutant, functions)
            self.outcomes.append((outcome, str(mutant), seconds))
            tell(f"{number}/{len(self.mutants)} {outcome} {seconds:.1f} s {mutant}")
        for table, name in constraints(self.area):
            outcome, seconds = self.without(table, name)
            self.outcomes.append((outcome, f"{table}: {name} dropped", seconds))
            tell(f"{outcome} {seconds:.1f} s {table}: {name} dropped")

    def learn(self, session: pytest.Session) -> None:
        """Run everything once, each test as a context of its own."""
        measured = coverage.Coverage(data_file=None, source=[self.source], config_file=False, branch=False)
        watching = Watching(self.known)
        session.config.pluginmanager.register(watching)
        measured.start()
        for place, item in enumerate(session.items):
            measured.switch_context(item.nodeid)
            began = time.monotonic()
            nextitem = session.items[place + 1] if place + 1 < len(session.items) else session.items[0]
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=nextitem)
            self.known.seconds[item.nodeid] = time.monotonic() - began
        measured.stop()
        session.config.pluginmanager.unregister(watching)
        data = measured.get_data()
        for path in data.measured_files():
            for line, contexts in data.contexts_by_lineno(path).items():
                self.known.reached[path][line] = {name for name in contexts if name}

    def tried(self, mutant: Mutant, functions: dict[tuple[str, str], list[FunctionType]]) -> tuple[str, float]:
        tests = self.known.of(mutant)
        if not tests:
            return UNTOUCHED, 0.0
        return self.in_a_child(tests, lambda: applied(mutant, functions))

    def without(self, table: str, name: str) -> tuple[str, float]:
        """Whether a test notices that the database promises less."""
        words = re.compile(rf"\b{re.escape(name)}\b")
        good = [item for item in self.known.items.values() if item.nodeid not in self.known.failed]
        tests = sorted(good, key=lambda item: (-_named(item, words), self.known.seconds[item.nodeid]))
        with dropped(table, name) as is_gone:
            return self.in_a_child(tests, lambda: True) if is_gone else (IMPOSSIBLE, 0.0)

    def in_a_child(
        self, tests: list[pytest.Item], change: Change, noting: Any = None, patience: float | None = PATIENCE_SECONDS
    ) -> tuple[str, float]:
        connections.close_all()
        child = os.fork()
        if not child:
            _be_a_child(tests, change, noting or Noting(), patience)
        outcome, seconds = waited(child, patience and LONGEST_SECONDS)
        if outcome == OUT_OF_TIME and self.kept:
            self.kept.bring_back()  # it may have committed something, and took nothing back
        return outcome, seconds


def _named(item: Any, words: re.Pattern[str]) -> int:
    """How near a test stands to something that is named: by itself or what it is given, in its file, or not at all."""
    own = f"{inspect.getsource(item.function)}{getattr(item, 'callspec', None)}"
    return 2 if words.search(own) else 1 if words.search(item.path.read_text()) else 0


class Watching:
    """Which tests fail without any change, and are no witnesses."""

    def __init__(self, known: Known) -> None:
        self.known = known

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed or report.skipped:
            self.known.failed.add(report.nodeid)


class Noting:
    """Whether a test has failed; into a file, where somebody wants all names."""

    def __init__(self, path: str = "") -> None:
        self.path = path
        self.has_failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self.path:
            with Path(self.path).open("a") as names:
                names.write(f"{report.nodeid}\n")
        elif report.failed:
            self.has_failed = True


def _be_a_child(tests: list[pytest.Item], change: Change, noting: Noting, patience: float | None) -> None:
    """Each test to its end, so that what it committed is taken back; up to the first that has failed."""
    try:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        if not change():
            os._exit(NOT_DONE)
        session = tests[0].session
        session.config.pluginmanager.register(noting)
        began = time.process_time()
        if patience:  # a test that never ends
            most = round(began + 2 * patience)
            resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        for test in tests:
            if noting.has_failed or (patience and time.process_time() - began > patience):
                break
            session.config.hook.pytest_runtest_protocol(item=test, nextitem=Nothing(session))
        os._exit(FAILED if noting.has_failed else PASSED)
    except BaseException:
        os._exit(NOT_DONE)


def waited(child: int, longest: float | None) -> tuple[str, float]:
    """What became of it. Who neither passes nor fails is ended: a loop without an end, a lock that nobody lets go."""
    began = time.monotonic()
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        seconds = time.monotonic() - began
        if ended:
            told = {PASSED: SURVIVED, FAILED: KILLED, -signal.SIGKILL: OUT_OF_TIME, -signal.SIGXCPU: OUT_OF_TIME}
            return told.get(os.waitstatus_to_exitcode(status), IMPOSSIBLE), seconds
        if longest and seconds > longest:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return OUT_OF_TIME, seconds
        time.sleep(0.01)


def by_code() -> dict[tuple[str, str], list[FunctionType]]:
    """The functions that live in this process, those inside of decorators among them, by file and qualified name."""
    found = defaultdict(list)
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType):
            found[thing.__code__.co_filename, thing.__code__.co_qualname].append(thing)
    return found


def applied(mutant: Mutant, functions: dict[tuple[str, str], list[FunctionType]]) -> bool:
    """Put the changed code where the unchanged is. False where it does not fit there."""
    code = mutant.compiled()
    if mutant.name:
        return given_value(mutant, code)
    changed = [one for one in codes(code) if one.co_qualname == mutant.function]
    living = functions[str(mutant.path.resolve()), mutant.function]
    if not living or len(changed) != 1 or any(one.__code__.co_freevars != changed[0].co_freevars for one in living):
        return False
    for function in living:
        function.__code__ = changed[0]
    forget_what_is_cached(str(mutant.path.resolve()))
    return True


def codes(code: CodeType) -> Iterator[CodeType]:
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield part
            yield from codes(part)


def given_value(mutant: Mutant, code: CodeType) -> bool:
    """A value of the module: changed there and wherever it was imported from there."""
    modules = list(sys.modules.values())
    home = next((one for one in modules if getattr(one, "__file__", None) == str(mutant.path.resolve())), None)
    if home is None:
        return False
    before, scope = vars(home)[mutant.name], dict(vars(home))
    exec(code, scope)  # noqa: S102  a statement of ours with one word changed
    for module in modules:
        if vars(module).get(mutant.name) is before:
            setattr(module, mutant.name, scope[mutant.name])
    return True


def forget_what_is_cached(path: str) -> None:
    """Answers that functions of this file keep are those of the code before."""
    for thing in gc.get_objects():
        if isinstance(thing, functools._lru_cache_wrapper):
            code = getattr(thing.__wrapped__, "__code__", None)
            if code and code.co_filename == path:
                thing.cache_clear()


def constraints(area: str) -> Iterator[tuple[str, str]]:
    """Table and name of each."""
    for model in apps.get_app_config(area).get_models() if area else ():
        yield from ((model._meta.db_table, constraint.name) for constraint in model._meta.constraints)


@contextmanager
def dropped(table: str, name: str) -> Iterator[bool]:
    """Without a constraint or a unique index of the test database. False where others rest on it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name])
        is_constraint = bool(found := cursor.fetchall())
        if not is_constraint:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name])
            found = cursor.fetchall()
        ((definition,),) = found
        thing = f'TABLE "{table}" DROP CONSTRAINT' if is_constraint else "INDEX"
        try:
            cursor.execute(f'ALTER {thing} "{name}"' if is_constraint else f'DROP {thing} "{name}"')
        except DatabaseError:
            yield False
            return
        connection.close()
        yield True
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}' if is_constraint else definition)


def tell(line: str) -> None:
    """Beside what pytest says, also where that is captured."""
    with Path(os.environ["MUTANTS_TOLD"]).open("a") as told:
        told.write(f"{line}\n")
