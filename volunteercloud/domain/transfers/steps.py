"""The documents of a transfer: one a step, signed by the node that says it, kept by both as it was signed.

    {"form": "volunteercloud.step/1", "transfer": UUID, "step": KIND, "number": 0, "from": NODE, "to": NODE,
     "previous": SHA-256 of the step answered (hex, "" for the first), "body": {…}, "at": when it was signed}

Bodies: invite and request {person (sealed to the other node), terms, consented_at}; offer {bundle: SHA-256 of its text,
records, minutes, terms, consented_at}; accept and amended {items: [{record, state, code, minutes}]}; commit {records:
[[record, version] …]}; receipt {}; decline and cancel {code}; amend {bundle}. Members that we do not know are kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from volunteercloud.domain.nodes import papers

from .chains import Said
from .models import Kind

FORM = "volunteercloud.step/1"
LONGEST = 8_000_000
LONGEST_PLAIN = 20_000  # of a step that lists no records
LISTING = (Kind.OFFER, Kind.ACCEPT, Kind.COMMIT, Kind.AMEND, Kind.AMENDED)
# A clock that was wrong when a step was signed must not keep it from being heard once it is right again. That a request
# is of now is seen to by the signature of the request itself.
AHEAD = timedelta(days=3)
MOST_AMENDMENTS = 100_000


class Unfit(Exception):
    """No step that can be taken in. ``code`` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Signed:
    """A step: the text as it was signed, and what is read of it."""

    transfer_id: UUID
    said: Said
    text: str
    body: Mapping[str, Any]
    at: datetime

    @property
    def kind(self) -> Kind:
        return self.said.kind


@dataclass(frozen=True, slots=True)
class Between:
    """Who says it to whom: names of nodes."""

    sender: str
    receiver: str


def signed(
    signer: papers.Signer,
    between: Between,
    transfer_id: UUID,
    kind: Kind,
    body: Mapping[str, Any],
    *,
    number: int = 0,
    previous: bytes = b"",
) -> Signed:
    """A step of this node."""
    text = signer.sign(
        {
            "form": FORM,
            "transfer": str(transfer_id),
            "step": kind.value,
            "number": number,
            "from": between.sender,
            "to": between.receiver,
            "previous": previous.hex(),
            "body": body,
        }
    )
    return Signed(transfer_id, Said(kind, number, papers.digest(text), previous), text, body, signer.at)


def opened(text: str, trusted: papers.Ring, between: Between, at: datetime) -> Signed:
    """A step that came from the node of ``trusted``. Raises `Unfit`: what `papers.opened` says, `transfer.form` for what is
    no step, `transfer.address` for one of or to somebody else."""
    if len(text) > LONGEST:
        raise Unfit("transfer.form")
    try:
        document = papers.opened(text, trusted, at + AHEAD)
    except papers.Untrusted as error:
        raise Unfit(error.code) from None
    found = read(text, document)
    if found.kind not in LISTING and len(text) > LONGEST_PLAIN:
        raise Unfit("transfer.form")
    if (document.get("from"), document.get("to")) != (between.sender, between.receiver):
        raise Unfit("transfer.address")
    return found


def read(text: str, document: Mapping[str, Any] | None = None) -> Signed:
    """What a step says that was checked before. Raises `Unfit` for what is none."""
    document = papers.read(text) if document is None else document
    try:
        number, body = document["number"], document["body"]
        if document["form"] != FORM or type(number) is not int or not 0 <= number <= MOST_AMENDMENTS:
            raise ValueError
        if not isinstance(body, dict):
            raise ValueError
        said = Said(Kind(document["step"]), number, papers.digest(text), bytes.fromhex(document["previous"]))
        return Signed(UUID(document["transfer"]), said, text, body, datetime.fromisoformat(document["at"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unfit("transfer.form") from None
