"""Requests that nobody thought of: made by schemathesis from the description of the API, about the things of one world."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi import checks

from tests.access.world import World
from volunteercloud.core import memory

log = logging.getLogger("volunteercloud.fuzz")

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
# A volunteer, who serves; who runs the organization and who works for it; officers of its region and of the one above; somebody
# from elsewhere; and who has no key.
PEOPLE = ("subject", "owner", "coordinator", "same", "above", "stranger", "nobody")
ASKING = 3
# The most that any request may ask of the database, whatever it says: what hangs on one machine is slow on all.
MOST_STATEMENTS = 400
SLOW_SECONDS = 1.0
# What took longer is asked again: what was slow each time is slow, and the rest waited for others on the machine.
TIMES_ASKED = 3


def described(schema: dict[str, Any]) -> BaseSchema:
    """The API of this process. The keys of requests are ours to choose, so none is made up."""
    found = schemathesis.openapi.from_dict(schema)
    found.app = get_wsgi_application()
    found.config.generation.with_security_parameters = False
    return found


@contextmanager
def connection_kept() -> Iterator[None]:
    """A request does not close the connection whose transaction holds the world."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@dataclass(slots=True)
class Asking:
    """Asks, looks at what was answered, and goes on: ``findings`` has the first of each kind, by operation. Of what was asked
    in ``chains``, ``followed`` counts what an answer before it gave an id to."""

    world: World
    keys: dict[str, str]
    findings: dict[str, str] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    chains: int = 0
    followed: int = 0
    statements: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)

    def ask(self, case: Case, person: str) -> Response:
        """What was answered. Its writes stay until who called takes them back."""
        label = case.operation.label
        with connection.execute_wrapper(counted := Statements()):
            response = self._sent(case, person)
        self.answers[response.status_code] += 1
        self.statements[label] = max(self.statements[label], counted.count)
        for what, said in self._wrong(case, person, response, counted.count):
            self.found(f"{label}: {what}", f"{person}: {said}\n{case.as_curl_command()}")
        return response

    def ask_and_take_back(self, case: Case, person: str) -> None:
        """What is slow is told and no finding, as a machine that is busy with something else is slow at everything."""
        label, fastest = case.operation.label, self._seconds_taken(case, person)
        if fastest > SLOW_SECONDS:
            fastest = min(self._seconds_taken(case, person) for _ in range(TIMES_ASKED))
        self.slowest[label] = max(self.slowest.get(label, 0), fastest)
        if fastest > SLOW_SECONDS:
            log.warning("%s: slow: %s: %.1f s\n%s", label, person, fastest, case.as_curl_command())

    def found(self, what: str, said: str) -> None:
        """The first of a kind is told at once: whoever waits for an hour learns of it before that."""
        if what not in self.findings:
            self.findings[what] = said
            log.warning("%s: %s", what, said)

    def _seconds_taken(self, case: Case, person: str) -> float:
        before = time.monotonic()
        with transaction.atomic():
            self.ask(case, person)
            seconds = time.monotonic() - before
            transaction.set_rollback(True)
        if case.method != "GET":
            memory.forget_all()  # of what was taken back
        return seconds

    def _sent(self, case: Case, person: str) -> Response:
        key = self.keys.get(person)
        return case.call(headers={"Authorization": f"Bearer {key}"} if key else {})

    def _wrong(self, case: Case, person: str, response: Response, statements: int) -> Iterator[tuple[str, str]]:
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                yield type(failure).__name__, str(failure)
        if self._got_in(case, person, response.status_code):
            yield "open to nobody", str(response.status_code)
        if statements > MOST_STATEMENTS:
            yield "too many statements", str(statements)

    def _got_in(self, case: Case, person: str, status: int) -> bool:
        """Whether something answered who has no key that it knows."""
        return person == "nobody" and not _is_public(case.operation) and status not in {401, 404}


class Statements:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *asked: Any) -> Any:
        self.count += 1
        return execute(*asked)


def questions(
    operation: APIOperation, named: dict[str, Any], people: tuple[str, ...] = PEOPLE
) -> st.SearchStrategy[tuple[Case, list[str]]]:
    """A request and who send it, each as if no other had. Half of what is made up is about things that there are, and most of
    those bodies are the example of the description, but for one member or for none: what is wrong everywhere is turned away at
    the door and shows nothing."""
    made_up = st.one_of([operation.as_strategy(mode) for mode in GenerationMode])
    bodies = examples(operation, named)

    @st.composite
    def question(draw: st.DrawFn) -> tuple[Case, list[str]]:
        case = draw(made_up)
        if draw(st.booleans()):
            about_the_world(case, named)
            example = draw(st.sampled_from(bodies))
            if isinstance(example, dict):
                members = [None, *(case.body if isinstance(case.body, dict) else ())]
                changed = draw(st.sampled_from(members))
                case.body = example if changed is None else example | {changed: case.body[changed]}
        return case, draw(st.permutations(people))[:ASKING]

    return question()


def about_the_world(case: Case, named: dict[str, Any]) -> None:
    """What the address, the query and the body name by an id becomes something that there is."""
    for part in (case.path_parameters, case.query, case.body):
        if isinstance(part, dict):
            is_address = part is case.path_parameters
            part.update(
                {name: str(named[name]) for name in part if name in named and (is_address or name.endswith("_id"))}
            )


def named_for(world: World, operation: APIOperation) -> dict[str, Any]:
    return world.named | world.instead.get(f"api:{operation.definition.raw['operationId']}", {})


def examples(operation: APIOperation, named: dict[str, Any]) -> list[Any]:
    """No example at all, as often as the one of the description."""
    content = operation.definition.raw.get("requestBody", {}).get("content", {}).get("application/json", {})
    example = content.get("example")
    if not isinstance(example, dict):
        return [None]
    return [
        None,
        {name: str(named[name]) if name.endswith("_id") and name in named else said for name, said in example.items()},
    ]


def _is_public(operation: APIOperation) -> bool:
    return {} in operation.definition.raw.get("security", [{}])
