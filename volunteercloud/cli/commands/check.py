"""`volunteercloud check`: whether copies and counts agree with what they copy and count."""

from collections.abc import Callable

import click

from volunteercloud.cli import progress
from volunteercloud.cli.database import with_database
from volunteercloud.core import checks
from volunteercloud.core.checks import Finding
from volunteercloud.domain.activities import checks as activities
from volunteercloud.domain.attendance import checks as attendance
from volunteercloud.domain.certificates import checks as certificates
from volunteercloud.domain.claims import checks as claims
from volunteercloud.domain.credentials import checks as credentials
from volunteercloud.domain.figures import checks as figures
from volunteercloud.domain.identity import checks as identity
from volunteercloud.domain.matching import checks as matching
from volunteercloud.domain.members import checks as members
from volunteercloud.domain.needs import checks as needs
from volunteercloud.domain.organizations import checks as organizations
from volunteercloud.domain.projects import checks as projects
from volunteercloud.domain.records import checks as records
from volunteercloud.domain.statistics import checks as statistics
from volunteercloud.domain.statistics import sampling
from volunteercloud.domain.supervision import checks as supervision
from volunteercloud.domain.transfers import checks as transfers

AREAS = {
    "identity": identity,
    "organizations": organizations,
    "members": members,
    "records": records,
    "projects": projects,
    "activities": activities,
    "attendance": attendance,
    "claims": claims,
    "certificates": certificates,
    "transfers": transfers,
    "credentials": credentials,
    "figures": figures,
    "statistics": statistics,
    "supervision": supervision,
    "matching": matching,
    "needs": needs,
}
# What no statement can compare is compared anew, of some that chance chooses.
SAMPLES: dict[str, Callable[[], list[Finding]]] = {"statistics": sampling.findings}


@click.command()
@with_database
def command() -> None:
    """Read everything and say where two copies of a fact, or a count and what it counts, disagree.

    Ends with 1 if anything is found. Reads whole tables: run it at night.
    """
    findings = 0
    for name, area in AREAS.items():
        with progress.step(name) as step:
            found = [*checks.run(area.STATEMENTS), *(SAMPLES[name]() if name in SAMPLES else ())]
            step.result = f"{len(area.STATEMENTS)} checks, {len(found)} findings"
        for finding in found:
            click.echo(f"{name}: not so: {finding.check}: {', '.join(map(str, finding.row))}")
        findings += len(found)
    if findings:
        raise click.exceptions.Exit(1)
