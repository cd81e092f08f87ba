"""What people of the city ask for, and how it goes on: a station that looks after it, offers, shifts served, results told."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from volunteercloud.cli.demo import houses, service
from volunteercloud.cli.demo.asked import ASKED, Asked, Fate
from volunteercloud.cli.demo.story import Demo
from volunteercloud.core import ids
from volunteercloud.core.actor import Actor, system
from volunteercloud.domain.activities.actions.series import Pattern
from volunteercloud.domain.activities.models import Activity, Shift
from volunteercloud.domain.attendance import actions as attendance
from volunteercloud.domain.identity import actions as identity
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.needs.actions import (
    confirming,
    docking,
    ending,
    figuring,
    following,
    moderating,
    offering,
    pairing,
    posting,
    stations,
)
from volunteercloud.domain.needs.drafts import NeedDraft
from volunteercloud.domain.needs.models import About, Frequency, Need, NeedShift
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.projects.models import Project

STATION, TEAM, OTHERS = 7, 1, (2, 3)
LEADER = 2  # of the team
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORKER = system("青禾演示 Qinghe demo")
# Of the team's projects the one in whose region a need can be served.
PROJECTS = {"990101004": "给独居老人送午餐", "990101001": "手机慢慢学", "990101003": "给独居老人送午餐"}
TAKEN_UP = {Fate.CHOSEN, Fate.DOCKED, Fate.PAIRED, Fate.DONE, Fate.CONFIRMED}
SERVED = {Fate.DONE, Fate.CONFIRMED}
OPENED = set(Fate) - {Fate.DRAFT, Fate.MODERATION, Fate.RETURNED, Fate.REJECTED}


def asked_for(demo: Demo) -> None:
    """The association of a district is its station; then everything that the city asks for, in the order it was posted."""
    organization, _owner = houses.found(demo, STATION)
    stations.name_station(
        actor=demo.officer, region_code="990101", organization_id=organization.id, at=demo.now - 60 * DAY
    )
    for asked in sorted(ASKED, key=lambda asked: -asked.days):
        _tell(demo, asked)
    figuring.count_figures(actor=WORKER, at=demo.now)


def _tell(demo: Demo, asked: Asked) -> None:
    poster = demo.actors[asked.poster]
    at = min(demo.now - 2 * HOUR, demo.now - asked.days * DAY)
    _reachable(demo, asked.poster)
    need = posting.save_need(actor=poster, need_id=ids.uuid7(), draft=_draft(demo, asked, poster), at=at)
    if asked.fate == Fate.DRAFT:
        return
    posting.post_need(actor=poster, need_id=need.id, at=at + HOUR / 2)
    _decided(demo, asked, need, at + HOUR)
    if asked.fate in TAKEN_UP:
        _taken_up(demo, asked, need, at + 3 * HOUR)
    elif asked.fate in OPENED:
        _left_open(demo, asked, need, at + 3 * HOUR)


def _reachable(demo: Demo, number: int) -> None:
    """A proved phone of those numbers that are kept free for stories."""
    account = Account.objects.get(id=demo.actors[number].id)
    if not account.phone_verified:
        phone = f"+1202555{100 + number:04}"
        identity.hold_phone(actor=WORKER, account=account, phone=phone, verified=True, at=demo.opened + DAY)


def _draft(demo: Demo, asked: Asked, poster: Actor) -> NeedDraft:
    on = timezone.localdate(demo.now) + asked.wanted * DAY
    starts_at, ends_at = (timezone.make_aware(datetime.combine(on, time(hour))) for hour in asked.hours)
    is_once = asked.frequency == Frequency.ONCE
    same = (
        "title", "title_en", "words", "words_en", "category", "beneficiary", "about", "frequency", "weekdays", "people",
        "skills", "languages", "urgency", "safety",
    )  # fmt: skip
    return NeedDraft(
        **{name: getattr(asked, name) for name in same},
        region_code=asked.region,
        is_remote=asked.point is None and asked.fate != Fate.DRAFT,
        starts_at=starts_at if is_once else None,
        ends_at=ends_at if is_once else None,
        from_minute=None if is_once else asked.hours[0] * 60,
        to_minute=None if is_once else asked.hours[1] * 60,
        consent=asked.about == About.PERSON,
        address="" if asked.point is None else f"{3 + asked.poster}号楼1单元",
        latitude=asked.point and asked.point[0],
        longitude=asked.point and asked.point[1],
        contact_name=poster.label,
        contact_phone=f"0990 555 {200 + asked.poster}",
        notes="门铃坏了，请敲门。",
    )


def _decided(demo: Demo, asked: Asked, need: Need, at: datetime) -> None:
    if asked.fate == Fate.MODERATION:
        return
    decision = {Fate.RETURNED: "return", Fate.REJECTED: "reject"}.get(asked.fate, "approve")
    reason = "" if decision == "approve" else asked.said
    case_id = houses.case_of(need.id)
    moderating.decide_need(actor=demo.officer, case_id=case_id, decision=decision, reason=reason, at=at)


def _left_open(demo: Demo, asked: Asked, need: Need, at: datetime) -> None:
    """What becomes of a need that nobody takes up, or not yet."""
    poster = demo.actors[asked.poster]
    match asked.fate:
        case Fate.PASSED_UP:
            need.refresh_from_db()
            ending.pass_upward(actor=WORKER, need_id=need.id, at=max(at, need.passes_at))
        case Fate.OFFERED:
            for number in (TEAM, *OTHERS):
                organization, owner = houses.found(demo, number)
                words = asked.said if number == TEAM else "我们可以来三四个人。"
                at += HOUR
                offering.offer(actor=owner, need_id=need.id, organization_id=organization.id, words=words, at=at)
        case Fate.HELPED:
            offering.offer_myself(actor=demo.actors[0], need_id=need.id, words=asked.said, at=at)
        case Fate.UNMET:
            ending.close_unmet(
                actor=demo.officer, need_id=need.id, unmet=asked.unmet, reason=asked.said, at=at + 2 * DAY
            )
        case Fate.WITHDRAWN:
            posting.withdraw_need(actor=poster, need_id=need.id, reason=asked.said, at=at + DAY)


def _taken_up(demo: Demo, asked: Asked, need: Need, at: datetime) -> None:
    """The team offers, is chosen and takes it up; what was to be served by now was served."""
    team, owner = houses.found(demo, TEAM)
    words = "我们可以来。" if asked.fate in SERVED else asked.said
    offer = offering.offer(actor=owner, need_id=need.id, organization_id=team.id, words=words, at=at)
    offering.choose(actor=demo.actors[asked.poster], offer_id=offer.id, at=at + 2 * HOUR)
    if asked.fate == Fate.CHOSEN:
        return
    project = Project.objects.get(organization_id=team.id, title=PROJECTS[asked.region])
    if asked.fate == Fate.PAIRED:
        _pair(demo, owner, team, project, need, at + 4 * HOUR)
        return
    docking.dock_as_activity(
        actor=owner,
        organization_id=team.id,
        need_id=need.id,
        project_id=project.id,
        times=_times(need),
        at=at + 4 * HOUR,
    )
    link = NeedShift.objects.get(organization_id=team.id, need_id=need.id)
    shift = Shift.objects.get(organization_id=team.id, id=link.shift_id)
    there = service.sign_up(demo, demo.actors[6:46], shift.places, shift, since=at + 5 * HOUR)
    if asked.fate in SERVED:
        _served(demo, asked, shift, there, need)


def _times(need: Need) -> docking.Times:
    return docking.Times(starts_at=need.starts_at, ends_at=need.ends_at)


def _pair(demo: Demo, owner: Actor, team: Organization, project: Project, need: Need, at: datetime) -> None:
    """Twin help: the team comes every week from then on."""
    activity = Activity.objects.filter(organization_id=team.id, project_id=project.id).order_by("created_at", "id")[0]
    pairing.pair(
        actor=owner,
        organization_id=team.id,
        need_id=need.id,
        household="柳堤三号楼",
        activity_id=activity.id,
        pattern=Pattern(weekdays=need.weekdays, from_on=timezone.localdate(demo.now) + DAY),
        starts=time(15),
        ends=time(16),
        at=at,
    )


def _served(demo: Demo, asked: Asked, shift: Shift, there: Iterable[Actor], need: Need) -> None:
    """Ticked by the leader, confirmed on the spot, and followed; its poster says how it was, or has not yet."""
    leader, volunteer_ids = demo.actors[LEADER], [actor.id for actor in there]
    for volunteer_id in volunteer_ids:
        for direction, at in (("in", shift.starts_at), ("out", shift.ends_at)):
            _tick(leader, shift, volunteer_id, direction, at)
    outcome = attendance.confirm(
        actor=leader,
        organization_id=shift.organization_id,
        shift_id=shift.id,
        volunteer_ids=volunteer_ids,
        at=shift.ends_at + HOUR / 3,
    )
    demo.records += sum(one.record_id is not None for one in outcome)
    over = shift.ends_at + HOUR
    following.follow(actor=WORKER, organization_id=shift.organization_id, need_id=need.id, at=over)
    if asked.fate == Fate.CONFIRMED:
        poster = demo.actors[asked.poster]
        confirming.confirm_result(
            actor=poster, need_id=need.id, rating=asked.rating, words=asked.said, at=over + 5 * HOUR
        )


def _tick(leader: Actor, shift: Shift, volunteer_id: UUID, direction: str, at: datetime) -> None:
    attendance.tick(
        actor=leader,
        organization_id=shift.organization_id,
        shift_id=shift.id,
        volunteer_id=volunteer_id,
        direction=direction,
        request_id=ids.uuid7(),
        at=at,
    )
