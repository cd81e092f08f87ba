"""What is measured: each part on a database of its own, in three sizes."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import Any

from volunteercloud.cli.bench import line, nation_figures, office, papers, records, search, transfer


class Length(StrEnum):
    """How much is done: to see whether it works, for the benchmark of everything, for a figure that one may quote."""

    QUICK = "quick"
    SHORT = "short"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Part:
    """``module`` has a ``Size`` for each length, by its name in capitals, and ``run``."""

    title: str
    module: ModuleType

    def run(self, length: Length, adapted: Callable[[Any], Any] = lambda size: size) -> dict[str, Any]:
        found: dict[str, Any] = self.module.run(adapted(getattr(self.module, length.upper())))
        return found


PARTS = {
    "line": Part("The main line: check-in, sign-up, races for places, memory", line),
    "records": Part("Service records: confirming, batches, the log, lists, scans", records),
    "nation": Part("A nation: a volunteer’s page, look-ups, dashboards, counting, open data", nation_figures),
    "office": Part("The desk and the console: members, the queue, the register, lists of organizations", office),
    "search": Part("Finding: search, facets, matching, the page of results", search),
    "certificates": Part("Certificates: printing, signing, verifying", papers),
    "transfer": Part("Records between two nodes", transfer),
}
