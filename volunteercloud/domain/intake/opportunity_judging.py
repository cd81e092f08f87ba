"""What comes of the lines of a list of opportunities beside each other and beside what its source had: which say nothing
new, which change what is there, which seem to be the same under another key, and what is missing.

All lines are looked at together; nothing is written here. What is there is read a few thousand at a time, never line by line.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from volunteercloud.domain.bulk.models import LineState
from volunteercloud.domain.elsewhere import queries as elsewhere_queries
from volunteercloud.domain.elsewhere.queries import Known

from . import opportunity_lines
from .lines import Line
from .models import Intake
from .opportunity_lines import LONGEST_KEY

MISSING_MANY = "opportunity.missing_many"
GONE = 1  # the level of what is withdrawn: after everything else


@dataclass(slots=True)
class Said:
    """A line with what is compared of it. ``key`` is empty where the list gives none."""

    line: Line
    key: str
    address: str = ""
    digest: str = ""
    likeness: str = ""
    is_gone: bool = False

    @classmethod
    def of(cls, line: Line) -> "Said":
        if "is_gone" in line.given:
            return cls(line, line.given["key"], is_gone=True)
        given = opportunity_lines.given_of(line.given)
        return cls(line, given.key, given.address, given.digest, given.likeness)


@dataclass(slots=True)
class Judging:
    """``missing`` are the lines of what a whole list lacks: no rows of the list, but results of it. ``keyed`` are those that
    had no key and were given one."""

    intake: Intake
    said: Sequence[Said]
    missing: list[Line] = field(default_factory=list)
    keyed: list[Said] = field(default_factory=list)

    def judge(self) -> None:
        source_id = source_of(self.intake)
        self._give_keys()
        self._find_twice()
        known = {one.key: one for one in elsewhere_queries.known(source_id, [one.key for one in self.said if one.key])}
        standing = list(elsewhere_queries.standing(source_id))
        others: dict[str, list[Known]] = defaultdict(list)
        for before in standing:
            if before.key not in known:
                others[before.likeness].append(before)
        renamed: set[UUID] = set()
        for one in self.said:
            renamed |= self._compare(one, known.get(one.key), others)
        if self.intake.is_whole:
            self._miss([one for one in standing if one.key not in known and one.id not in renamed], len(standing))

    def _give_keys(self) -> None:
        """Those without a key go by their web address, where no other line has it, else by what, where and when they are."""
        without = [one for one in self.said if not one.key]
        addresses = Counter(one.address for one in without)
        for one in without:
            if one.is_gone:
                one.line.refuse("opportunity.key_missing")
                continue
            is_alone = one.address and len(one.address) <= LONGEST_KEY and addresses[one.address] == 1
            one.key = one.address if is_alone else f"like:{one.likeness}"
            one.line.note("key_supposed")
            self.keyed.append(one)

    def _find_twice(self) -> None:
        first: dict[str, int] = {}
        for one in self.said:
            if not one.key:
                continue
            if one.key in first:
                one.line.refuse("opportunity.key_twice", other=first[one.key])
            else:
                first[one.key] = one.line.line

    def _compare(self, one: Said, known: Known | None, others: dict[str, list[Known]]) -> set[UUID]:
        """Say what comes of a line; returns the opportunity that stands under another key and seems to be this one."""
        line = one.line
        if not line.is_open:
            return set()
        if one.is_gone:
            if known and known.is_open:
                line.subject_id, line.level, line.code, line.name = known.id, GONE, "opportunity.gone", known.title
            else:
                line.state, line.code = LineState.SAME, "opportunity.gone_already"
            return set()
        if known:
            line.subject_id = known.id
            if not known.is_open:
                line.code = "opportunity.returns"
            elif known.digest == one.digest:
                line.state, line.code = LineState.SAME, "opportunity.same"
            else:
                line.code = "opportunity.changes"
            return set()
        if twins := others.get(one.likeness):
            twin = twins.pop(0)
            line.subject_id = twin.id
            line.ask("opportunity.renamed", before=twin.key, now=one.key)
            return {twin.id}
        return set()

    def _miss(self, missing: Sequence[Known], standing: int) -> None:
        """What stands and is not in the list is withdrawn; more than half of it only when somebody says so."""
        asks = 2 * len(missing) > standing
        number = max((one.line.line for one in self.said), default=0)
        for place, one in enumerate(missing, number + 1):
            line = Line(self.intake.owner_id, self.intake.id, place, name=one.title, subject_id=one.id, level=GONE)
            line.given = {"key": one.key, "is_gone": True}
            line.code = "opportunity.missing"
            if asks:
                line.ask(MISSING_MANY, missing=len(missing), standing=standing)
            self.missing.append(line)


def source_of(intake: Intake) -> UUID:
    if intake.source_id is None:
        raise AssertionError("a list of opportunities without a source")
    return intake.source_id
