import importlib
import inspect

import pytest
from django.db.transaction import Atomic

from tests.architecture.areas import AREAS, DOMAIN

# The entry in the trail and the leaf in the log are parts of an action, not actions of their own; the sequencer is
# several transactions by design.
NOT_ACTIONS = {
    "volunteercloud.domain.audit.actions.record",
    "volunteercloud.domain.audit.actions.record_many",
    "volunteercloud.domain.log.actions.append",
    "volunteercloud.domain.log.actions.erase",
    "volunteercloud.domain.log.actions.integrate",
    "volunteercloud.domain.log.actions.mend",
    "volunteercloud.domain.log.actions.new_salt",
}


def actions():
    """Every public function that an area's `actions` offers."""
    for area in AREAS:
        if not ((DOMAIN / area / "actions.py").exists() or (DOMAIN / area / "actions").is_dir()):
            continue
        module = importlib.import_module(f"volunteercloud.domain.{area}.actions")
        for name, function in vars(module).items():
            own = inspect.isfunction(function) and function.__module__.startswith(module.__name__)
            if own and not name.startswith("_") and f"{module.__name__}.{name}" not in NOT_ACTIONS:
                yield pytest.param(function, id=f"{area}.{name}")


ACTIONS = list(actions())


@pytest.mark.parametrize("action", ACTIONS)
def test_action_takes_its_actor_first_and_everything_by_name(action):
    parameters = list(inspect.signature(action).parameters.values())
    assert parameters[0].name == "actor"
    assert {parameter.kind for parameter in parameters} == {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize("action", ACTIONS)
def test_action_is_told_the_time(action):
    assert "at" in inspect.signature(action).parameters


@pytest.mark.parametrize("action", ACTIONS)
def test_action_is_one_transaction(action):
    cells = [cell.cell_contents for cell in action.__closure__ or ()]
    assert any(isinstance(content, Atomic) for content in cells)


@pytest.mark.parametrize("action", ACTIONS)
def test_action_says_what_it_decides(action):
    assert inspect.getdoc(action)
