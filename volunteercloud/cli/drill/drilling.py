"""Schedule after schedule: the count, what was injected, how long healing took, and the first number that failed."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from volunteercloud.cli.drill import nodes
from volunteercloud.cli.drill.playing import Outcome, Play
from volunteercloud.cli.drill.schedules import planned
from volunteercloud.cli.drill.world import World, world

REBUILT_AFTER = 50  # schedules; people of older ones would pile up
PEOPLE_EACH = 10
FIRST_SEQUENCE = 100


@dataclass
class Report:
    """What many schedules came to."""

    nodes: int
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def failed(self) -> list[Outcome]:
        return [one for one in self.outcomes if one.broken]

    def document(self, seconds: float) -> dict[str, Any]:
        took = sorted(one.converged_seconds for one in self.outcomes)
        failed = self.failed
        return {
            "schedules": len(self.outcomes),
            "nodes": self.nodes,
            "failed": [one.seed for one in failed],
            "first_failed": {"seed": failed[0].seed, "broken": failed[0].broken, "story": failed[0].story}
            if failed
            else None,
            "injected": _summed(one.injected for one in self.outcomes),
            "transfers": _summed(one.ended for one in self.outcomes),
            "records": sum(one.records for one in self.outcomes),
            "minutes": sum(one.minutes for one in self.outcomes),
            "looks": sum(one.looks for one in self.outcomes),
            "attacks": _summed(one.attacks for one in self.outcomes),
            "converged_s": {"median": _at(took, 0.5), "p95": _at(took, 0.95), "longest": _at(took, 1.0)},
            "took_s": round(seconds, 1),
        }


def run(
    seeds: Sequence[int],
    count: int,
    template_folder: Path,
    *,
    told: Callable[[Outcome], object],
    variables: Sequence[dict[str, str]] = (),
    stops: bool = False,
) -> Report:
    """Play these schedules, each with new people; the nodes are built anew every fifty, and after one that failed.

    ``told`` hears of each as it ends. With ``stops`` the first that fails is the last.
    """
    report = Report(count)
    template = nodes.template(template_folder)
    with ExitStack() as running:
        here: World | None = None
        for place, seed in enumerate(seeds):
            if here is None or place % REBUILT_AFTER == 0:
                running.close()
                here = running.enter_context(world(template, count, variables))
            schedule = planned(seed, count)
            outcome = _played(here, schedule, FIRST_SEQUENCE + place * PEOPLE_EACH)
            report.outcomes.append(outcome)
            told(outcome)
            if outcome.broken:
                here = None
                if stops:
                    break
    return report


def _played(here: World, schedule, first_sequence: int) -> Outcome:
    """A schedule that breaks the drill itself is one that failed, with what is known of it."""
    play = Play(here, schedule, first_sequence)
    try:
        return play.run()
    except Exception as error:
        play.outcome.broken.append(f"the drill broke: {type(error).__name__}: {error}")
        return play.outcome


def _summed(counters: Any) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counters:
        total.update(one)
    return {str(name): total[name] for name in sorted(total, key=str)}


def _at(values: Sequence[float], share: float) -> float:
    return round(values[min(int(len(values) * share), len(values) - 1)], 2) if values else 0.0
