"""Looking at what organizations wrote, and deciding about what looked bought."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.objections import actions as objections
from volunteercloud.domain.objections.models import Side, Wish
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.records.models import OrganizationRecord
from volunteercloud.domain.reviews import actions as reviews
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Decision, Kind

from . import gathering, queries, rules, weighing
from .gathering import Entry
from .models import CaseReason, CaseState, RadarCase, Swept, Thresholds
from .weighing import Facts

# A record carries the time of its action; one that was still being written when the radar last looked has an earlier one.
LOOKED_AGAIN = timedelta(hours=1)
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Objected:
    """What became of one record of a case: an objection, or why there is none."""

    record_id: UUID
    objection_id: UUID | None
    refusal: Refused | None


Told = Mapping[UUID, Mapping[str, UUID]]  # by record and rule, the case it was told in


@transaction.atomic
def scan(*, actor: Actor, organization_id: UUID, at: datetime, again: bool = False) -> list[RadarCase]:
    """Look at what an organization wrote within its region's window, and open or extend cases. For the system only.

    Looks only where something was written since it last did, unless ``again``. A reason that has been told is not told a
    second time, so a repeated run changes nothing; what was dismissed stays quiet. Gives the cases it changed.
    """
    swept, _is_new = Swept.objects.select_for_update().get_or_create(organization_id=organization_id)
    organization = Organization.objects.filter(id=organization_id).first()

    if not actor.is_system:
        raise NotAllowed("radar.not_system")

    if organization is None:
        raise NotFound
    if not again and not _wrote_since(swept, at):
        return []
    thresholds = queries.thresholds_for(organization.region_id, timezone.localdate(at))

    changed = _look(actor, organization, thresholds, at)
    swept.until = at
    swept.save(update_fields=["until"])

    if changed:
        audit.record(
            actor,
            "radar.records_questioned",
            at=at,
            owner_id=organization.id,
            subject=("organization", organization.id, organization.name),
            region_code=organization.region_id,
            facts={"cases": [str(case.id) for case in changed], "records": sum(case.records for case in changed)},
        )
    return changed


@transaction.atomic
def dismiss(*, actor: Actor, case_id: UUID, reason: str, at: datetime) -> RadarCase:
    """Close a case as explained. Its reasons stay quiet for good; new ones about other records open a new case.

    Where the region wants two officers, the first one's word changes nothing, and the case comes back open. Refused without
    a reason (`radar.reason`), once somebody has decided (`radar.decided_already`), and where a record of
    the officer's own or their child's is in it (`radar.own_record`).
    """
    case = _locked(case_id)

    rules.check_may_see(actor, case)

    reason = rules.check_reason(reason)
    rules.check_open(case)
    rules.check_not_own(actor, queries.people_of(case))

    if not _settle(actor, case, Decision.APPROVE, reason, at):
        return case
    _decide(case, actor, CaseState.DISMISSED, reason, at)

    _tell(actor, "radar.case_dismissed", case, at, {"reason": reason})
    return case


@retried
def object_to_case(*, actor: Actor, case_id: UUID, grounds: str, at: datetime) -> list[Objected]:
    """Object to every record of a case, as an officer who wishes each to be voided; then the objections decide, not the case.

    Nothing comes back where the region wants two officers and this one is the first. Each record stands for itself: one
    that was revoked since, that waits on another objection, or whose service was in another officer's region does not hold
    up the others. Refused without grounds (`radar.reason`), once somebody has decided (`radar.decided_already`), for more
    records than one officer can answer for at once (`radar.too_many`), and where no record can be objected to
    (`radar.none_objected`): then the case stays open.
    """
    case = _locked(case_id)

    rules.check_may_see(actor, case)

    grounds = rules.check_reason(grounds)
    rules.check_open(case)
    records = queries.records_of(case)
    rules.check_not_too_many(records)

    if not _settle(actor, case, Decision.REJECT, grounds, at):
        return []
    objected = [_object(actor, record, case, grounds, at) for record in records]
    rules.check_any([one.refusal for one in objected])
    _decide(case, actor, CaseState.OBJECTED, grounds, at)

    raised = sum(one.objection_id is not None for one in objected)
    _tell(actor, "radar.case_objected", case, at, {"reason": grounds, "records": raised})
    return objected


@transaction.atomic
def read_names(
    *, actor: Actor, case_id: UUID, at: datetime, after: UUID | None = None, limit: int = queries.PAGE
) -> list[queries.Row]:
    """The records of a case with the names and numbers of the people. Each reading leaves an entry in the trail."""
    case = _locked(case_id)

    rules.check_may_see(actor, case)

    rows = queries.rows_of(case, after=after, limit=limit, named=True)

    _tell(actor, "radar.names_read", case, at, {"records": len(rows)})
    return rows


def _object(actor: Actor, record: OrganizationRecord, case: RadarCase, grounds: str, at: datetime) -> Objected:
    try:
        objection = objections.object_to_record(
            actor=actor,
            volunteer_id=record.volunteer_id,
            record_id=record.record_id,
            side=Side.OFFICER,
            wish=Wish.VOID,
            grounds=grounds,
            case_id=case.id,
            at=at,
        )
    except (Refused, NotAllowed, NotFound) as refusal:
        return Objected(record.record_id, None, rules.as_refusal(refusal))
    return Objected(record.record_id, objection.id, None)


def _wrote_since(swept: Swept, at: datetime) -> bool:
    written = OrganizationRecord.objects.filter(organization_id=swept.organization_id, first_written_at__lt=at)
    if swept.until:
        written = written.filter(first_written_at__gte=swept.until - LOOKED_AGAIN)
    return written.exists()


def _look(actor: Actor, organization: Organization, thresholds: Thresholds, at: datetime) -> list[RadarCase]:
    since = at - timedelta(days=thresholds.window_days)
    window = gathering.window(organization, since, at, past_entries=thresholds.past_entries)
    told, closed, in_question = _told_before(organization, window.entries)
    quiet = {
        record_id: [rule for rule, case_id in rules_told.items() if case_id in closed]
        for record_id, rules_told in told.items()
    }
    held = weighing.held(window, thresholds, quiet, in_question)
    by_hand: dict[UUID | None, list[Entry]] = defaultdict(list)
    for entry in window.entries:
        if entry.record_id in held and held[entry.record_id].keys() - told.get(entry.record_id, {}).keys():
            by_hand[entry.entered_by].append(entry)
    return [_hold(actor, organization, entries, held, told, at) for entries in by_hand.values()]


def _told_before(
    organization: Organization, entries: list[Entry]
) -> tuple[dict[UUID, dict[str, UUID]], set[UUID], set[UUID | None]]:
    """What has been told about these records, which cases are closed, and who has an open one."""
    told: dict[UUID, dict[str, UUID]] = defaultdict(dict)
    reasons = CaseReason.objects.filter(
        organization_id=organization.id, record_id__in=[entry.record_id for entry in entries]
    )
    for record_id, rule, case_id in reasons.values_list("record_id", "rule", "case_id"):
        told[record_id][rule] = case_id
    cases = RadarCase.objects.filter(organization_id=organization.id).values_list("id", "entered_by", "state")
    rows = list(cases)
    closed = {case_id for case_id, _hand, state in rows if state != CaseState.OPEN}
    return told, closed, {hand for _case_id, hand, state in rows if state == CaseState.OPEN}


def _hold(
    actor: Actor,
    organization: Organization,
    entries: list[Entry],
    held: Mapping[UUID, Facts],
    told: Told,
    at: datetime,
) -> RadarCase:
    """The open case about whoever entered these, or a new one, with the reasons that are new."""
    standing = _standing(organization, entries[-1])
    case = standing or _new_case(organization, entries[-1], at)
    fresh = [entry for entry in entries if case.id not in told.get(entry.record_id, {}).values()]
    case.records += len(fresh)
    case.minutes += sum(entry.minutes for entry in fresh)
    case.rules = sorted({*case.rules, *(rule for entry in entries for rule in held[entry.record_id])})
    case.grew_at = at
    case.save()
    if standing is None:
        _ask_officers(actor, case, at)
    CaseReason.objects.bulk_create(
        [
            CaseReason(
                organization_id=organization.id,
                record_id=entry.record_id,
                rule=rule,
                case_id=case.id,
                facts=facts,
                told_at=at,
            )
            for entry in entries
            for rule, facts in held[entry.record_id].items()
            if rule not in told.get(entry.record_id, {})
        ],
        batch_size=AT_ONCE,
    )
    return case


def _standing(organization: Organization, entry: Entry) -> RadarCase | None:
    """The open case about whoever entered this."""
    standing = RadarCase.objects.select_for_update().filter(
        organization_id=organization.id, entered_by=entry.entered_by, state=CaseState.OPEN
    )
    return standing.first()


def _new_case(organization: Organization, entry: Entry, at: datetime) -> RadarCase:
    return RadarCase(
        id=ids.uuid7(),
        region_id=organization.region_id,
        organization_id=organization.id,
        organization_name=organization.name,
        organization_name_en=organization.name_en,
        entered_by=entry.entered_by,
        entered_by_name=entry.entered_by_name,
        opened_at=at,
    )


def _ask_officers(actor: Actor, case: RadarCase, at: datetime) -> None:
    """Put it into the one queue of everything that waits."""
    reviews.open_case(
        actor=actor,
        kind=Kind.RADAR,
        owner_id=case.organization_id,
        subject_id=case.id,
        region_code=case.region_id,
        title=case.organization_name,
        at=at,
    )


def _settle(actor: Actor, case: RadarCase, decision: Decision, reason: str, at: datetime) -> bool:
    """Take it out of the queue. Not yet, where a second officer has to say the same."""
    waiting = review_queries.latest(Kind.RADAR, case.id)
    if waiting is None:
        raise NotFound
    settled = reviews.settle(actor=actor, case_id=waiting.id, decision=decision, reason=reason, at=at)
    return not settled.is_waiting


def _locked(case_id: UUID) -> RadarCase:
    case = RadarCase.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise NotFound
    return case


def _decide(case: RadarCase, actor: Actor, state: CaseState, reason: str, at: datetime) -> None:
    case.state, case.reason = state, reason
    case.decided_by, case.decided_by_label, case.decided_at = actor.id, actor.label[:200], at
    case.save()


def _tell(actor: Actor, name: str, case: RadarCase, at: datetime, facts: dict[str, object]) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=case.organization_id,
        subject=("radar_case", case.id, case.organization_name),
        region_code=case.region_id,
        facts=facts,
    )
