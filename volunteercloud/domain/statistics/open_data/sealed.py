"""What the public log holds of a snapshot: which it is, and the digest of each of its files."""

from volunteercloud.core import parsing

from .models import Snapshot

FORM = "volunteercloud.open-data/1"
LEAF = "open-data/1"


def content_of(snapshot: Snapshot) -> bytes:
    return parsing.json_bytes(
        {
            "form": FORM,
            "dataset": snapshot.dataset,
            "month": f"{snapshot.month:%Y-%m}",
            "version": snapshot.version,
            "files": {form: file["sha256"] for form, file in sorted(snapshot.files.items())},
        }
    )
