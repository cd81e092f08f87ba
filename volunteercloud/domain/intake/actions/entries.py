"""Organizations as a program tells them: judged and entered as those of a list, but at once and kept nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.domain.bulk.models import LineState
from volunteercloud.domain.intake import access, judging, organization_lines, reading, rules
from volunteercloud.domain.intake.lines import Line
from volunteercloud.domain.intake.models import Intake, Kind

from .entering import enter_organizations
from .telling import tell


@transaction.atomic
def enter_entries(
    *,
    actor: Actor,
    region_code: str,
    entries: Sequence[Mapping[str, str]],
    with_alike: bool = False,
    dry_run: bool = False,
    language: str,
    at: datetime,
) -> list[Line]:
    """Enter up to a thousand organizations of a region and below, each for itself, by the names of `Column`; with
    ``dry_run`` none. For officers of the region. Returns what came of each, in their order.

    What is there already stays as it is; what may be the same as something there is entered ``with_alike`` only.
    """
    access.check_officer(actor, region_code)

    rules.check_number_of_entries(len(entries))
    intake = Intake(
        owner_id=actor.person_id, id=ids.uuid7(), kind=Kind.ORGANIZATIONS, region_code=region_code, language=language
    )
    reader = reading.organization_reader(intake, timezone.localdate(at))
    lines = [reader.read(reading.new_line(intake, place), entry) for place, entry in enumerate(entries, 1)]
    organization_lines.find_owners(lines)
    judging.Judging(lines).judge()
    due = [line for line in lines if line.is_open or (with_alike and line.state == LineState.ASKS)]
    due.sort(key=lambda line: (line.level, line.line))
    if not dry_run and due:
        for line in due:
            line.state, line.code, line.facts = LineState.READY, "", {}
        enter_organizations(actor, intake, due, at)

    entered = sum(line.state == LineState.ENTERED for line in lines)
    facts = {"entries": len(entries), "entered": entered, "dry_run": dry_run}
    tell(actor, "intake.entries_made", intake, at, facts)
    return [replace(line, given={}) for line in lines]
