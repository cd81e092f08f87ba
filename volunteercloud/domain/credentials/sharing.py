"""Shared pages 分享页: what a person chose to show, read anew each time somebody looks, and compared with what it was.

The token in the address is made from the keyring and the page's id, so the database holds nothing that opens a page: only a
keyed hash of the token, by which the page is found.
"""

import base64
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, Sum

from volunteercloud.core import keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.certificates import queries as certificate_queries
from volunteercloud.domain.certificates.models import Certificate
from volunteercloud.domain.certificates.queries import Verdict, Verification
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.joining import rows_of
from volunteercloud.domain.records import proving as record_proving
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.models import (
    CREDIT_GRADES,
    Kind,
    RecordHead,
    ServiceRecord,
    Standing,
    Whereabouts,
)

from . import queries as credential_queries
from .models import Credential, Form, Share, ShareLine, ShareLink

MOST_SHARES = 50
MOST_RECORDS = 100  # on one page
MOST_CHOICES = 200
TOKEN_BYTES = 20
LONGEST_TOKEN = 40


class Ended(Exception):
    """There was such a page. Withdrawn or over, it shows nothing of what it was."""

    def __init__(self, is_withdrawn: bool) -> None:
        super().__init__()
        self.is_withdrawn = is_withdrawn


class LineState(StrEnum):
    STANDS = "stands"
    CORRECTED = "corrected"
    REVOKED = "revoked"  # and erased: nothing of it stands


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of service in the period of a page, by grade, beside what they were when it was made."""

    by_grade: dict[str, int]
    credit_then: int
    honour_then: int

    @property
    def credit_minutes(self) -> int:
        return sum(minutes for grade, minutes in self.by_grade.items() if grade in CREDIT_GRADES)

    @property
    def honour_minutes(self) -> int:
        return sum(minutes for grade, minutes in self.by_grade.items() if grade not in CREDIT_GRADES)

    @property
    def is_less(self) -> bool:
        """Whether something was taken away since. What was served since only adds."""
        return self.credit_minutes < self.credit_then or self.honour_minutes < self.honour_then


@dataclass(frozen=True, slots=True)
class Line:
    """A record on a page: what stands of it (of a revoked one, what was revoked), beside what was shared."""

    record: ServiceRecord
    state: LineState
    minutes_then: int
    grade_then: str
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees, as of ``checked_at``. ``name`` is empty where the holder does not show it."""

    share: Share
    checked_at: datetime
    name: str = ""
    name_latin: str = ""
    hours: Hours | None = None
    lines: list[Line] = field(default_factory=list)
    gone: int = 0
    certificate: Verification | None = None
    credential: Credential | None = None

    @property
    def has_changed(self) -> bool:
        """Whether anything that was shown does not stand as it did when the page was made."""
        return bool(
            self.gone
            or (self.hours and self.hours.is_less)
            or any(line.state is not LineState.STANDS for line in self.lines)
            or (self.certificate and self.certificate.verdict != Verdict.VALID)
            or (self.credential and self.credential.revoked_at)
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person can put on a page: years with records, the records of one of them, certificates, badges."""

    years: list[int]
    year: int
    records: list[RecordHead]
    certificates: list[Certificate]
    badges: list[Credential]


# Addresses


def token_of(share: Share) -> str:
    """The secret part of a page's address: 160 bits, made anew whenever the holder asks for it and never stored."""
    code = keys.mac("share-link", share.volunteer_id.bytes + share.id.bytes, TOKEN_BYTES, keys.FIRST)
    return base64.urlsafe_b64encode(code).rstrip(b"=").decode()


def digest_of(token: str) -> UUID:
    return keys.blind_index("share-link", token)


def url_of(share: Share) -> str:
    return f"{settings.SITE_URL}/shared/{token_of(share)}/"


# The holder's side


def mine(viewer: Actor, volunteer_id: UUID) -> list[Share]:
    """A person's pages, the newest first, with those that ended; for the person and the guardian."""
    _allow(viewer, volunteer_id)
    return list(Share.objects.filter(volunteer_id=volunteer_id).order_by("-made_at", "-id")[:MOST_SHARES])


def one(viewer: Actor, volunteer_id: UUID, share_id: UUID) -> Share:
    _allow(viewer, volunteer_id)
    found = Share.objects.filter(volunteer_id=volunteer_id, id=share_id).first()
    if found is None:
        raise NotFound
    return found


def seen_by_holder(viewer: Actor, volunteer_id: UUID, share_id: UUID, at: datetime) -> Shown:
    """What readers of a page see, for its holder, also after it ended."""
    return shown(one(viewer, volunteer_id, share_id), at)


def choices(viewer: Actor, volunteer_id: UUID, year: int | None) -> Choices:
    """What can be chosen from: the valid records of one year, the newest first, and certificates that were not withdrawn."""
    _allow(viewer, volunteer_id)
    standing = _counting(volunteer_id)
    years = sorted({day.year for day in standing.dates("day", "year")}, reverse=True)
    chosen = year if year in years else (years[0] if years else 0)
    records = (
        standing.filter(day__gte=date(chosen, 1, 1), day__lte=date(chosen, 12, 31))
        .select_related("record")
        .order_by("-day", "-record_id")[:MOST_CHOICES]
        if chosen
        else []
    )
    certificates = [one for one in certificate_queries.mine(viewer, volunteer_id) if one.withdrawn_at is None]
    badges = credential_queries.standing(viewer, volunteer_id, Form.BADGE)
    return Choices(years, chosen, list(records), certificates, badges)


def _allow(viewer: Actor, volunteer_id: UUID) -> None:
    """An officer reads a person's records, not whom they show them to."""
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound


# The reader's side


def found(token: str, at: datetime) -> Share:
    """The page of a token. `NotFound` for none; raises `Ended` for one that is over or was withdrawn."""
    link = ShareLink.objects.filter(digest=digest_of(token)).first() if len(token) <= LONGEST_TOKEN else None
    share = Share.objects.filter(volunteer_id=link.volunteer_id, id=link.share_id).first() if link else None
    if share is None:
        raise NotFound
    if share.withdrawn_at or share.until <= at:
        raise Ended(share.withdrawn_at is not None)
    return share


def shown(share: Share, at: datetime) -> Shown:
    """What a page shows at this moment; the caller found it by its token, or may see it. A fixed number of statements."""
    volunteer = identity_queries.volunteer(share.volunteer_id) if share.with_name else None
    lines = _lines(share) if share.lines else []
    return Shown(
        share=share,
        checked_at=at,
        name=volunteer.name if volunteer else "",
        name_latin=volunteer.name_latin if volunteer else "",
        hours=_hours(share) if share.with_hours else None,
        lines=lines,
        gone=share.lines - len(lines),
        certificate=_certificate(share, at),
        credential=_credential(share),
    )


def proofs(share: Share) -> list[dict[str, object]]:
    """What the log says of the records on a page. Only where the name is shown: a proof holds the person's id, by which
    two pages without a name could be told to be one person's."""
    if not share.with_name:
        raise NotFound
    lines = [line for line in _lines(share) if line.state is not LineState.REVOKED]
    by_owner: dict[UUID, list[ServiceRecord]] = {}
    for line in lines:
        by_owner.setdefault(line.record.volunteer_id, []).append(line.record)
    return [bundle for versions in by_owner.values() for bundle in record_proving.bundles(versions)]


def minutes_between(volunteer_id: UUID, from_on: date | None, to_on: date | None) -> dict[str, int]:
    """Minutes of valid service that count here, by grade. The caller has asked who may see them."""
    standing = _counting(volunteer_id)
    if from_on:
        standing = standing.filter(day__gte=from_on)
    if to_on:
        standing = standing.filter(day__lte=to_on)
    return dict(standing.values("grade").annotate(total=Sum("minutes")).order_by("grade").values_list("grade", "total"))


def _counting(volunteer_id: UUID) -> QuerySet[RecordHead]:
    return RecordHead.objects.filter(
        volunteer_id__in=rows_of(volunteer_id),
        standing=Standing.VALID,
        kind=Kind.SERVICE,
        whereabouts=Whereabouts.HERE,
    )


def _hours(share: Share) -> Hours:
    by_grade = minutes_between(share.volunteer_id, share.from_on, share.to_on)
    return Hours(by_grade, share.credit_minutes, share.honour_minutes)


def _lines(share: Share) -> list[Line]:
    """In the order of the days. A record that was erased since is gone, and said to be."""
    chosen = list(ShareLine.objects.filter(volunteer_id=share.volunteer_id, share_id=share.id).order_by("record_id"))
    heads = record_queries.stand_of(share.volunteer_id, [line.record_id for line in chosen])
    wanted = [head.version_id for head in heads.values()] + [line.version_id for line in chosen]
    versions = {row.id: row for row in record_queries.versions_by_id(share.volunteer_id, wanted)}
    lines = []
    for line in chosen:
        head = heads.get(line.record_id)
        now = versions.get(head.version_id) if head else None
        if head is not None and now is not None:
            lines.append(_line(line, head, versions.get(line.version_id), now))
    return sorted(lines, key=lambda line: (line.record.starts_at, line.record.record_id), reverse=True)


def _line(chosen: ShareLine, head: RecordHead, then: ServiceRecord | None, now: ServiceRecord) -> Line:
    if now.standing != Standing.VALID:
        state = LineState.REVOKED
    elif then is not None and _served(then) == _served(now):
        state = LineState.STANDS
    else:
        state = LineState.CORRECTED
    return Line(now, state, chosen.minutes, chosen.grade, head.moved_to)


def _served(version: ServiceRecord) -> tuple[object, ...]:
    """What a correction may change."""
    return version.starts_at, version.ends_at, version.break_minutes, version.minutes, version.grade


def _certificate(share: Share, at: datetime) -> Verification | None:
    if share.certificate_id is None:
        return None
    certificate = Certificate.objects.filter(
        volunteer_id__in=rows_of(share.volunteer_id), id=share.certificate_id
    ).first()
    return certificate_queries.standing_of(certificate, at) if certificate else None


def _credential(share: Share) -> Credential | None:
    if share.credential_id is None:
        return None
    return Credential.objects.filter(volunteer_id=share.volunteer_id, id=share.credential_id).first()
