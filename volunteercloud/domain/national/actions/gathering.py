"""What the national node takes in from others: figures that are signed, sealed and follow each other, and public lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.national import checking
from volunteercloud.domain.national.checking import Sent
from volunteercloud.domain.national.counting import Cells
from volunteercloud.domain.national.documents import Figures, Unfit
from volunteercloud.domain.national.models import Contributor, Figure, Gathered, ListedOrganization
from volunteercloud.domain.nodes import papers
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.nodes.models import OwnNode

TWO_VERSIONS = "national.two_versions"
WRITE = """
    INSERT INTO national_figure (node_name, period, region_code, kind, grade, measure, value)
    SELECT %s, %s, * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[])"""


@dataclass(frozen=True, slots=True)
class Listed:
    """An organization as a node lists it now; ``row`` is None for one that is public there no more."""

    organization_id: UUID
    row: ListedOrganization | None


@transaction.atomic
def begin(*, actor: Actor, at: datetime) -> OwnNode:
    """Become the national node, which gathers from all nodes that are trusted here and says so. The operator's, by command."""
    return _turn(actor, is_national=True, name="national.begun", at=at)


@transaction.atomic
def end(*, actor: Actor, at: datetime) -> OwnNode:
    """Be the national node no more. What was gathered stays."""
    return _turn(actor, is_national=False, name="national.ended", at=at)


@transaction.atomic
def keep_figures(*, actor: Actor, node_name: str, sent: Sequence[Sent], at: datetime) -> Contributor:
    """Keep versions of a node's figures, in the order in which it issued them, as far as they hold.

    Each must be signed by that node, stand in its log, and follow the version before it: what was said once is changed only
    by a further version that names it. At the first that does not hold it ends, and says why in ``trouble``; what comes
    again is nothing new. Two versions with one number are raised as an alarm: an honest node signs only one.
    """
    contributor = _locked(actor, node_name)
    ring, log = checking.keys_of(node_name)

    contributor.trouble = ""
    for paper in sent:
        try:
            figures = checking.opened(paper, node_name, ring, log, at)
            _keep(paper, figures, at)
        except Unfit as unfit:
            contributor.trouble = unfit.code
            if unfit.code == TWO_VERSIONS:
                facts = {"figures": paper.text[:4000]}
                log_actions.raise_alarm(actor=actor, kind=TWO_VERSIONS, subject=node_name, facts=facts, at=at)
            break
        contributor.figures_after = paper.id
        contributor.figures_at = max(contributor.figures_at or figures.at, figures.at)
    contributor.asked_at = at
    contributor.save()
    return contributor


@transaction.atomic
def keep_listed(*, actor: Actor, node_name: str, listed: Sequence[Listed], after: int, at: datetime) -> int:
    """Keep what a node lists of its organizations, up to a place in its feed; of one that it names twice, what it says last.
    The rows are their own trail."""
    contributor = _locked(actor, node_name)
    newest = {each.organization_id: each.row for each in listed}
    gone = [organization_id for organization_id, row in newest.items() if row is None]
    rows = [row for row in newest.values() if row is not None]
    ListedOrganization.objects.filter(node_name=node_name, organization_id__in=gone).delete()
    ListedOrganization.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["node_name", "organization_id"],
        update_fields=["number", "name", "name_en", "uscc", "region_code", "state", "url", "search_text", "as_of"],
    )
    contributor.listed_after = after
    contributor.asked_at = at
    contributor.save(update_fields=["listed_after", "asked_at"])
    return len(listed)


@transaction.atomic
def note_trouble(*, actor: Actor, node_name: str, code: str, at: datetime) -> None:
    """Write down why a node could not be asked. The row is its own trail."""
    contributor = _locked(actor, node_name)
    contributor.asked_at, contributor.trouble = at, code[:60]
    contributor.save(update_fields=["asked_at", "trouble"])


def _turn(actor: Actor, *, is_national: bool, name: str, at: datetime) -> OwnNode:
    if not actor.is_system:
        raise NotAllowed("national.not_for_you")
    nodes_queries.own()
    own = OwnNode.objects.select_for_update().get(id=1)
    own.is_national = is_national
    own.save(update_fields=["is_national"])
    # A node is known by its name; the entry belongs to nobody else.
    audit.record(actor, name, at=at, owner_id=checking.OWNER, subject=("node", checking.OWNER, own.name))
    return own


def _locked(actor: Actor, node_name: str) -> Contributor:
    if not actor.is_system:
        raise NotAllowed("national.not_for_you")
    Contributor.objects.bulk_create([Contributor(node_name=node_name)], ignore_conflicts=True)
    return Contributor.objects.select_for_update().get(node_name=node_name)


def _keep(paper: Sent, figures: Figures, at: datetime) -> None:
    """Keep a version that holds, and count by it from now on."""
    of_period = Gathered.objects.filter(node_name=figures.node, period=figures.period)
    last = of_period.order_by("-version").first()
    digest = papers.digest(paper.text)
    if last and figures.version <= last.version:
        same = of_period.filter(version=figures.version).values_list("digest", flat=True).first()
        if same is None or bytes(same) != digest:
            raise Unfit(TWO_VERSIONS)
        return
    checking.follows(figures, last)
    Gathered.objects.create(
        node_name=figures.node,
        period=figures.period,
        version=figures.version,
        text=paper.text,
        digest=digest,
        proof=paper.proof,
        log_index=paper.proof["index"],
        is_closed=figures.is_closed,
        reason=figures.reason,
        at=figures.at,
        received_at=at,
    )
    Figure.objects.filter(node_name=figures.node, period=figures.period).delete()
    _write(figures.node, figures.period, figures.cells)


def _write(node_name: str, period: str, cells: Cells) -> None:
    columns: list[list[Any]] = [[], [], [], [], []]
    for key, values in cells.items():
        for measure, value in values.items():
            for column, said in zip(columns, (key.region, key.kind, key.grade, measure, value), strict=True):
                column.append(said)
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [node_name, period, *columns])
