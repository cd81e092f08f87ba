"""Beginning with what is there: a copy of a project, a template kept of one, and drafts that come to nothing."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import repeating
from volunteercloud.domain.activities.models import (
    Activity,
    Post,
    Series,
    SeriesDay,
    SeriesSlot,
    Shift,
    ShiftLeader,
    ShiftState,
)
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.organizations import nodes
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.domain.projects import rules as project_rules
from volunteercloud.domain.projects.models import Project, State

from .planning import FARTHEST
from .series import MOST_AT_ONCE, make_days

Row = TypeVar("Row", bound=Model)
# What a copy does not say: when one could sign up, and until when somebody was insured.
DATED = ("recruits_from", "recruits_to", "policy_from", "policy_to")


@transaction.atomic
def copy_project(
    *,
    actor: Actor,
    organization_id: UUID,
    project_id: UUID,
    from_organization_id: UUID | None = None,
    first_on: date | None = None,
    at: datetime,
) -> Project:
    """Begin a draft with everything a project says, its activities and posts. From a template of an organization above,
    ``from_organization_id`` names that.

    With ``first_on`` its shifts and series come along, the first on that day and the others as far from it as they were;
    without, the copy has no dates. Insurance is never copied, as it was for other days. Refused for a day that is over
    (`copy.past`) or over three years ahead (`shift.far`).
    """
    source = _source(actor, from_organization_id or organization_id, project_id, organization_id)
    organization_queries.organization(actor, organization_id)

    if not organization_rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")

    if first_on and not timezone.localdate(at) <= first_on <= timezone.localdate(at) + FARTHEST:
        raise Refused(
            "copy.past" if first_on < timezone.localdate(at) else "shift.far",
            _("The first day lies in the past, or over three years ahead."),
            next_step=_("Choose another first day."),
            field="first_on",
        )
    copy = _copied(source, organization_id, State.DRAFT, source.title, at)
    posts = _plan_copied(source, copy, at)
    if first_on:
        _dates_copied(source, copy, posts, first_on, at)

    _tell(
        actor,
        "activities.project_copied",
        copy,
        at,
        {"of": str(source.id), "of_organization": source.organization.name},
    )
    return copy


@transaction.atomic
def keep_template(*, actor: Actor, organization_id: UUID, project_id: UUID, name: str, at: datetime) -> Project:
    """Keep what a project says, its activities and posts as a template under a name, for the organization and all below
    it. Refused without a name (`template.name`)."""
    source = _source(actor, organization_id, project_id, organization_id)

    if not organization_rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")

    if not name.strip():
        raise Refused("template.name", _("A template needs a name by which it is found."), field="name")
    template = _copied(source, organization_id, State.TEMPLATE, name.strip()[:100], at)
    _plan_copied(source, template, at)

    _tell(actor, "activities.template_kept", template, at, {"of": str(source.id)})
    return template


@transaction.atomic
def delete_draft(*, actor: Actor, organization_id: UUID, project_id: UUID, at: datetime) -> None:
    """Delete a draft or a template with everything planned in it. What was ever decided about, or was public, stays
    (`project.not_deletable`)."""
    project = project_queries.locked(organization_id, project_id)

    if not organization_rules.can_manage(actor, organization_id, project_id):
        raise NotAllowed("organization.not_manager")

    if project.state not in project_rules.DELETABLE:
        raise Refused(
            "project.not_deletable",
            _("Only a draft or a template is deleted; what an officer has seen stays."),
            next_step=_("Close the project and put it into the archive."),
        )
    activities = list(_of(Activity, project).values_list("id", flat=True))
    shifts = list(_of(Shift, project).values_list("id", flat=True))
    series = list(_of(Series, project).values_list("id", flat=True))
    SeriesDay.objects.filter(organization_id=organization_id, series_id__in=series).delete()
    SeriesSlot.objects.filter(organization_id=organization_id, series_id__in=series).delete()
    _of(Series, project).delete()
    ShiftLeader.objects.filter(organization_id=organization_id, shift_id__in=shifts).delete()
    _of(Shift, project).delete()
    Post.objects.filter(organization_id=organization_id, activity_id__in=activities).delete()
    _of(Activity, project).delete()
    Project.objects.filter(organization_id=organization_id, id=project_id).delete()

    _tell(actor, "projects.draft_deleted", project, at, {"state": project.state})


def _source(actor: Actor, owner_id: UUID, project_id: UUID, for_id: UUID) -> Project:
    """A project of the organization itself, for those who manage it, or a template of one above it."""
    project = project_queries.locked(owner_id, project_id)
    if owner_id == for_id:
        if not organization_rules.can_manage(actor, owner_id, project_id):
            raise NotAllowed("organization.not_manager")
    elif project.state != State.TEMPLATE or owner_id not in nodes.above(for_id):
        raise NotFound
    return project


def _copied(source: Project, organization_id: UUID, state: State, title: str, at: datetime) -> Project:
    fresh = {"reason": "", "summary": "", "published_at": None, "closed_at": None, "archived_at": None}
    copy = _like(
        source,
        organization_id=organization_id,
        state=state,
        title=title,
        policy_number="",
        created_at=at,
        changed_at=at,
        **dict.fromkeys(DATED),
        **fresh,
    )
    copy.save(force_insert=True)
    return copy


def _plan_copied(source: Project, copy: Project, at: datetime) -> dict[UUID, Post]:
    """The activities and posts of the source in the copy. Returns the new posts by the id of the old ones."""
    activities = {
        row.id: _like(row, organization_id=copy.organization_id, project_id=copy.id, created_at=at)
        for row in _of(Activity, source).order_by("created_at", "id")
    }
    old = Post.objects.filter(organization_id=source.organization_id, activity_id__in=activities).order_by("id")
    posts = {
        row.id: _like(row, organization_id=copy.organization_id, activity_id=activities[row.activity_id].id)
        for row in old
    }
    Activity.objects.bulk_create(activities.values())
    Post.objects.bulk_create(posts.values())
    return posts


def _dates_copied(source: Project, copy: Project, posts: Mapping[UUID, Post], first_on: date, at: datetime) -> None:
    """Everything as far from the first day as it was from the first of the source, by the clock on the wall."""
    of_series = SeriesDay.objects.filter(
        organization_id=source.organization_id, series_id__in=_of(Series, source).values("id")
    )
    shifts = list(
        _of(Shift, source)
        .filter(state=ShiftState.OPEN)
        .exclude(id__in=of_series.values("shift_id"))
        .order_by("starts_at", "id")[: MOST_AT_ONCE + 1]
    )
    series = list(_of(Series, source).order_by("from_on", "id"))
    begins = [timezone.localdate(shift.starts_at) for shift in shifts[:1]] + [one.from_on for one in series[:1]]
    if not begins:
        return
    if len(shifts) > MOST_AT_ONCE:
        raise Refused(
            "copy.many",
            _("This project has over 500 shifts, too many to bring along."),
            next_step=_("Copy it without dates, then add its shifts."),
            field="first_on",
        )
    by = first_on - min(begins)
    if source.recruits_from and source.recruits_to:
        copy.recruits_from, copy.recruits_to = source.recruits_from + by, source.recruits_to + by
        copy.save(update_fields=["recruits_from", "recruits_to"])
    moved = [_shift_copied(shift, copy, posts[shift.post_id], by) for shift in shifts]
    Shift.objects.bulk_create(shift for shift in moved if shift.starts_at > at)
    for one in series:
        _series_copied(one, copy, posts, by, at)


def _shift_copied(shift: Shift, copy: Project, post: Post, by: timedelta) -> Shift:
    local = timezone.localtime(shift.starts_at)
    minutes = int((shift.ends_at - shift.starts_at).total_seconds()) // 60
    starts_at, ends_at = repeating.moments(local.date() + by, local.time(), minutes)
    return Shift(
        organization_id=copy.organization_id,
        id=ids.uuid7(),
        project_id=copy.id,
        activity_id=post.activity_id,
        post_id=post.id,
        starts_at=starts_at,
        ends_at=ends_at,
        break_minutes=shift.break_minutes,
        places=shift.places,
    )


def _series_copied(series: Series, copy: Project, posts: Mapping[UUID, Post], by: timedelta, at: datetime) -> None:
    """With the times that its posts have last; where the first day is another day of the week, so are the others."""
    turned = sorted({(day - 1 + by.days) % 7 + 1 for day in series.weekdays})
    last: dict[UUID, SeriesSlot] = {}
    for slot in SeriesSlot.objects.filter(organization_id=series.organization_id, series_id=series.id).order_by(
        "from_on"
    ):
        last[slot.line_id] = slot
    activity_id = posts[next(iter(last.values())).post_id].activity_id
    one = _like(
        series,
        organization_id=copy.organization_id,
        project_id=copy.id,
        activity_id=activity_id,
        weekdays=turned,
        from_on=series.from_on + by,
        to_on=series.to_on + by if series.to_on else None,
        made_until=series.from_on + by,
        created_at=at,
        ended_at=None,
    )
    one.save(force_insert=True)
    for slot in last.values():
        new_id = ids.uuid7()
        _like(
            slot,
            organization_id=copy.organization_id,
            id=new_id,
            line_id=new_id,
            series_id=one.id,
            post_id=posts[slot.post_id].id,
            from_on=one.from_on,
            to_on=None,
        ).save(force_insert=True)
    activity = Activity.objects.select_related("project").get(organization_id=one.organization_id, id=activity_id)
    make_days(one, activity, at, all_at_once=True)


def _like(row: Row, **changes: Any) -> Row:
    """Another row with the columns of this one but for the changes, and an id of its own."""
    values = {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}
    return type(row)(**values | {"id": ids.uuid7()} | changes)


def _of(model: type[Row], project: Project) -> Any:
    return model._default_manager.filter(organization_id=project.organization_id, project_id=project.id)


def _tell(actor: Actor, name: str, project: Project, at: datetime, facts: dict[str, object]) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=project.organization_id,
        subject=("project", project.id, project.title),
        region_code=project.region_id or "",
        facts=facts,
    )
