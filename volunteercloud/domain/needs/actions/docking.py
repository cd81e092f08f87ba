"""Docking 对接: a need that was taken up becomes a shift, an activity or a project, filled in from what it says.

Each is one transaction: what it becomes is made by the actions of activities and projects, which ask their own rules.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities.actions import planning, publishing
from volunteercloud.domain.activities.models import Activity, Post, Shift
from volunteercloud.domain.needs import docking_rules, filling, particulars, sealing, visits
from volunteercloud.domain.needs.models import Need, NeedShift, Offer, OfferState, State, Way, What
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.projects import actions as project_actions
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.projects.models import State as ProjectState

from . import keeping, releasing, rostering, telling

LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When people come: one shift, or the same one in each of ``weeks`` weeks. Without ``places``, as many as the need asks."""

    starts_at: datetime
    ends_at: datetime
    break_minutes: int = 0
    weeks: int = 1
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Became:
    """What a need became: shifts of an activity, how, and the state of its project."""

    way: Way
    activity: Activity
    shifts: Sequence[Shift]
    project: Project


@retried
def dock_into_activity(
    *,
    actor: Actor,
    organization_id: UUID,
    need_id: UUID,
    activity_id: UUID,
    post_id: UUID | None = None,
    times: Times,
    offer_ids: Collection[UUID] = (),
    at: datetime,
) -> Need:
    """A shift of an activity that runs. Without ``post_id`` a post is made from the need.

    ``offer_ids`` are volunteers whom the station chooses with this step; with those chosen before they are signed up by
    their own word, and where one can't be, nothing happens (`docking.volunteer`). Refused as by `docking_rules`: not chosen
    (`docking.not_chosen`), docked before (`need.docked`), a project that does not fit (`docking.…`); and for times that no
    shift can have (`shift.…`).
    """
    need, organization = held(organization_id, need_id)
    activity = activity_of(organization_id, activity_id)

    docking_rules.check_may_dock(actor, need, organization, activity.project_id)

    docking_rules.check_fits(need, activity.project, timezone.localdate(at))
    shifts = _plan(actor, need, activity, post_id, times, at)
    take_up(actor, need, organization, Became(Way.SHIFT, activity, shifts, activity.project), at)
    kept = rostering.sign_up_offered(actor, need, shifts[0], offer_ids, at)

    _tell(actor, need, shifts[0], activity.project, at, kept)
    return need


@retried
def dock_as_activity(
    *,
    actor: Actor,
    organization_id: UUID,
    need_id: UUID,
    project_id: UUID,
    title: str = "",
    times: Times,
    offer_ids: Collection[UUID] = (),
    at: datetime,
) -> Need:
    """A new activity of a project that is public, with its post and shift, in the region of the need. As
    `dock_into_activity`; refused with what gives the household away in the title (`need.personal`)."""
    need, organization = held(organization_id, need_id)
    project = Project.objects.filter(organization_id=organization_id, id=project_id).first()
    if project is None:
        raise NotFound

    docking_rules.check_may_dock(actor, need, organization, project_id)

    docking_rules.check_fits(need, project, timezone.localdate(at))
    particulars.check_gives_nothing_away(need, sealing.read(need), {"title": title})
    activity = _add_activity(actor, need, project, title, at)
    shifts = _plan(actor, need, activity, None, times, at)
    take_up(actor, need, organization, Became(Way.ACTIVITY, activity, shifts, project), at)
    kept = rostering.sign_up_offered(actor, need, shifts[0], offer_ids, at)

    _tell(actor, need, shifts[0], project, at, kept)
    return need


@retried
def dock_as_project(
    *,
    actor: Actor,
    organization_id: UUID,
    need_id: UUID,
    title: str = "",
    risks: str = "",
    times: Times,
    submit: bool = False,
    at: datetime,
) -> Need:
    """A draft of a project with activity, post and shift; with ``submit`` it goes to its officer at once, as any other, and is
    refused as any other (`project.incomplete`). The need is docked with the draft: its poster sees that it waits. Refused
    with what gives the household away (`need.personal`)."""
    need, organization = held(organization_id, need_id)

    docking_rules.check_may_dock(actor, need, organization, None)

    particulars.check_gives_nothing_away(need, sealing.read(need), {"title": title, "risks": risks})
    details = filling.details_of(
        need,
        organization,
        title=title.strip()[:LONGEST_TITLE],
        risks=risks.strip(),
        on=timezone.localdate(at),
        until=max(timezone.localdate(at), timezone.localdate(times.starts_at)),
    )
    project = project_actions.save_draft(actor=actor, organization_id=organization_id, details=details, at=at)
    activity = _add_activity(actor, need, project, title, at)
    shifts = _plan(actor, need, activity, None, times, at)
    if submit:
        project = publishing.submit_project(actor=actor, organization_id=organization_id, project_id=project.id, at=at)
    take_up(actor, need, organization, Became(Way.PROJECT, activity, shifts, project), at)

    _tell(actor, need, shifts[0], project, at)
    return need


