"""What this node says of itself: its figures by month, each version signed and sealed in its log."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.national import counting, documents
from volunteercloud.domain.national.counting import Cells
from volunteercloud.domain.national.models import Issued
from volunteercloud.domain.nodes import papers
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.nodes.models import OwnNode


@transaction.atomic
def issue(*, actor: Actor, at: datetime) -> list[Issued]:
    """Count every month and issue a version of each that has none yet, or comes to something else than its last one said.

    The running month gets a version a day, whatever it comes to: it says that somebody still counts. A month that is over
    is closed by a version, with what there was when it was last counted, and changes afterwards only for corrections.
    Not allowed to people: it is the worker's, and the operator's by command.
    """
    if not actor.is_system:
        raise NotAllowed("national.not_for_you")

    name = nodes_queries.own().name
    # Of two that count at once the second waits, and finds nothing to say.
    OwnNode.objects.select_for_update().get(id=1)
    today = timezone.localdate(at)
    running = f"{today:%Y-%m}"
    found = counting.flows(today + timedelta(days=1))
    last = {each.period: each for each in Issued.objects.order_by("period", "-version").distinct("period")}
    made = [
        issued
        for period in sorted({*found, *last, running})
        if period <= running and (issued := _issued(name, period, running, found.get(period, {}), last.get(period), at))
    ]

    Issued.objects.bulk_create(made)
    log_actions.append([_leaf(name, each) for each in made], at)

    if made:
        audit.record(
            actor,
            "national.figures_issued",
            at=at,
            owner_id=made[0].id,
            subject=("figures", made[0].id, name),
            facts={"versions": {each.period: each.version for each in made}},
        )
    return made


def _issued(name: str, period: str, running: str, flows: Cells, last: Issued | None, at: datetime) -> Issued | None:
    """The next version of a month; None where there is nothing to say that the last one didn't."""
    before = documents.read(papers.read(last.text), name) if last else None
    is_closed = period < running
    stocks = documents.stocks_of(before.cells) if is_closed and before else {} if is_closed else counting.stocks()
    cells = documents.joined(flows, stocks)
    if before and last:
        is_of_today = timezone.localdate(last.at) >= timezone.localdate(at)
        if before.cells == cells and before.is_closed == is_closed and (is_closed or is_of_today):
            return None
    over = documents.CORRECTIONS if last and last.is_closed else documents.CLOSING
    reason = over if is_closed else documents.RUNNING
    version, previous = (last.version + 1, bytes(last.digest)) if last else (1, b"")
    document = documents.written(
        node=name,
        period=period,
        version=version,
        previous=previous,
        is_closed=is_closed,
        reason=reason,
        cells=cells,
    )
    text = papers.sign(document, at, kind=documents.KIND)
    return Issued(
        id=ids.uuid7(),
        period=period,
        version=version,
        text=text,
        digest=papers.digest(text),
        is_closed=is_closed,
        reason=reason,
        at=at,
    )


def _leaf(name: str, issued: Issued) -> log_actions.NewLeaf:
    content = documents.sealed(node=name, period=issued.period, version=issued.version, digest=bytes(issued.digest))
    # A document is known by its own id; it belongs to nobody else.
    return log_actions.NewLeaf(documents.LEAF, issued.id, issued.id, log_actions.new_salt(), content)
