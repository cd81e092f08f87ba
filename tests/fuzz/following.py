"""Requests that follow from each other's answers: what one makes, the next is about."""

from contextlib import ExitStack
from functools import cache
from random import Random
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize
from schemathesis import Case
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.stateful.control import TransitionController
from schemathesis.generation.stateful.state_machine import APIStateMachine, StepInput, StepOutput

from tests.access import table
from tests.fuzz import asking, links
from volunteercloud.core import memory

# One request in so many is sent by somebody who may, and about things that there are: a chain that breaks off shows nothing more.
WELL_MEANT = 0.9


class Eager(TransitionController):
    """Follows answers as long as there is one to follow; only then does a chain begin with something else."""

    def allow_root_transition(self, source: str, bundles: dict[str, Any]) -> bool:
        answered = {name.partition(" -> ")[0] for name, answers in bundles.items() if answers}
        links = (link for label in answered for link in self.transitions.operations[label].outgoing)
        if any(self.allow_transition(link.source.label, link.target.label) for link in links):
            return False
        return super().allow_root_transition(source, bundles)


def machine(description: dict[str, Any], asked: asking.Asking) -> type[APIStateMachine]:
    """Chains of requests. Each is taken back when it ends; what is wrong is found by ``asked``, and the chain goes on."""
    schema = asking.described(links.linked(description))
    schema.config.phases.stateful.inference.algorithms = []

    class Chain(schema.as_state_machine()):
        @initialize(random=st.randoms(use_true_random=True))
        def begin(self, random: Random) -> None:
            self.random = random

        def setup(self) -> None:
            self.control = Eager(self._transitions, self._root_labels)
            self.taken_back = ExitStack()
            self.taken_back.enter_context(transaction.atomic())
            asked.chains += 1

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.taken_back.close()
            memory.forget_all()
            super().teardown()

        def step(self, given: StepInput) -> StepOutput:
            case, person = given.case, self.random.choice(asking.PEOPLE)
            if self.random.random() < WELL_MEANT:
                well_meant(given, asking.named_for(asked.world, case.operation))
                person = self.random.choice(who_may(case) or asking.PEOPLE)
            asked.followed += given.transition is not None and given.is_applied
            with transaction.atomic():
                response = asked.ask(case, person)
            self.after_call(response, case)
            return StepOutput(response, case)

    return Chain


def well_meant(given: StepInput, named: dict[str, object]) -> None:
    """The body is the example of the description, and ids are of things that there are; what an answer gave stays."""
    case = given.case
    *_, example = asking.examples(case.operation, named)
    if example is not None:
        made_up = case.body if isinstance(case.body, dict) else {}
        told = {name for place, name in given.applied_parameters if place is ParameterLocation.BODY}
        case.body = example | {name: value for name, value in made_up.items() if name in told}
    told = {name for place, name in given.applied_parameters if place is ParameterLocation.PATH}
    case.path_parameters.update(
        {name: str(named[name]) for name in case.path_parameters if name in named.keys() - told}
    )


@cache
def allowed() -> dict[str, dict[str, str]]:
    return table.read()


def who_may(case: Case) -> list[str]:
    signs = allowed()[f"{case.method} api:{case.operation.definition.raw['operationId']}"]
    return [person for person in asking.PEOPLE if signs[person] == "+"]
