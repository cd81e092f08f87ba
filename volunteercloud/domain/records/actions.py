from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import TimestamptzRange

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.regions import queries as region_queries

from . import rules
from .drafts import RecordDraft
from .models import OrganizationRecord, RecordHead, ServiceRecord, Standing

# What a draft carries for the rules and for the organization's side; the record itself does not repeat it.
UNSAID = {"explanation", "circumstances", "volunteer_name", "volunteer_number"}

OVERLAP = _("This time overlaps another service record of the same person, perhaps in another organization.")
OVERLAP_NEXT = _("Nobody is in two places: change the start or the end, or ask for a correction of the other record.")


@retried
def record_service(*, actor: Actor, draft: RecordDraft, at: datetime) -> RecordHead:
    """Write a service record, first version. Called by the area whose evidence it rests on, which has asked its own rules.

    Refused when it overlaps a valid record of the person (`record.overlap`), when nothing of it counts
    (`record.too_short`), when the day passes the region's cap without an explanation (`record.daily_cap`). The same
    source gives the same record: a repeated call returns the one there is.
    """
    standing = RecordHead.objects.filter(
        volunteer_id=draft.volunteer_id, source_kind=draft.source_kind, source_id=draft.source_id
    ).first()
    if standing:
        return standing

    day = timezone.localdate(draft.starts_at)
    rule_set = region_queries.rules_for(draft.service_region_code, day)
    worked = rules.worked_minutes(draft.starts_at, draft.ends_at, draft.break_minutes)
    minutes = rules.credited_minutes(worked, rule_set.rounding_minutes)
    if not minutes:
        raise Refused(
            "record.too_short",
            _("The time present is shorter than the smallest step that counts."),
            next_step=_("If the times are wrong, correct them first; otherwise mark the person as not served."),
            facts={"worked_minutes": worked, "rounding_minutes": rule_set.rounding_minutes},
        )
    _check_daily_cap(draft, day, minutes, rule_set.daily_cap_minutes)

    version = _version_of(draft, day=day, worked=worked, minutes=minutes, at=at)
    head = RecordHead(
        volunteer_id=draft.volunteer_id,
        record_id=version.record_id,
        source_kind=draft.source_kind,
        source_id=draft.source_id,
        organization_id=draft.organization_id,
        first_written_at=at,
    )
    _stand(head, version, new=True)
    OrganizationRecord.objects.create(
        organization_id=draft.organization_id,
        record_id=version.record_id,
        volunteer_id=draft.volunteer_id,
        volunteer_name=draft.volunteer_name,
        volunteer_number=draft.volunteer_number,
        shift_id=draft.source_id,
        first_written_at=at,
        **_said_to_organization(version),
    )

    audit.record(
        actor,
        "records.service_recorded",
        at=at,
        owner_id=draft.volunteer_id,
        subject=("record", version.record_id, draft.title),
        region_code=draft.service_region_code,
        facts={"day": str(day), "minutes": minutes, "grade": draft.grade, "organization": draft.organization_name},
    )
    return head


@transaction.atomic
def record_many(*, actor: Actor, drafts: Sequence[RecordDraft], at: datetime) -> list[RecordHead | Refused]:
    """Write many records, each for itself: in the order given, the record of a draft or the reason why there is none.

    One statement per table whatever the number. Never more than 10,000 at once.
    """
    outcomes: list[RecordHead | Refused] = []
    for draft in drafts:
        try:
            with transaction.atomic():
                outcomes.append(record_service(actor=actor, draft=draft, at=at))
        except Refused as refusal:
            outcomes.append(refusal)
    return outcomes


@retried
def correct_record(
    *,
    actor: Actor,
    volunteer_id: UUID,
    record_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    break_minutes: int,
    reason: str,
    at: datetime,
) -> RecordHead:
    """Write a new version with other times. Both versions stay; the grade cannot rise by a correction, and it falls to E
    where the new times are longer than the evidence.

    Refused without a reason (`record.reason`), for times in the wrong order, in the future, over 24 hours or over a month
    away (`record.order`, `record.future`, `record.long`, `record.far`), for a revoked record (`record.revoked`), on overlap
    (`record.overlap`), and for an organization that may not act (`organization.suspended` …).
    """
    head = _locked_head(volunteer_id, record_id)

    _allow_correction(actor, head)

    reason = _stated(reason)
    rules.check_times(starts_at, ends_at, at)
    if head.standing == Standing.REVOKED:
        raise Refused("record.revoked", _("This record has been revoked and cannot be corrected."))
    before, first = _current(head), _first(head)
    rules.check_not_moved_far(first, starts_at)
    day = timezone.localdate(starts_at)
    rule_set = region_queries.rules_for(before.service_region_code, day)
    worked = rules.worked_minutes(starts_at, ends_at, break_minutes)
    minutes = rules.credited_minutes(worked, rule_set.rounding_minutes)
    if not minutes:
        raise Refused(
            "record.too_short",
            _("The time present is shorter than the smallest step that counts."),
            next_step=_("To take the record back entirely, revoke it."),
        )

    after = _next_version(
        before,
        actor,
        reason,
        at,
        day=day,
        starts_at=starts_at,
        ends_at=ends_at,
        break_minutes=break_minutes,
        worked_minutes=worked,
        minutes=minutes,
        grade=rules.grade_corrected(first, starts_at, ends_at, break_minutes),
        trail=[*before.trail, {"at": at.isoformat(), "what": "corrected", "who": actor.label}],
    )
    _stand(head, after)

    _tell_of_version("records.record_corrected", actor, before, after, at)
    return head


