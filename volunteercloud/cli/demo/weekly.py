"""An activity of every week: a series with two posts, people who come each time, one who cannot, one who stands by."""

from dataclasses import replace
from datetime import time, timedelta

from django.utils import timezone

from volunteercloud.cli.demo import city, houses, service
from volunteercloud.cli.demo.story import Demo
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities.actions import (
    absences,
    covering,
    planning,
    publishing,
    signing_up_many,
    standing_by,
)
from volunteercloud.domain.activities.actions import series as series_actions
from volunteercloud.domain.activities.models import Absence, Activity, Post, Series, Shift, SignUp
from volunteercloud.domain.organizations.models import Organization

TEAM = 1
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
TUESDAY, THURSDAY = 2, 4
REGULARS = slice(46, 52)
HOMEWORK = replace(
    city.HOUSES[TEAM].scenes[0],
    title="傍晚作业桌",
    title_en="The homework table",
    content="周二、周四傍晚陪放学早、家长晚归的孩子写作业，写完一起下一盘棋，等家长来接。",
    content_en="On Tuesday and Thursday evenings sit with children whose parents come home late while they do their homework, "
    "play a game of chess afterwards, and wait with them until they are fetched.",
    category="children",
    beneficiaries=["children"],
    sdg_targets=["4.1"],
    region="990101001",
    place="竹桥街道老年活动室",
    place_en="Zhuqiao room for older people",
    point=(30.2655, 120.1467),
    risks=city.CHILD,
    risks_en=city.CHILD_EN,
    post="陪读员",
    post_en="Homework companion",
    duties="陪写作业、陪下棋",
    hours=(17.0, 18.5),
    places=5,
    minimum_age=18,
)


def every_week(demo: Demo) -> None:
    """Begun four weeks ago, planned eight weeks ahead."""
    team, owner = houses.found(demo, TEAM)
    series = _series(demo, team, owner)
    shifts = Shift.objects.filter(organization_id=team.id, project_id=series.project_id).order_by("starts_at", "id")
    for shift in shifts.filter(ends_at__lt=demo.now).select_related("post"):
        service.serve(demo, owner, demo.actors[2], shift, replace(HOMEWORK, places=shift.places))
    _come_every_time(demo, [shift for shift in shifts if shift.starts_at > demo.now + 2 * DAY and shift.places > 2])
    _cannot_come(demo, series)
    _stands_by(demo, team)
    _says_why(demo, team)


def _series(demo: Demo, team: Organization, owner: Actor) -> Series:
    began = demo.now - 4 * WEEK
    about = {"actor": owner, "organization_id": team.id}
    project_id = houses.planned(demo, owner, team, HOMEWORK, began - 9 * DAY, starts=[])
    activity = Activity.objects.get(organization_id=team.id, project_id=project_id)
    fetching = planning.PostDraft(name="接送员", name_en="Walker", duties="送孩子到家门口", minimum_age=18)
    walker = planning.add_post(**about, activity_id=activity.id, draft=fetching, at=began - 9 * DAY)
    companion = Post.objects.exclude(id=walker.id).get(organization_id=team.id, activity_id=activity.id)
    series = series_actions.start_series(
        **about,
        activity_id=activity.id,
        pattern=series_actions.Pattern(weekdays=[TUESDAY, THURSDAY], from_on=timezone.localdate(began)),
        slots=[
            series_actions.Slot(post_id=companion.id, starts=time(17), ends=time(18, 30), places=5),
            series_actions.Slot(post_id=walker.id, starts=time(18, 30), ends=time(19, 30), places=2),
        ],
        at=began - 9 * DAY,
    )
    publishing.submit_project(**about, project_id=project_id, at=began - 8 * DAY)
    publishing.decide_project(
        actor=demo.officer, case_id=houses.case_of(project_id), decision="approve", reason="", at=began - 7 * DAY
    )
    series_actions.extend_series(**about, series_id=series.id, at=demo.now - DAY)
    return series


def _come_every_time(demo: Demo, shifts: list[Shift]) -> None:
    """Some sign up for every evening at once; who serves elsewhere on one of them is left out of that one."""
    for actor in [demo.actors[0], *demo.actors[REGULARS][:3]]:
        signing_up_many.sign_up_for_many(
            actor=actor,
            organization_id=shifts[0].organization_id,
            shift_ids=[shift.id for shift in shifts],
            volunteer_id=actor.id,
            at=demo.now - 2 * DAY,
        )


def _cannot_come(demo: Demo, series: Series) -> None:
    places = SignUp.objects.filter(
        organization_id=series.organization_id,
        shift__project_id=series.project_id,
        shift__starts_at__gt=demo.now + 2 * DAY,
        volunteer_id=demo.actors[REGULARS][1].id,
        state="confirmed",
    )
    place = places.order_by("shift__starts_at", "shift_id").first()
    if place is None:
        return  # who would ask serves elsewhere every evening; the week is told without it
    covering.ask_cover(
        actor=demo.actors[REGULARS][1],
        organization_id=series.organization_id,
        shift_id=place.shift_id,
        volunteer_id=place.volunteer_id,
        note="那天要值夜班，找一位能替我的朋友。",
        at=demo.now - DAY,
    )


def _stands_by(demo: Demo, team: Organization) -> None:
    """Somebody could still come to the shift that runs now."""
    running = Shift.objects.filter(organization_id=team.id, starts_at__lt=demo.now, ends_at__gt=demo.now)
    shift = running.order_by("starts_at", "id").first()
    for actor in demo.actors[REGULARS] if shift else ():
        try:
            standing_by.stand_by(
                actor=actor,
                organization_id=team.id,
                shift_id=shift.id,
                volunteer_id=actor.id,
                at=shift.starts_at - timedelta(hours=3),
            )
        except Refused:
            continue  # on the roster, or busy elsewhere: the next one then
        return


def _says_why(demo: Demo, team: Organization) -> None:
    """The last one who did not come says why, and a coordinator has not answered yet."""
    missed = Absence.objects.filter(organization_id=team.id, kind="unexcused", told_at__lt=demo.now - DAY)
    absence = missed.exclude(volunteer_id__in=[demo.actors[1].id, demo.actors[2].id]).select_related("sign_up")
    latest = absence.order_by("-told_at", "volunteer_id").first()
    if latest is None:
        return  # everybody came; nothing to say
    absences.answer_to_absence(
        actor=Actor(ActorKind.PERSON, latest.sign_up.volunteer_name, latest.volunteer_id),
        organization_id=team.id,
        shift_id=latest.shift_id,
        volunteer_id=latest.volunteer_id,
        statement="那天早上老人住院，来不及在网上取消，给带队人打过电话。",
        at=demo.now - DAY,
    )
