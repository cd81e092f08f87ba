"""What a backup is made of. Written last: a backup without its manifest does not exist.

Manifests are readable, so that a server that cannot open its own backups can still list and prune them; a code made with a
key of the master key says that it was us who wrote them.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from volunteercloud.cli.backups.states import State
from volunteercloud.cli.backups.stores import Store
from volunteercloud.core import keys, masters
from volunteercloud.core.errors import Refused

FOLDER = "backups"
NAME = "manifest.json"
FORM = 1
BASE, LOGICAL = "base", "logical"
PURPOSE = "backup-manifest"


@dataclass(frozen=True)
class Part:
    """One sealed object: its name in the backup's folder, and what lies in the store."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """``system`` is PostgreSQL's number of the cluster, ``begins`` and ``segment_bytes`` say from where its write-ahead log is
    needed; ``state`` is what the database held at a moment that the backup reaches by itself, where one could be noted.
    """

    id: str
    kind: str
    began_at: datetime
    ended_at: datetime
    software: str
    postgres: int
    migrations: dict[str, str]
    recipients: list[str]
    parts: list[Part]
    state: State | None = None
    system: str = ""
    begins: str = ""
    segment_bytes: int = 0
    key_version: int = field(default_factory=keys.current_version)
    form: int = FORM
    code: str = field(default="", compare=False)

    @property
    def bytes(self) -> int:
        return sum(part.bytes for part in self.parts)

    def place(self, part: str) -> str:
        return f"{FOLDER}/{self.id}/{part}"


def new_id(at: datetime) -> str:
    """In the order of time, and each only once."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}"


def write(store: Store, manifest: Manifest) -> None:
    said = plain(manifest)
    store.write(manifest.place(NAME), json.dumps(said | {"code": _code(said)}, indent=2).encode())


def read(store: Store, backup_id: str) -> Manifest:
    """Refused where there is none, where it is of a form to come, and where it was not us who wrote it."""
    try:
        said = json.loads(store.read(f"{FOLDER}/{backup_id}/{NAME}"))
        code = said.pop("code").encode()
    except FileNotFoundError:
        raise Refused(
            "backup.unknown",
            _("There is no backup %(id)s.") % {"id": backup_id},
            next_step=_("volunteercloud backup list says which there are."),
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _changed(backup_id) from None
    if said.get("form") != FORM:
        raise Refused(
            "backup.unknown_form",
            _("The backup %(id)s was written by a newer version.") % {"id": backup_id},
            next_step=_("Restore it with that version."),
        )
    try:
        is_ours = hmac.compare_digest(code, _code(said).encode())
    except (masters.Unknown, KeyError, TypeError):
        is_ours = False
    if not is_ours:
        raise _changed(backup_id)
    return _manifest(said)


def ids(store: Store) -> list[str]:
    """Every backup that is whole, the oldest first."""
    return [name.split("/")[1] for name in store.names(FOLDER) if name.endswith(f"/{NAME}")]


def every(store: Store) -> list[Manifest]:
    return [read(store, backup_id) for backup_id in ids(store)]


def newest(store: Store) -> Manifest | None:
    """The last good backup; None where there is none. For whoever asks how old it is."""
    found = ids(store)
    return read(store, found[-1]) if found else None


def check_parts(store: Store, manifest: Manifest, parts: Sequence[Part] = ()) -> None:
    """Refused where a part is gone or is not what was written, by its hash; needs no key."""
    for part in parts or manifest.parts:
        digest, size = hashlib.sha256(), 0
        try:
            with store.reading(manifest.place(part.name)) as source:
                while block := source.read(1024 * 1024):
                    digest.update(block)
                    size += len(block)
        except FileNotFoundError:
            size = -1
        if (size, digest.hexdigest()) != (part.bytes, part.sha256):
            raise Refused(
                "backup.damaged",
                _("The part %(part)s of the backup %(id)s is gone or was changed.")
                % {"part": part.name, "id": manifest.id},
                next_step=_("Use another backup."),
            )


def _code(said: dict[str, Any]) -> str:
    """Its version of the master key is in it, so that a manifest outlives a rotation."""
    key = keys.key_for(PURPOSE, said["key_version"])
    return hmac.digest(key, json.dumps(said, sort_keys=True).encode(), hashlib.sha256).hex()


def _changed(backup_id: str) -> Refused:
    return Refused(
        "backup.not_ours",
        _("The manifest of the backup %(id)s was changed, or it was taken under another master key.")
        % {"id": backup_id},
        next_step=_(
            "Give the master key of that installation: VOLUNTEERCLOUD_MASTER_KEY, or keys/master.key. If that is the one here,"
            " name another backup, and find out who can write to where they are kept."
        ),
    )


def plain(manifest: Manifest) -> dict[str, Any]:
    """As it is written, without its code."""
    said = asdict(manifest)
    del said["code"]
    return json.loads(json.dumps(said, default=lambda value: value.isoformat()))


def _manifest(said: dict[str, Any]) -> Manifest:
    moments = {name: datetime.fromisoformat(said[name]) for name in ("began_at", "ended_at")}
    state = State.read(said["state"]) if said["state"] else None
    return Manifest(**said | moments | {"state": state, "parts": [Part(**part) for part in said["parts"]]})