@retried
def revoke_record(*, actor: Actor, volunteer_id: UUID, record_id: UUID, reason: str, at: datetime) -> RecordHead:
    """Write a last version that says the service did not happen as recorded. It counts nowhere and stays visible."""
    head = _locked_head(volunteer_id, record_id)

    _allow_correction(actor, head)

    reason = _stated(reason)
    if head.standing == Standing.REVOKED:
        raise Refused("record.revoked", _("This record has been revoked already."))
    before = _current(head)

    after = _next_version(before, actor, reason, at, standing=Standing.REVOKED)
    _stand(head, after)

    _tell_of_version("records.record_revoked", actor, before, after, at)
    return head


def _locked_head(volunteer_id: UUID, record_id: UUID) -> RecordHead:
    head = RecordHead.objects.select_for_update().filter(volunteer_id=volunteer_id, record_id=record_id).first()
    if head is None:
        raise NotFound
    return head


def _allow_correction(actor: Actor, head: RecordHead) -> None:
    """Staff of the organization that wrote the record, while it may act; nobody in a matter of their own or their child."""
    if not rules.can_correct(actor, head.organization_id):
        raise NotAllowed("record.not_recorder")
    if identity_rules.may_act_for(actor, head.volunteer_id):
        raise NotAllowed("record.own")
    organization_rules.check_active(organization_queries.organization(actor, head.organization_id))


def _stated(reason: str) -> str:
    reason = reason.strip()
    if len(reason) < 4:
        raise Refused(
            "record.reason",
            _("A correction needs a reason."),
            next_step=_("Say in a sentence what was wrong; the volunteer will read it."),
            field="reason",
        )
    return reason[:1000]


def _current(head: RecordHead) -> ServiceRecord:
    return ServiceRecord.objects.get(volunteer_id=head.volunteer_id, day=head.day, id=head.version_id)


def _first(head: RecordHead) -> ServiceRecord:
    return ServiceRecord.objects.get(volunteer_id=head.volunteer_id, record_id=head.record_id, version=1)


def _check_daily_cap(draft: RecordDraft, day: Any, minutes: int, cap: int) -> None:
    already = (
        RecordHead.objects.filter(volunteer_id=draft.volunteer_id, day=day, standing=Standing.VALID).aggregate(
            total=Sum("minutes")
        )["total"]
        or 0
    )
    if already + minutes > cap and len(draft.explanation.strip()) < 4:
        raise Refused(
            "record.daily_cap",
            _("With this service the day has more hours than are usual for one person."),
            next_step=_("If it is true, explain in a sentence why; the explanation stays with the record."),
            field="explanation",
            facts={"already_minutes": already, "minutes": minutes, "cap_minutes": cap},
        )


def _version_of(draft: RecordDraft, *, day: Any, worked: int, minutes: int, at: datetime) -> ServiceRecord:
    said = {name: getattr(draft, name) for name in RecordDraft.__slots__ if name not in UNSAID}
    if draft.explanation:
        said["trail"] = [*draft.trail, {"at": at.isoformat(), "what": "explained", "text": draft.explanation[:300]}]
    return ServiceRecord(
        **said,
        day=day,
        id=ids.uuid7(),
        record_id=ids.uuid7(),
        version=1,
        standing=Standing.VALID,
        worked_minutes=worked,
        minutes=minutes,
        written_at=at,
    )


def _next_version(before: ServiceRecord, actor: Actor, reason: str, at: datetime, **changes: Any) -> ServiceRecord:
    said = {name.attname: getattr(before, name.attname) for name in ServiceRecord._meta.concrete_fields}
    said.pop("pk", None)
    said |= changes
    said |= {
        "id": ids.uuid7(),
        "version": before.version + 1,
        "reason": reason,
        "recorder_id": actor.id,
        "recorder_name": actor.label,
        "written_at": at,
    }
    return ServiceRecord(**said)


def _stand(head: RecordHead, version: ServiceRecord, *, new: bool = False) -> None:
    """Write the version and let the head point at it. The database refuses an overlap here."""
    version.save(force_insert=True)
    head.version_id, head.version, head.standing = version.id, version.version, version.standing
    head.day, head.minutes, head.grade, head.kind = version.day, version.minutes, version.grade, version.kind
    head.latitude, head.longitude = version.latitude, version.longitude
    head.during = TimestamptzRange(version.starts_at, version.ends_at)
    try:
        head.save(force_insert=new, force_update=not new)
    except IntegrityError as error:
        if broken_by(error).startswith("record_no_overlap"):
            raise Refused("record.overlap", OVERLAP, next_step=OVERLAP_NEXT) from error
        raise
    if not new:
        OrganizationRecord.objects.filter(organization_id=version.organization_id, record_id=version.record_id).update(
            **_said_to_organization(version)
        )


def _said_to_organization(version: ServiceRecord) -> dict[str, Any]:
    return {
        "activity_id": version.activity_id,
        "title": version.title,
        "version": version.version,
        "standing": version.standing,
        "day": version.day,
        "starts_at": version.starts_at,
        "ends_at": version.ends_at,
        "kind": version.kind,
        "minutes": version.minutes,
        "grade": version.grade,
        "confirmer_id": version.confirmer_id,
        "confirmer_name": version.confirmer_name,
        "written_at": version.written_at,
    }


def _tell_of_version(name: str, actor: Actor, before: ServiceRecord, after: ServiceRecord, at: datetime) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=after.volunteer_id,
        subject=("record", after.record_id, after.title),
        region_code=after.service_region_code,
        facts={
            "before": {"version": before.version, "minutes": before.minutes, "grade": before.grade},
            "after": {
                "version": after.version,
                "minutes": after.minutes,
                "grade": after.grade,
                "standing": after.standing,
            },
            "reason": after.reason,
        },
    )
