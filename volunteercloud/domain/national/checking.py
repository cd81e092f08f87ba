"""Whether figures of another node hold: its signature, its log, and what it said before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from volunteercloud.core import parsing, proofs
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.nodes import papers
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.nodes.keyring import Ring

from . import documents
from .documents import Figures, Unfit
from .models import Gathered

# What belongs to the installation itself and to nobody in it.
OWNER = UUID("00000000-0000-0000-0000-000000000006")


@dataclass(frozen=True, slots=True)
class Sent:
    """A version as it travels: its id at the node that issued it, the signed text, and the proof that its log holds it."""

    id: UUID
    text: str
    proof: Mapping[str, Any]


def keys_of(node_name: str) -> tuple[Ring, proofs.Verifier]:
    """What a node's figures are checked with. Raises `nodes.papers.Untrusted` for whom we do not trust."""
    if node_name == nodes_queries.own_name():
        return papers.ring(node_name), log_queries.own_keys().log
    ring, node = papers.ring(node_name), nodes_queries.confirmed(node_name)
    try:
        return ring, proofs.Verifier.parse(node.vkey if node else "")
    except proofs.Invalid:
        raise papers.Untrusted("node.no_log") from None


def opened(paper: Sent, node_name: str, ring: Ring, log: proofs.Verifier, at: datetime) -> Figures:
    """What a version says. `Unfit` with the code of whatever does not hold: the paper's, `figures.proof`, `figures.early` for
    a month that has not begun, or the form's."""
    try:
        document = papers.opened(paper.text, ring, at, kind=documents.KIND)
    except papers.Untrusted as untrusted:
        raise Unfit(untrusted.code) from None
    figures = documents.read(document, node_name)
    # The page of the country opens with the newest month there is.
    if figures.period > f"{timezone.localtime(at + papers.AHEAD):%Y-%m}":
        raise Unfit("figures.early")
    try:
        proved = proofs.verify_record(paper.proof, log)
        said = parsing.json_object(proved.content)
    except (proofs.Invalid, parsing.Unreadable):
        raise Unfit("figures.proof") from None
    digest = documents.text_of(papers.digest(paper.text))
    if proved.kind != documents.LEAF or said.get("digest") != digest:
        raise Unfit("figures.proof")
    return figures


def follows(figures: Figures, last: Gathered | None) -> None:
    """`Unfit` unless a version is the first of its month, or the one after the last that we have and names it."""
    if last is None:
        if figures.version != 1 or figures.previous:
            raise Unfit("figures.gap")
        return
    if figures.version != last.version + 1 or figures.previous != bytes(last.digest):
        raise Unfit("figures.gap")
    if figures.at < last.at or (last.is_closed and not figures.is_closed):
        raise Unfit("figures.backwards")
    if last.is_closed and figures.reason != documents.CORRECTIONS:
        raise Unfit("figures.reason")
