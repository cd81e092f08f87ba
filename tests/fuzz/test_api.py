"""The API under requests that nobody thought of: nothing breaks, and every answer is one that the description knows.

`FUZZ_CASES` is how many requests are made up for each operation (2), each sent by three people; `FUZZ_CHAINS` how many chains
(8); `FUZZ_SEED` is where they begin (1), and the same ones come again. docs/security/fuzzing.md has what long runs found.
"""

import os
from random import Random

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as bounds

from tests.access import world as worlds
from tests.access.knocking import AT, BEGINS, Knocking
from tests.fuzz import asking, following
from volunteercloud.api import door

CHAINS = int(os.environ.get("FUZZ_CHAINS", "8"))
STEPS = 20
CASES = int(os.environ.get("FUZZ_CASES", "2"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))

pytestmark = pytest.mark.fuzz


@pytest.fixture
def asked(db, settings, monkeypatch):
    """Who asks, in a world that stays as it is; what they found is told at the end."""
    settings.DEMO = True
    monkeypatch.setattr(timezone, "now", lambda: AT)
    world = worlds.built(BEGINS)
    keys = {person: Knocking(world.people[person]).key for person in asking.PEOPLE}
    asked = asking.Asking(world, keys)
    with asking.connection_kept():
        yield asked
    asking.log.warning("%s cases, by status: %s", asked.answers.total(), dict(sorted(asked.answers.items())))
    asking.log.warning("%s chains, in which %s followed from an answer", asked.chains, asked.followed)
    asking.log.warning("most statements: %s", asked.statements.most_common(5))
    asking.log.warning("longest: %s", sorted(asked.slowest.items(), key=lambda of: -of[1])[:5])


def bounded(cases: int) -> bounds:
    """Found is counted and not made smaller, as the first of a kind says enough and the rest is still to be asked."""
    return bounds(
        max_examples=cases,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def test_no_request_breaks_the_api(asked):
    operations = [found.ok() for found in asking.described(door.schema()).get_all_operations()]
    Random(SEED).shuffle(operations)  # so that runs which somebody stops ask something else
    for done, operation in enumerate(operations):
        asking.log.warning("%s operations done with %s requests; next %s", done, asked.answers.total(), operation.label)

        @seed(SEED)
        @bounded(CASES)
        @given(asking.questions(operation, asking.named_for(asked.world, operation)))
        def ask(question):
            case, people = question
            for person in people:
                asked.ask_and_take_back(case, person)

        ask()
    assert list(asked.findings) == []


def test_what_follows_from_an_answer_breaks_nothing(asked):
    chain = seed(SEED)(following.machine(door.schema(), asked))
    chain.run(settings=bounds(bounded(CHAINS), stateful_step_count=STEPS))
    assert list(asked.findings) == []
