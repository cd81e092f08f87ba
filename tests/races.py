"""Several at once, each on a database connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from volunteercloud.core.errors import Refused

MOST_THREADS = 8


def at_once(steps: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each step answers, or the code of its refusal. Up to eight begin together and take the steps in turn."""
    threads = min(len(steps), MOST_THREADS)
    together = Barrier(threads)

    def run(mine: Sequence[Callable[[], Any]]) -> list[Any]:
        together.wait()
        try:
            return [answer(step) for step in mine]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return [
            one for answers in pool.map(run, [steps[first::threads] for first in range(threads)]) for one in answers
        ]


def answer(step: Callable[[], Any]) -> Any:
    try:
        return step()
    except Refused as refusal:
        return refusal.code


def fates(steps: Sequence[Callable[[], Any]]) -> list[str]:
    """ "done" for each step that went through and the code of each that was refused, sorted."""

    def told(step: Callable[[], Any]) -> Callable[[], str]:
        def run() -> str:
            step()
            return "done"

        return run

    return sorted(at_once([told(step) for step in steps]))
