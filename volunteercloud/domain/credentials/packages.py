"""A person's own copy 数据副本: everything about their service as one signed ZIP file, to keep and to show without us.

It is made anew at each download and kept nowhere here. Its list of contents names every file with its SHA-256, and the
node signs that list; `reading` checks all of it again.
"""

import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction

from volunteercloud.core import cells, proofs
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.joining import rows_of
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.nodes import papers
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.records import canonical, proving, whole
from volunteercloud.domain.records.models import CREDIT_GRADES, RecordHead

from . import badges, binding, contents, disclosing, manifests, standing, statement
from .parcels import Parcel, rewound

WAITING_FORM = "volunteercloud/waiting/1"
README = Path(__file__).parent / "data" / "README.md"
# Beyond this the file is kept on disk while it is made.
IN_MEMORY = 4_000_000

COLUMNS = (
    *("day", "starts_at", "ends_at", "title", "title_en", "post", "organization", "organization_en", "break_minutes"),
    *(
        "worked_minutes",
        "minutes",
        "kind",
        "grade",
        "standing",
        "version",
        "whereabouts",
        "counted_at",
        "recorded_by_node",
    ),
    "record_id",
)


@dataclass(slots=True)
class Counts:
    """What the records add up to: minutes of service that count here, records that stand in the list, versions of them."""

    credit_minutes: int = 0
    honour_minutes: int = 0
    records: int = 0
    versions: int = 0
    waiting: int = 0


def made(viewer: Actor, volunteer_id: UUID, at: datetime) -> BinaryIO:
    """The package, for the person or their guardian alone; a file at its beginning, which goes when it is closed.

    Records are read and written a page at a time. What is data is the same for the same moment; seals, signatures of
    credentials and the salts of what can be disclosed are new each time. Refused where the statement can't be printed now.
    """
    volunteer = identity_queries.volunteer(volunteer_id)
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound
    target = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  handed on open
    parcel, counts = Parcel(target, at.astimezone(UTC)), Counts()
    _add_records(parcel, volunteer, counts)
    parcel.add("records.csv", _table(volunteer.id, counts))
    parcel.add("profile.json", _pretty(contents.profile(volunteer)))
    for path, listed in contents.LISTS.items():
        parcel.add(path, contents.listed(listed.rows(volunteer.id)))
    parcel.add("certificates.json", contents.listed(contents.certificates(volunteer.id, at)))
    parcel.add("statement.pdf", statement.pdf(volunteer, asdict(counts), at))
    _add_credentials(parcel, viewer, volunteer_id, at)
    parcel.add("proofs.py", Path(proofs.__file__).read_bytes())
    _sign(parcel, volunteer, counts, at)
    parcel.close()
    return rewound(target)


def _add_records(parcel: Parcel, volunteer: Volunteer, counts: Counts) -> None:
    """Every version with its details: those in the log with their proofs, in files that ``proofs.py`` takes as they are;
    what was written in the last seconds, and waits for its place, apart."""
    waiting: list[dict[str, Any]] = []
    for number, page in enumerate(whole.versions(volunteer.id), start=1):
        bundles: list[dict[str, Any]] = []
        for _owner, versions in groupby(page, key=attrgetter("volunteer_id")):
            mine = list(versions)
            found = proving.bundles(mine, with_details=True)
            proved = {json.loads(bundle["content"])["id"] for bundle in found}
            bundles += found
            waiting += [_unproved(version) for version in mine if str(version.id) not in proved]
        counts.versions += len(page)
        parcel.add(f"records/{number:04}.json", contents.listed(iter(bundles)))
    counts.waiting = len(waiting)
    if waiting:
        parcel.add("waiting.json", contents.listed(iter(waiting)))


def _add_credentials(parcel: Parcel, viewer: Actor, volunteer_id: UUID, at: datetime) -> None:
    """What others can check without this program. Whoever has none yet is issued one for everything that counts today."""
    with transaction.atomic():
        badge = badges.issued(viewer, volunteer_id, at)
        disclosing_text = disclosing.issued(viewer, volunteer_id, at)
    for number, one in enumerate(badge, start=1):
        path = f"credentials/badge-{number:02}"
        parcel.add(f"{path}.jwt", one.token)
        parcel.add(f"{path}.json", _pretty(one.document))
        parcel.add(f"{path}.svg", one.svg)
        parcel.add(f"{path}.png", one.png)
    if disclosing_text:
        parcel.add("credentials/service.sd-jwt", disclosing_text)


def _unproved(version: Any) -> dict[str, Any]:
    """Without a leaf's salt the first part can't be committed to; what it says is the same."""
    details = canonical.canonical_details(version)
    return {
        "format": WAITING_FORM,
        "content": canonical.canonical_over(version, details, b"").decode(),
        "details": details.decode(),
    }


def _table(volunteer_id: UUID, counts: Counts) -> Iterator[bytes]:
    """What stands of each record, a line each; begins with the mark without which spreadsheets take Chinese for noise."""
    line = io.StringIO(newline="")
    lines = cells.Lines(line)
    lines.add(COLUMNS)
    yield b"\xef\xbb\xbf" + line.getvalue().encode()
    for page in whole.heads(volunteer_id):
        line.seek(0)
        line.truncate()
        for head in page:
            _count(head, counts)
            lines.add(_row(head))
        yield line.getvalue().encode()


def _count(head: RecordHead, counts: Counts) -> None:
    counts.records += 1
    if not standing.counts(head):
        return
    if head.grade in CREDIT_GRADES:
        counts.credit_minutes += head.minutes
    else:
        counts.honour_minutes += head.minutes


def _row(head: RecordHead) -> list[object]:
    record = head.record
    return [
        record.day, record.starts_at.isoformat(), record.ends_at.isoformat(), record.title, record.title_en, record.post,
        record.organization_name, record.organization_name_en, record.break_minutes, record.worked_minutes, record.minutes,
        record.kind, record.grade, record.standing, record.version, head.whereabouts,
        head.moved_to or node_queries.own_name(), head.origin or node_queries.own_name(), record.record_id,
    ]  # fmt: skip


def _sign(parcel: Parcel, volunteer: Volunteer, counts: Counts, at: datetime) -> None:
    """The list of contents, signed; the readme last, which needs to know nothing but who signed."""
    own, document = log_queries.own_keys(), contents.verified_document(volunteer.id)
    parcel.add("README.md", README.read_text().format(site=settings.SITE_URL, vkey=own.log.vkey))
    manifest = {
        "form": manifests.FORM,
        "node": node_queries.own_name(),
        "site": settings.SITE_URL,
        "at": at.astimezone(UTC).isoformat(),
        "holder": {
            "name": volunteer.name,
            "name_latin": volunteer.name_latin,
            "birth_on": volunteer.birth_on.isoformat() if volunteer.birth_on else None,
            "number": volunteer.number,
            "ids": sorted(
                str(row) for row in Volunteer.objects.filter(id__in=rows_of(volunteer.id)).values_list("id", flat=True)
            ),
            "document": {"kind": document.kind, "number": document.masked} if document else None,
            "sealed": binding.sealed(document, at) if document else {},
        },
        "counts": asdict(counts),
        "log": {"origin": own.origin, "vkey": own.log.vkey},
        "files": [asdict(packed) for packed in parcel.packed],
    }
    parcel.add("manifest.json", _pretty(manifest))
    parcel.add("manifest.jws", papers.sign(manifest, at, kind=manifests.SIGNATURE))


def _pretty(found: dict[str, Any]) -> bytes:
    return json.dumps(json.loads(contents.written(found)), ensure_ascii=False, indent=1).encode() + b"\n"