def take_up(actor: Actor, need: Need, organization: Organization, became: Became, at: datetime) -> None:
    """Inner step, for docking and twin help: the need is this organization's, and out of the list of what is open."""
    _choose_own(actor, need, organization, at)
    need.organization_id, need.organization_name = organization.id, organization.name
    need.way, need.project_id, need.activity_id = became.way, became.project.id, became.activity.id
    need.answered_at = need.answered_at or at
    need.docked_at = at
    NeedShift.objects.bulk_create(
        NeedShift(organization_id=organization.id, shift_id=shift.id, need_id=need.id, ends_at=shift.ends_at)
        for shift in became.shifts
    )
    need.follows_at = visits.next_look(visits.linked(list(releasing.serving(need))), at)
    keeping.move(need, State.DOCKED, at)


def held(organization_id: UUID, need_id: UUID) -> tuple[Need, Organization]:
    """Inner step: the need, held, and the organization."""
    need = keeping.held(need_id)
    organization = Organization.objects.filter(pk=organization_id).first()
    if organization is None:
        raise NotFound
    return need, organization


def activity_of(organization_id: UUID, activity_id: UUID) -> Activity:
    """Inner step: an activity with its project."""
    found = Activity.objects.select_related("project").filter(organization_id=organization_id, id=activity_id).first()
    if found is None:
        raise NotFound
    return found


def post_of(actor: Actor, need: Need, activity: Activity, post_id: UUID | None, at: datetime) -> UUID:
    """Inner step: the post of the activity that was chosen, or one that is made from the need."""
    if post_id is None:
        return planning.add_post(
            actor=actor,
            organization_id=activity.organization_id,
            activity_id=activity.id,
            draft=filling.post_of(need),
            at=at,
        ).id
    of_activity = Post.objects.filter(
        organization_id=activity.organization_id, activity_id=activity.id, id=post_id, is_meeting=False
    )
    if not of_activity.exists():
        raise NotFound
    return post_id


def tell_docked(
    actor: Actor, need: Need, starts_at: datetime, project: Project, at: datetime, kept: Collection[UUID] = ()
) -> None:
    """Inner step: the poster and the station learn who comes and when; whoever offered, but for the offers that are
    ``kept``, that it is taken up."""
    is_public = project.state == ProjectState.PUBLISHED
    facts = {"organization": need.organization_name, "starts_at": starts_at.isoformat()}
    telling.tell_poster(actor, "docking_docked" if is_public else "docking_in_review", need, at, **facts)
    if need.station_id != need.organization_id:
        telling.tell_station(actor, "docking_docked" if is_public else "docking_in_review", need, at, **facts)
    releasing.answer_others(actor, need, "docking_taken_up", at, kept=kept, organization=need.organization_name)


def _plan(
    actor: Actor, need: Need, activity: Activity, post_id: UUID | None, times: Times, at: datetime
) -> list[Shift]:
    return planning.add_shifts(
        actor=actor,
        organization_id=activity.organization_id,
        post_id=post_of(actor, need, activity, post_id, at),
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        places=need.people if times.places is None else times.places,
        break_minutes=times.break_minutes,
        weeks=times.weeks,
        at=at,
    )


def _add_activity(actor: Actor, need: Need, project: Project, title: str, at: datetime) -> Activity:
    """In the region of the need where that lies within the project's, named as everybody may know it."""
    place, place_en = filling.place_of(need)
    is_within = (need.region_id or "").startswith(project.region_id or "")
    return planning.add_activity(
        actor=actor,
        organization_id=project.organization_id,
        project_id=project.id,
        title=title.strip()[:LONGEST_TITLE] or need.title,
        title_en="" if title.strip() else need.title_en,
        place=place,
        place_en=place_en,
        region_code=(need.region_id or "") if is_within else (project.region_id or ""),
        is_remote=need.is_remote,
        at=at,
    )


def _choose_own(actor: Actor, need: Need, organization: Organization, at: datetime) -> None:
    """The station takes a need up itself: the offer that it would have made is chosen with the step."""
    if need.organization_id == organization.id:
        return
    own = Offer.objects.filter(need=need, organization_id=organization.id, state=OfferState.WAITING).first()
    if own is None:
        own = Offer(
            id=ids.uuid7(),
            need=need,
            organization_id=organization.id,
            name=organization.name,
            offered_by=actor.person_id,
            offered_at=at,
        )
    own.state, own.answered_at = OfferState.CHOSEN, at
    own.save()


def _tell(actor: Actor, need: Need, shift: Shift, project: Project, at: datetime, kept: Collection[UUID] = ()) -> None:
    keeping.step(need, What.DOCKED, at, by=need.organization_name)
    keeping.leave_entry(
        actor,
        "needs.need_docked",
        need,
        at,
        organization=str(need.organization_id),
        way=need.way,
        project=str(project.id),
        shift=str(shift.id),
    )
    tell_docked(actor, need, shift.starts_at, project, at, kept)
