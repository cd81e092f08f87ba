"""The keys of the log, derived from the keyring: one signs checkpoints, one says when it saw them.

Our own witness proves no more than the log does; it gives a checkpoint a time in the format in which other witnesses
say theirs.
"""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from volunteercloud.core import keys, proofs


def own_origin() -> str:
    """The name a new log takes: host and path without a scheme, as C2SP asks. Once taken it stays (models.Tree)."""
    return f"{urlsplit(settings.SITE_URL).netloc}/log"


def signer(origin: str) -> proofs.Signer:
    return proofs.Signer(origin, proofs.NOTE_ED25519, keys.key_for("log/checkpoint", keys.FIRST))


def witness(origin: str) -> proofs.Signer:
    return proofs.Signer(f"{origin}/witness", proofs.COSIGNATURE_ED25519, keys.key_for("log/witness", keys.FIRST))


def signed(checkpoint: proofs.Checkpoint, at: datetime) -> str:
    """The checkpoint as a note: signed by the log, and by our witness with the time."""
    log, seen = signer(checkpoint.origin), witness(checkpoint.origin)
    text = checkpoint.text
    return f"{text}\n{log.line(text)}{seen.line(text, int(at.timestamp()))}"
