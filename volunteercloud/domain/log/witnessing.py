"""Witnesses of other nodes see our checkpoints, and ours sees theirs (c2sp.org/tlog-witness).

A witness signs a checkpoint only if it continues the one it signed before. So two histories can only be shown to whoever
does not ask for the witness's signature; and its time is the word of somebody else than the log.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from volunteercloud.core import proofs, tiles
from volunteercloud.core.actor import Actor

from . import fetching, queries
from .actions import cosigning
from .models import Checkpoint, Witness

LONGEST_PATH = 63
CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Submission:
    """What a log sends to a witness: the size it signed last, a consistency proof from there, the checkpoint."""

    old: int
    path: Sequence[bytes]
    note: str

    @property
    def body(self) -> bytes:
        lines = [f"old {self.old}", *(base64.b64encode(one).decode() for one in self.path)]
        return ("\n".join(lines) + f"\n\n{self.note}").encode()

    @classmethod
    def parse(cls, body: bytes) -> "Submission":
        """`proofs.Invalid` for what is no submission."""
        try:
            head, found, note = body.decode().partition("\n\n")
            first, *rest = head.split("\n")
            path = [base64.b64decode(line, validate=True) for line in rest]
        except ValueError:  # no UTF-8, no ASCII, no base64
            raise proofs.Invalid("The submission is not readable.") from None
        word, _space, old = first.partition(" ")
        whole = all(len(one) == proofs.HASH_BYTES for one in path) and len(path) <= LONGEST_PATH
        if not found or word != "old" or not proofs.DECIMAL.fullmatch(old) or not whole:
            raise proofs.Invalid("The submission is not of the form that a witness takes.")
        return cls(int(old), path, note)


def submit(actor: Actor, witness: Witness, at: datetime) -> bool:
    """Ask a witness to cosign our newest checkpoint, unless it has. What went wrong is written down; True where it did."""
    newest = queries.newest_checkpoint()
    if newest is None or newest.size == witness.size:
        return False
    try:
        lines = _cosignatures(witness, newest)
    except (fetching.Unreachable, proofs.Invalid) as error:
        cosigning.note_trouble(actor=actor, name=witness.name, trouble=str(error), at=at)
        return False
    cosigning.keep_cosignature(actor=actor, name=witness.name, size=newest.size, line=lines, at=at)
    return True


def _cosignatures(witness: Witness, newest: Checkpoint) -> str:
    """The line of the witness, checked. A witness that remembers another size than we do says so, and is asked again."""
    status, answer = _sent(witness, witness.size, newest)
    if status == CONFLICT and proofs.DECIMAL.fullmatch(answer.strip()):
        known = int(answer)
        if known > newest.size:
            raise proofs.Invalid(f"The witness has seen {known} leaves, and we have published {newest.size}.")
        status, answer = _sent(witness, known, newest)
    if status != 200:
        raise proofs.Invalid(f"The witness declined with {status}: {answer[:200]}")
    verifier = proofs.Verifier.parse(witness.vkey)
    for line in answer.splitlines(keepends=True):
        if line.startswith(f"— {witness.name} "):
            proofs.cosigned_at(newest.note + line, verifier)
            return line
    raise proofs.Invalid("The witness answered without its signature.")


def _sent(witness: Witness, old: int, newest: Checkpoint) -> tuple[int, str]:
    path = tiles.consistency_path(old, newest.size, tiles.TiledTree(newest.size, queries.read_tile)) if old else []
    status, answer = fetching.post(f"{witness.url}/add-checkpoint", Submission(old, path, newest.note).body)
    return status, answer.decode(errors="replace")
