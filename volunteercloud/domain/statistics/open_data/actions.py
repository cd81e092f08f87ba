"""Keeping a snapshot: its row, its place on the disk, its leaf in the log."""

import shutil
from datetime import datetime
from pathlib import Path

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.log import actions as log_actions

from . import sealed, snapshots
from .models import Snapshot


@transaction.atomic
def keep(*, actor: Actor, snapshot: Snapshot, made: Path, at: datetime) -> Snapshot:
    """Keep a snapshot whose files were just made in a folder, which moves to its place for ever.

    Of two that were made at once the second breaks the primary key. Files without a row were never published, so what a run
    that was killed here left behind makes way. Not allowed to people: it is the worker's, and the operator's by command.
    """
    if not actor.is_system:
        raise NotAllowed("data.not_for_you")

    snapshot.save(force_insert=True)
    leaf = log_actions.NewLeaf(
        sealed.LEAF, snapshot.leaf_id, snapshot.leaf_id, log_actions.new_salt(), sealed.content_of(snapshot)
    )
    log_actions.append([leaf], at)
    place = snapshots.folder_of(snapshot.dataset) / snapshot.named
    shutil.rmtree(place, ignore_errors=True)
    made.rename(place)

    audit.record(
        actor,
        "statistics.snapshot_published",
        at=at,
        owner_id=snapshot.leaf_id,
        subject=("snapshot", snapshot.leaf_id, str(snapshot)),
        facts={"rows": snapshot.rows, "withheld": snapshot.withheld},
    )
    return snapshot
