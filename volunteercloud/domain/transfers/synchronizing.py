"""The one thing that two nodes say to each other of transfers: here are my steps, and this I have; what have you?

    {"form": "volunteercloud.sync/1", "transfers": [
        {"transfer": UUID, "steps": [{"document": JWS, "bundle": base64 of the packed text}], "have": [SHA-256 …],
         "trouble": CODE}]}

The answer has the same form, after what the question let this node do was done. So either side may begin, any number of
times; what got lost is said again, because the other side does not say that it has it.
"""

import base64
import binascii
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import system
from volunteercloud.core.errors import Refused
from volunteercloud.core.reading import among
from volunteercloud.domain.nodes.models import Node

from . import receiving, storing
from .chains import Place
from .entries import Arrived
from .entries import Entry as Entry
from .models import Bundle, Handle, Kind, Transfer
from .receiving import Taken
from .storing import Chain

FORM = "volunteercloud.sync/1"
MOST = 500
MOST_STEPS = 1000  # of one transfer at once
MOST_BYTES = 24_000_000  # of documents and bundles in one message; the rest comes with the next
DIGEST_BYTES = 32

Content = dict[str, Any]


def exchange(node: Node, content: Mapping[str, Any], at: datetime) -> Content:
    """Answer a question of another node. Refused: what is no such question (`transfer.sync`)."""
    entries = entries_in(content)
    taken = receiving.take_in(system(node.name), node, entries, at)
    return answer(node, entries, taken)


def question(batch: Sequence[Chain]) -> Content:
    """What to say of these transfers unasked: the steps that the other node is not known to have."""
    return _content(batch, {chain.id: chain.unheard() for chain in batch}, {})


def entries_in(content: Mapping[str, Any]) -> list[Entry]:
    """The entries of a question or an answer. Refused (`transfer.sync`) as a whole where it is no such thing, or too much."""
    try:
        listed = content["transfers"]
        if content["form"] != FORM or not isinstance(listed, list) or len(listed) > MOST:
            raise ValueError
        return [_entry(one) for one in listed]
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        raise Refused(
            "transfer.sync",
            _("This is no list of transfers with their steps, or one of more than 500."),
            next_step=_("Send it as the description of this interface says, at most 500 at once."),
        ) from None


def _entry(said: Mapping[str, Any]) -> Entry:
    steps, have = said.get("steps", []), said.get("have", [])
    if not isinstance(steps, list) or not isinstance(have, list) or max(len(steps), len(have)) > MOST_STEPS:
        raise ValueError
    arrived = [Arrived(_text(step["document"]), _bundle(step.get("bundle"))) for step in steps]
    digests = frozenset(bytes.fromhex(_text(one)) for one in have)
    if any(len(one) != DIGEST_BYTES for one in digests):
        raise ValueError
    return Entry(UUID(_text(said["transfer"])), arrived, digests)


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise TypeError
    return said


def _bundle(said: object) -> bytes | None:
    return None if said is None else base64.b64decode(_text(said), validate=True)


def answer(node: Node, entries: Sequence[Entry], taken: Taken) -> Content:
    """Our steps that the other node does not have, and all that we have of each."""
    asked = {entry.transfer_id: entry for entry in entries}
    handles = Handle.objects.filter(transfer_id__in=among(asked), node_name=node.name).order_by("transfer_id")
    leading = {handle.transfer_id: handle for handle in handles}
    known = _chains(leading.values())
    wanted = {
        chain.id: [place for place in chain.ours() if chain.held[place].digest not in asked[chain.id].have]
        for chain in known
    }
    content = _content(known, wanted, taken.troubles)
    met = {chain.id for chain in known}
    for transfer_id in asked:
        if transfer_id not in met:
            have = set(taken.noted.get(transfer_id, ()))
            if transfer_id in leading:
                have.add(bytes(leading[transfer_id].digest))
            content["transfers"].append(_said(transfer_id, [], sorted(have), taken.troubles.get(transfer_id, "")))
    return content


def _chains(handles: Iterable[Handle]) -> list[Chain]:
    pairs = [(handle.volunteer_id, handle.transfer_id) for handle in handles if handle.volunteer_id]
    found = Transfer.objects.filter(
        volunteer_id__in=among({person_id for person_id, _id in pairs if person_id}),
        id__in=among({transfer_id for _person_id, transfer_id in pairs}),
    )
    return storing.chains(list(found.order_by("volunteer_id", "id")) if pairs else [])


def _content(batch: Sequence[Chain], wanted: Mapping[UUID, Sequence[Place]], troubles: Mapping[UUID, str]) -> Content:
    bundles = _bundles(batch, wanted)
    left = MOST_BYTES
    said = []
    for chain in batch:
        steps = []
        for place in wanted[chain.id]:
            packed = bundles.get((chain.id, place[1])) if place[0] in (Kind.OFFER, Kind.AMEND) else None
            size = len(chain.texts[place]) + len(packed or b"") * 4 // 3
            if size > left and left < MOST_BYTES:
                break
            left -= size
            step = {"document": chain.texts[place]}
            if packed is not None:
                step["bundle"] = base64.b64encode(packed).decode()
            steps.append(step)
        said.append(_said(chain.id, steps, chain.digests, troubles.get(chain.id, "")))
    return {"form": FORM, "transfers": said}


def _said(transfer_id: UUID, steps: list[dict[str, str]], have: Collection[bytes], trouble: str) -> Content:
    said: Content = {"transfer": str(transfer_id), "steps": steps, "have": [one.hex() for one in have]}
    return said | ({"trouble": trouble} if trouble else {})


def _bundles(batch: Sequence[Chain], wanted: Mapping[UUID, Sequence[Place]]) -> dict[tuple[UUID, int], bytes]:
    """The bundles that go along with offers and amendments."""
    carrying = [chain for chain in batch if any(kind in (Kind.OFFER, Kind.AMEND) for kind, _number in wanted[chain.id])]
    if not carrying:
        return {}
    numbers = {number for chain in carrying for kind, number in wanted[chain.id] if kind in (Kind.OFFER, Kind.AMEND)}
    kept = Bundle.objects.filter(
        volunteer_id__in=among({chain.transfer.volunteer_id for chain in carrying}),
        transfer_id__in=among({chain.id for chain in carrying}),
        number__in=numbers,
    )
    found = kept.values_list("transfer_id", "number", "content")
    return {(transfer_id, number): bytes(content) for transfer_id, number, content in found}
