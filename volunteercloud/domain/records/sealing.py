"""Every version that is written is sealed in the public log, in the same transaction."""

from collections.abc import Sequence
from datetime import datetime

from volunteercloud.domain.log import actions as log_actions

from .canonical import KIND, canonical
from .models import ServiceRecord


def seal(versions: Sequence[ServiceRecord], at: datetime) -> None:
    """Part of the action that wrote the versions; they get their places in the tree within seconds of its commit."""
    log_actions.append([_leaf(version, log_actions.new_salt()) for version in versions], at)


def _leaf(version: ServiceRecord, salt: bytes) -> log_actions.NewLeaf:
    return log_actions.NewLeaf(KIND, version.volunteer_id, version.id, salt, canonical(version, salt))
