"""Watching a log of another node: whether it shows everybody the same, and always went on from what it showed before.

A checkpoint is the log's signed word. Its tiles either hash to that word or they do not; and if they do, every smaller
tree that the log ever signed must be their beginning. Two signed words that cannot both be true are a **split view**:
the proof that the log lied to somebody. Peers who watch the same log are asked what it showed to them.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote

from volunteercloud.core import proofs, tiles
from volunteercloud.core.actor import Actor

from . import fetching, queries
from .actions import following
from .actions.alarms import raise_alarm
from .models import FollowedCheckpoint, FollowedLog

SPLIT_VIEW = "log_split_view"


def look(actor: Actor, log: FollowedLog, at: datetime) -> FollowedCheckpoint | None:
    """Fetch the newest checkpoint of a followed log, ask its peers, and hold everything seen against it.

    What cannot be fetched or does not check is written down as trouble and looked at again next time; None then.
    """
    try:
        (shown,) = following.keep_seen(
            actor=actor, origin=log.origin, notes=[_checkpoint(log.url)], source=log.url, at=at
        )
        trouble = "; ".join(filter(None, (_ask(actor, log, peer, at) for peer in log.peers)))
        agreed = _hold_against(actor, log, shown, at)
    except (fetching.Unreachable, proofs.Invalid) as error:
        following.settle(actor=actor, origin=log.origin, agreed=[], trouble=str(error), at=at)
        return None
    following.settle(actor=actor, origin=log.origin, agreed=[one.id for one in agreed], trouble=trouble, at=at)
    return shown


def _checkpoint(url: str) -> str:
    return _text(fetching.get(f"{url}/checkpoint"))


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise proofs.Invalid("What was answered is no text.") from None


def _ask(actor: Actor, log: FollowedLog, peer: str, at: datetime) -> str:
    """Keep what the log showed to a peer; the answer is the trouble there was. A peer cannot invent what the log signed."""
    try:
        answer = json.loads(fetching.get(f"{peer}/api/v1/log/followed?limit=100&origin={quote(log.origin, safe='')}"))
        notes = [str(item["note"]) for item in answer["items"]]
        following.keep_seen(actor=actor, origin=log.origin, notes=notes, source=peer, at=at)
    except (fetching.Unreachable, proofs.Invalid) as error:
        return f"{peer}: {error}"
    except (ValueError, TypeError, KeyError, RecursionError):
        return f"{peer}: what was answered is no list of checkpoints"
    return ""


def _hold_against(
    actor: Actor, log: FollowedLog, shown: FollowedCheckpoint, at: datetime
) -> Sequence[FollowedCheckpoint]:
    """Of what was seen and not yet settled, what is the beginning of the tree shown now. Anything else raises the alarm."""
    tree = tiles.TiledTree(shown.size, _tiles_at(log.url))
    if tiles.root_of(shown.size, tree) != bytes(shown.root):
        raise proofs.Invalid("The tiles do not lead to the root of the checkpoint.")
    agreed = []
    for seen in queries.open_seen(log.origin).filter(size__lte=shown.size).order_by("size", "id"):
        if seen.id == shown.id:
            continue
        if tiles.root_of(seen.size, tree) == bytes(seen.root):
            agreed.append(seen)
        else:
            _tell_split(actor, log, seen, shown, at)
    return agreed


def _tiles_at(url: str) -> Callable[[str], bytes]:
    """Tiles of one look, each fetched once; of one that has become full since, as much as was asked for."""

    @lru_cache(maxsize=1000)
    def read(path: str) -> bytes:
        try:
            return fetching.get(f"{url}/{path}")
        except fetching.Unreachable:
            whole, partial, width = path.partition(".p/")
            if not partial:
                raise
            return fetching.get(f"{url}/{whole}")[: int(width) * proofs.HASH_BYTES]

    return read


def _tell_split(
    actor: Actor, log: FollowedLog, seen: FollowedCheckpoint, shown: FollowedCheckpoint, at: datetime
) -> None:
    facts = {
        "origin": log.origin,
        "vkey": log.vkey,
        "notes": [
            {"source": one.source, "seen_at": one.seen_at.isoformat(), "note": one.note} for one in (seen, shown)
        ],
    }
    raise_alarm(actor=actor, kind=SPLIT_VIEW, subject=log.origin, facts=facts, at=at)
