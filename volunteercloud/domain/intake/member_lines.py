"""What a line of a list says of a member, and what becomes of it: an invitation, as `members` writes it."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.bulk.models import LineState
from volunteercloud.domain.identity import phones
from volunteercloud.domain.members import actions as member_actions
from volunteercloud.domain.members import queries as member_queries
from volunteercloud.domain.members.models import LabelKind

from . import cleaning
from .columns import MemberColumn
from .lines import Line, Seal
from .organization_lines import BETWEEN

SECRET = (MemberColumn.PHONE, MemberColumn.EMAIL)
LONGEST_MEMBER_NUMBER = 40


class Reader:
    """Reads the lines of one list. ``seal`` hides how a person is reached until the line is entered."""

    def __init__(self, organization_id: UUID, seal: Seal) -> None:
        labels = member_queries.standing_labels(organization_id)
        self._labels = {(label.kind, label.name.casefold()): str(label.id) for label in labels}
        self._seal = seal

    def read(self, line: Line, said: Mapping[str, str]) -> Line:
        given = {column: cleaning.line(said.get(column, ""), line.notes) for column in MemberColumn}
        line.name = given[MemberColumn.NAME][:300]
        line.given = {
            "number": given[MemberColumn.NUMBER][:40],
            "member_number": given[MemberColumn.MEMBER_NUMBER][:LONGEST_MEMBER_NUMBER],
            "labels": self._of_line(line, given),
        }
        reached = {column.value: given[column][:254] for column in SECRET if given[column]}
        if reached:
            line.given["sealed"] = self._seal(json.dumps(reached))
        if reached and not line.given["number"]:
            line.note("by_contact")
        return line

    def _of_line(self, line: Line, given: Mapping[MemberColumn, str]) -> list[str]:
        wanted = [(LabelKind.GROUP, given[MemberColumn.GROUP])] if given[MemberColumn.GROUP] else []
        wanted += [(LabelKind.TAG, word.strip()) for word in BETWEEN.split(given[MemberColumn.TAG]) if word.strip()]
        found = [label for kind, name in wanted if (label := self._labels.get((kind, name.casefold())))]
        if len(found) < len(wanted):
            line.note("label_unknown")
        return found


def enter(
    actor: Actor,
    organization_id: UUID,
    lines: Sequence[Line],
    unseal: Callable[[str], str],
    *,
    dry_run: bool,
    at: datetime,
) -> None:
    """Have lines entered by `members`, or tried, and write beside each what came of it."""
    outcomes = member_actions.enter_many(
        actor=actor,
        organization_id=organization_id,
        lines=[_asked(line, unseal) for line in lines],
        dry_run=dry_run,
        at=at,
    )
    for line, outcome in zip(lines, outcomes, strict=True):
        if outcome.is_refused:
            line.refuse(outcome.code)
        elif outcome.code == "already":
            line.state, line.code = LineState.SAME, "member.already"
        else:
            line.state, line.code = (LineState.READY if dry_run else LineState.ENTERED), ""


def kept(cells: Sequence[str], mapping: Mapping[str, int]) -> list[str]:
    """The texts of a line as they are shown, phones and addresses cut to what a person recognizes them by."""
    phone, email = mapping.get(MemberColumn.PHONE), mapping.get(MemberColumn.EMAIL)
    return [
        phones.masked(cell[-4:]) if column == phone and cell else _masked(cell) if column == email else cell[:1000]
        for column, cell in enumerate(cells)
    ]


def _masked(address: str) -> str:
    name, at, domain = address.partition("@")
    return f"{name[:1]}***{at}{domain}"[:120] if address else ""


def _asked(line: Line, unseal: Callable[[str], str]) -> member_actions.Line:
    reached = json.loads(unseal(line.given["sealed"])) if "sealed" in line.given else {}
    return member_actions.Line(
        number=line.given.get("number", ""),
        phone=reached.get("phone", ""),
        email=reached.get("email", ""),
        name=line.name,
        member_number=line.given.get("member_number", ""),
        label_ids=tuple(UUID(label) for label in line.given.get("labels", [])),
    )
