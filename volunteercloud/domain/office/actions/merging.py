"""One person registered twice: proposed by one officer, decided by another, and undone for as long as it can be.

Nothing is lost on the way: what the second number still has open (shifts, seats, memberships, children, offices) and records
of both that overlap are named first, and are settled by whoever they belong to.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import joining
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Merge, MergeState, Right, Volunteer
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.office import double_people
from volunteercloud.domain.reviews import actions as reviews
from volunteercloud.domain.reviews import queries as reviews_queries
from volunteercloud.domain.reviews.models import Decision, Kind
from volunteercloud.domain.transfers import queries as transfer_queries

UNDO_DAYS = 180
SHORTEST_GROUNDS = 4


@transaction.atomic
def propose_merge(*, actor: Actor, volunteer_id: UUID, other_number: str, grounds: str, at: datetime) -> Merge:
    """Say that somebody is registered a second time under another number. Whoever proposes it has said yes; another officer
    for identity decides. Refused without grounds, for people who cannot be one, and while something stands against it."""
    if not identity_queries.offices(actor, Right.IDENTITY):
        raise NotAllowed("identity.not_officer")

    try:
        other_id = identity_queries.volunteer_by_number(other_number).id
    except NotFound:
        raise Refused(
            "merge.number",
            _("No volunteer has this number."),
            next_step=_("Check it against the pass."),
            field="other_number",
        ) from None
    kept, other = _both(actor, volunteer_id, other_id)
    grounds = _said(grounds, "grounds")
    _check(kept, other, at)

    merge = Merge.objects.create(
        volunteer_id=kept.id,
        id=ids.uuid7(),
        other_id=other.id,
        other_number=other.number,
        grounds=grounds,
        proposed_by=actor.person_id,
        proposed_by_label=actor.label[:200],
        proposed_at=at,
    )
    case = reviews.open_case(
        actor=actor,
        kind=Kind.MERGE,
        owner_id=kept.id,
        subject_id=merge.id,
        region_code=kept.region_id or "",
        title=f"{kept.name} {kept.number} ← {other.number}",
        at=at,
    )
    reviews.settle(actor=actor, case_id=case.id, decision=Decision.APPROVE, reason=grounds, at=at)

    _record("identity.merge_proposed", actor, merge, kept, at, grounds=grounds)
    return merge


@transaction.atomic
def decide_merge(*, actor: Actor, case_id: UUID, decision: str, reason: str = "", at: datetime) -> Merge:
    """The second officer's word. Approved, the two are joined; what stands against it by now is refused again."""
    case = reviews_queries.case(case_id)
    if case.kind != Kind.MERGE:
        raise NotFound
    merge = joining.merge(case.owner_id, case.subject_id)
    kept, other = _both(actor, merge.volunteer_id, merge.other_id)

    case = reviews.settle(actor=actor, case_id=case_id, decision=decision, reason=reason, at=at)
    if case.is_waiting:
        return merge
    if decision == Decision.APPROVE:
        _check(kept, other, at)
        joining.join(merge, other, at)
        _tell("people_merged", actor, merge, at)
    else:
        merge.state = MergeState.DECLINED
        merge.save(update_fields=["state"])

    _record("identity.merge_decided", actor, merge, kept, at, decision=decision, reason=case.reason)
    return merge


@transaction.atomic
def undo_merge(*, actor: Actor, volunteer_id: UUID, merge_id: UUID, reason: str, at: datetime) -> Merge:
    """Part the two again: each has the records, the account and the numbers that were theirs. Within 180 days; what was
    written for the person meanwhile stays with the number that was kept. Refused while records of the person are on their
    way to or from another place (`merge.transfers`): those of both go along."""
    merge = joining.merge(volunteer_id, merge_id)
    kept, _other = _both(actor, merge.volunteer_id, merge.other_id)

    if merge.state != MergeState.MERGED or merge.merged_at is None:
        raise Refused(
            "merge.not_standing",
            _("These two numbers are not joined, or not any more."),
            next_step=_("Open the page again to see how it stands."),
        )
    if at - merge.merged_at > timedelta(days=UNDO_DAYS):
        raise Refused(
            "merge.too_late",
            _("This was decided more than 180 days ago, and can't be undone here."),
            next_step=_("Ask the operator of this site."),
        )
    if transfer_queries.is_under_way(volunteer_id):
        raise Refused(
            "merge.transfers",
            _("Records of this person are on their way to or from another place, those of both numbers together."),
            next_step=_("Wait until that transfer is over, or let the person call it off."),
        )
    reason = _said(reason, "reason")
    joining.part(merge, reason, at)

    _record("identity.merge_undone", actor, merge, kept, at, reason=reason)
    _tell("people_parted", actor, merge, at)
    return merge


def _both(actor: Actor, kept_id: UUID, other_id: UUID) -> tuple[Volunteer, Volunteer]:
    """Both people, held. For officers for identity where both live, and not in a matter of their own."""
    held = identity_queries.held({kept_id, other_id})
    if kept_id not in held or other_id not in held:
        raise NotFound
    for person in held.values():
        if not identity_rules.may_decide_identity(actor, person.region_id or "", person.id):
            raise NotAllowed("identity.not_officer")
    return held[kept_id], held[other_id]


def _check(kept: Volunteer, other: Volunteer, at: datetime) -> None:
    against = double_people.obstacles(kept, other, at)
    if against:
        first = against[0]
        raise Refused(
            f"merge.{first.code}",
            first.message,
            next_step=first.next_step,
            field="other_number",
            facts={"obstacles": [each.code for each in against]},
        )


def _said(text: str, field: str) -> str:
    said = text.strip()[:1000]
    if len(said) < SHORTEST_GROUNDS:
        raise Refused(
            "merge.grounds",
            _("The next officer and the person will ask why, and nothing is said."),
            next_step=_("Say in a sentence how you know."),
            field=field,
        )
    return said


def _record(name: str, actor: Actor, merge: Merge, kept: Volunteer, at: datetime, **facts: str) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=merge.volunteer_id,
        subject=("merge", merge.id, f"{kept.number} ← {merge.other_number}"),
        region_code=kept.region_id or "",
        facts={"other_number": merge.other_number, **facts},
    )


def _tell(template: str, actor: Actor, merge: Merge, at: datetime) -> None:
    messages.tell(
        actor=actor,
        recipient=identity_queries.recipient(merge.volunteer_id),
        template=template,
        facts={"by": actor.label, "number": merge.other_number},
        at=at,
    )
