"""Taking in what another node says: hundreds of transfers in one transaction, and one by one where that fails, so that none is
held up by another."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import OperationalError

from volunteercloud.core.actor import Actor
from volunteercloud.domain.nodes.models import Node

from . import actions, entries
from .entries import Entry, Opened

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it, by transfer: why something was not taken in, and the hashes of what was and stands in no chain here:
    the answer is the same whether there is such a person."""

    troubles: dict[UUID, str] = field(default_factory=dict)
    noted: dict[UUID, list[bytes]] = field(default_factory=dict)


def take_in(actor: Actor, node: Node, said: Sequence[Entry], at: datetime, *, is_answer: bool = False) -> Taken:
    """Take in what ``node`` says and go on. Everything may come again and in any order; what is known changes nothing.

    ``is_answer``: this node asked, so what it says to it now has not been heard; else it goes out with the answer.
    """
    opened = entries.opened(node, said, at)
    try:
        troubles = actions.take_in(actor=actor, node=node, opened=opened, is_answer=is_answer, at=at)
    except OperationalError:
        raise
    except Exception:
        log.exception("%s transfers of %s failed together", len(opened), node.name)
        troubles = _one_by_one(actor, node, opened, is_answer, at)
    kept = [one for one in opened if troubles.get(one.entry.transfer_id) != actions.FLOOD]
    return Taken(troubles, {one.entry.transfer_id: one.noted for one in kept})


def _one_by_one(actor: Actor, node: Node, opened: Sequence[Opened], is_answer: bool, at: datetime) -> dict[UUID, str]:
    troubles: dict[UUID, str] = {}
    for one in opened:
        try:
            troubles |= actions.take_in(actor=actor, node=node, opened=[one], is_answer=is_answer, at=at)
        except OperationalError:
            raise
        except Exception:
            log.exception("transfer %s of %s failed", one.entry.transfer_id, node.name)
            troubles[one.entry.transfer_id] = "transfer.failed"
    return troubles
