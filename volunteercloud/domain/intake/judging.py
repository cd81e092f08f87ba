"""What comes of the lines of a list beside each other and beside the register: which are there already, which may be,
where each stands in the tree, and what can't be.

All lines are looked at together, the higher ones first; nothing is written here. The register is read a few thousand
names at a time, never line by line.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar
from uuid import UUID

from volunteercloud.core import ids
from volunteercloud.domain.bulk.models import LineState
from volunteercloud.domain.organizations import nodes, uscc
from volunteercloud.domain.organizations.models import Node, State, UsccClaim

from .lines import Line

AT_ONCE = 5_000
CITY = 4  # digits of a region code
STANDING = (State.ACTIVE, State.LISTED)
AFTER_ALL = 100  # teams come after everything that may be their liaison
MOST_NAMED = 5

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Known:
    """An organization of the register, as much of it as is compared."""

    id: UUID
    name: str
    number: str
    uscc: str
    region_code: str
    state: str
    parent_id: UUID | None
    levels: int


COLUMNS = ("organization_id", "name", "number", "uscc", "region_id", "state", "parent_id", "path__len")


class Register:
    """The organizations that any of the lines may mean."""

    def __init__(self, lines: Sequence[Line]) -> None:
        said = {text for line in lines for text in (line.name, line.above, line.beside) if text}
        self.by_id: dict[UUID, Known] = {}
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        self.by_uscc: dict[str, Known] = {}
        self.by_number: dict[str, Known] = {}
        for part in _parts(said):
            self._take(Node.objects.filter(name__in=part))
        codes = {line.uscc for line in lines if line.uscc} | {uscc.clean(text) for text in said if _is_code(text)}
        for part in _parts(codes):
            holders = UsccClaim.objects.filter(uscc__in=part).values_list("organization_id", flat=True)
            self._take(Node.objects.filter(pk__in=list(holders)))
        numbers = {ids.clean_public_code(text) for text in said if len(text) < 20}
        for part in _parts({number for number in numbers if ids.is_public_code(number)}):
            self._take(Node.objects.filter(number__in=part))

    def called(self, name: str) -> list[Known]:
        return self._by_name.get(name, [])

    def _take(self, found) -> None:  # type: ignore[no-untyped-def]  # a queryset of nodes
        for row in found.order_by("pk").values_list(*COLUMNS):
            known = Known(*row)
            if known.id in self.by_id:
                continue
            self.by_id[known.id] = known
            self._by_name[known.name].append(known)
            self.by_number[known.number] = known
            if known.uscc and known.state not in (State.DRAFT, State.RETURNED, State.REJECTED):
                self.by_uscc[known.uscc] = known


class Judging:
    """Judges lines that were read; each ends ready, asking, refused, or as one that is there already."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._register = Register(lines)
        self._by_uscc: dict[str, Line] = {}
        self._by_name: dict[str, list[Line]] = defaultdict(list)
        self._parents: dict[int, Line] = {}
        self._levels: dict[int, int] = {}

    def judge(self) -> None:
        self._index()
        for line in self._lines:
            if line.is_open and line.above:
                self._find_parent(line)
        self._refuse_rings()
        seen: dict[tuple[str, str, UUID | None], Line] = {}
        for line in sorted(self._lines, key=lambda line: (line.level, line.line)):
            if line.is_open:
                self._place(line)
            if line.is_open:
                self._compare(line, seen)
        for line in self._lines:
            if line.beside and line.is_open:
                self._find_liaison(line)

    def _index(self) -> None:
        """Of two lines with one code the first counts."""
        for line in self._lines:
            if line.uscc and line.is_open:
                first = self._by_uscc.setdefault(line.uscc, line)
                if first is not line:
                    line.refuse("line.code_twice", other=first.line)
            if line.name:
                self._by_name[line.name].append(line)

    def _find_parent(self, line: Line) -> None:
        found = self._meant(line.above)
        if isinstance(found, str):
            line.refuse(found, said=line.above)
        elif isinstance(found, Line):
            self._parents[line.line] = found
        else:
            line.parent_id = found.id
            if found.state not in STANDING:
                line.refuse("organization.parent_not_active")

    def _find_liaison(self, line: Line) -> None:
        found = self._meant(line.beside)
        if isinstance(found, str):
            line.refuse("line.liaison_unknown" if found == "line.parent_unknown" else found, said=line.beside)
            return
        stands = found.is_open or found.state == LineState.SAME if isinstance(found, Line) else found.state in STANDING
        if not found.uscc or not stands:
            line.refuse("organization.liaison_unfit")
        line.liaison_id = found.subject_id if isinstance(found, Line) else found.id

    def _meant(self, said: str) -> Line | Known | str:
        """Which organization a line names, by code, number or name: one of the list before one of the register."""
        if _is_code(said):
            code = uscc.clean(said)
            return self._by_uscc.get(code) or self._register.by_uscc.get(code) or "line.parent_unknown"
        if known := self._register.by_number.get(ids.clean_public_code(said)):
            return known
        named: Sequence[Line | Known] = self._by_name.get(said, [])
        named = named or [known for known in self._register.called(said) if known.state in STANDING]
        if len(named) == 1:
            return named[0]
        return "line.parent_which" if named else "line.parent_unknown"

    def _refuse_rings(self) -> None:
        """Walk up from each line: whoever comes back to itself stands in a ring, whoever comes to one stands below it."""
        for line in self._lines:
            way: list[Line] = []
            on_way: set[int] = set()
            at: Line | None = line
            while at is not None and at.line not in self._levels and at.line not in on_way:
                way.append(at)
                on_way.add(at.line)
                at = self._parents.get(at.line)
            if at is not None and at.line in on_way:
                ring = way[way.index(at) :]
                names = " → ".join(one.name for one in [*ring[:MOST_NAMED], ring[0]])
                for one in ring:
                    one.refuse("line.ring")
                    one.facts = {"names": names}
            level = self._levels.get(at.line, -1) if at is not None else -1
            for one in reversed(way):
                level += 1
                one.level = self._levels[one.line] = min(level, nodes.DEEPEST + 1)

    def _place(self, line: Line) -> None:
        """Where a line stands, its parents having been judged."""
        above = self._parents.get(line.line)
        if above is None:
            known = self._register.by_id.get(line.parent_id) if line.parent_id else None
            levels = known.levels if known else 0
        elif above.state == LineState.REFUSED:
            line.refuse("line.parent_refused", other=above.line)
            return
        else:
            line.parent_id, line.level = above.subject_id, above.level + 1
            if above.state == LineState.ASKS:
                line.ask("line.parent_asks", other=above.line)
            levels = above.given.get("levels", 0)
        if line.beside:
            line.level = max(line.level, AFTER_ALL)
        line.given["levels"] = levels + 1
        if levels >= nodes.DEEPEST:
            line.refuse("organization.too_deep")

    def _compare(self, line: Line, seen: dict[tuple[str, str, UUID | None], Line]) -> None:
        """Whether the organization is in the register, or another line of this list."""
        holder = self._register.by_uscc.get(line.uscc) if line.uscc else None
        if holder and _same_name(holder.name, line.name):
            self._is(line, holder)
            return
        if holder:
            line.refuse("line.code_of_another")
            return
        for known in self._register.called(line.name):
            if line.uscc and known.uscc:
                continue  # two codes are two organizations, whatever they are called
            if (
                known.region_code == line.region_code
                and known.parent_id == line.parent_id
                and not line.uscc
                and not known.uscc
            ):
                self._is(line, known)
                return
        if not line.uscc:
            first = seen.setdefault((line.name, line.region_code, line.parent_id), line)
            if first is not line:
                line.refuse("line.name_twice", other=first.line)
                return
        self._compare_alike(line)

    def _compare_alike(self, line: Line) -> None:
        for known in self._register.called(line.name):
            near = known.region_code[:CITY] == line.region_code[:CITY] or not known.region_code
            if near and known.state in STANDING and not (line.uscc and known.uscc):
                line.ask("line.alike", name=known.name, number=known.number)
                return

    def _is(self, line: Line, known: Known) -> None:
        if known.state not in (*STANDING, State.SUSPENDED, State.SUBMITTED):
            line.ask("line.ended", name=known.name, number=known.number)
            return
        line.state, line.code, line.facts = LineState.SAME, "line.same", {"number": known.number}
        line.subject_id = known.id
        line.given["levels"] = known.levels


def _is_code(said: str) -> bool:
    return uscc.FORM.fullmatch(uscc.clean(said)) is not None


def _same_name(one: str, other: str) -> bool:
    return nodes.search_text(one) == nodes.search_text(other)


def _parts(values: Collection[Value]) -> Iterator[list[Value]]:
    rest: Iterable[Value] = iter(values)
    while part := list(islice(rest, AT_ONCE)):
        yield part
