"""Every version that is written is sealed in the public log, in the same transaction and from the same text."""

from collections.abc import Sequence
from datetime import datetime

from volunteercloud.core.writing import Writing
from volunteercloud.domain.log import actions as log_actions

from .canonical import KIND, canonical_details, canonical_over
from .models import ServiceRecord

VERSIONS = Writing(ServiceRecord)


def write(versions: Sequence[ServiceRecord], at: datetime) -> None:
    """Part of the action that makes the versions: each row is written from the very bytes that are sealed of it. They get
    their places in the tree within seconds of the commit."""
    rows: list[bytes] = []
    leaves: list[log_actions.NewLeaf] = []
    for version in versions:
        salt, details = log_actions.new_salt(), canonical_details(version)
        shown = canonical_over(version, details, salt)
        # Both are objects: together they hold every column. What else the first one says is no column and left out.
        rows.append(shown[:-1] + b"," + details[1:])
        leaves.append(log_actions.NewLeaf(KIND, version.volunteer_id, version.id, salt, shown))
    VERSIONS.write_told((b"[" + b",".join(rows) + b"]").decode(), "id")
    log_actions.append(leaves, at)
