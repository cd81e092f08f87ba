"""Activities, posts and shifts of a project, by those who manage the organization."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import refused_by
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities import limits
from volunteercloud.domain.activities.models import Activity, Post, Shift, ShiftState, SignUp
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.projects.models import Project, State
from volunteercloud.domain.records.models import Kind

from . import listing, offering

LONGEST_SHIFT = timedelta(hours=24)
FARTHEST = timedelta(days=3 * 365)
MOST_WEEKS = 53
MOST_PLACES = 10_000
MOST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDraft:
    name: str
    name_en: str = ""
    duties: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    skills: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    qualification: str = ""
    needs_approval: bool = False
    time_kind: str = Kind.SERVICE
    is_meeting: bool = False
    cover_needs_approval: bool = False
    most_shifts_in_row: int | None = None
    most_minutes_in_row: int | None = None
    rest_minutes: int | None = None
    most_shifts_a_week: int | None = None
    most_shifts: int | None = None


@transaction.atomic
def add_activity(
    *,
    actor: Actor,
    organization_id: UUID,
    project_id: UUID,
    title: str,
    title_en: str = "",
    place: str = "",
    place_en: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    region_code: str = "",
    is_remote: bool = False,
    at: datetime,
) -> Activity:
    """Add an activity; place and point are the project's unless given. With a ``region_code`` within the project's region it
    has a place of its own, and no point but its own. Refused for a project that is closed, and for a region outside the
    project's (`activity.region`)."""
    project = Project.objects.select_for_update().filter(organization_id=organization_id, id=project_id).first()
    if project is None:
        raise NotFound

    _allow_more(actor, organization_id, project)

    region = _region(project, region_code)
    is_elsewhere = bool(region_code) or latitude is not None

    activity = Activity.objects.create(
        organization_id=organization_id,
        id=ids.uuid7(),
        project_id=project_id,
        title=title or project.title,
        title_en=title_en or project.title_en,
        region_id=region,
        place=place or project.place,
        place_en=place_en or project.place_en,
        latitude=latitude if is_elsewhere else project.latitude,
        longitude=longitude if is_elsewhere else project.longitude,
        is_remote=is_remote,
        created_at=at,
    )

    _tell(actor, "activities.activity_added", activity, ("activity", activity.id, activity.title), at)
    return activity


@transaction.atomic
def add_post(*, actor: Actor, organization_id: UUID, activity_id: UUID, draft: PostDraft, at: datetime) -> Post:
    """Add a post with its conditions and what the time in it is. Refused without a name (`post.name`), with ages in the
    wrong order (`post.ages`), for a kind of time that there is not (`post.time_kind`) or a limit that nobody could keep
    (`post.limit`)."""
    activity = _activity(organization_id, activity_id)

    _allow_more(actor, organization_id, activity.project)

    if not draft.name.strip():
        raise Refused("post.name", _("A post needs a name."), field="name")
    if draft.minimum_age is not None and draft.maximum_age is not None and draft.maximum_age < draft.minimum_age:
        raise Refused("post.ages", _("The highest age is below the lowest."), field="maximum_age")
    if draft.time_kind not in Kind.values:
        raise Refused("post.time_kind", _("There is no such kind of time."), field="time_kind")
    _check_limits(draft)

    post = Post.objects.create(
        organization_id=organization_id, id=ids.uuid7(), activity_id=activity_id, **asdict(draft)
    )

    _tell(actor, "activities.post_added", activity, ("post", post.id, post.name), at)
    return post


def _check_limits(draft: PostDraft) -> None:
    """Each limit lets a person serve once; a row of over a day and rest of over a week are slips of the pen."""
    highest = {
        "most_shifts_in_row": 24,
        "most_minutes_in_row": MOST_MINUTES,
        "rest_minutes": limits.LONGEST_REST_MINUTES,
        "most_shifts_a_week": 100,
        "most_shifts": 1000,
    }
    for field_name, most in highest.items():
        value = getattr(draft, field_name)
        if value is not None and not 1 <= value <= most:
            raise Refused(
                "post.limit",
                _("This limit lies between 1 and %(most)s.") % {"most": most},
                next_step=_("Leave it empty where there is none."),
                field=field_name,
            )


@transaction.atomic
def add_shifts(
    *,
    actor: Actor,
    organization_id: UUID,
    post_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    places: int,
    break_minutes: int = 0,
    weeks: int = 1,
    at: datetime,
) -> list[Shift]:
    """Add one shift, or the same one in each of ``weeks`` weeks by the region's clock. Public at once if the project is.

    Refused when it ends before it starts or lasts over 24 hours (`shift.order`, `shift.long`), when the break fills it
    (`shift.break`), without places (`shift.places`), in the past (`shift.past`) and over three years ahead (`shift.far`).
    """
    post = Post.objects.select_related("activity__project").filter(organization_id=organization_id, id=post_id).first()
    if post is None:
        raise NotFound
    activity = post.activity

    _allow_more(actor, organization_id, activity.project)

    _check_times(starts_at, ends_at, break_minutes, at)
    if not 1 <= places <= MOST_PLACES:
        raise Refused("shift.places", _("A shift needs between 1 and 10,000 places."), field="places")
    if not 1 <= weeks <= MOST_WEEKS:
        raise Refused("shift.weeks", _("A series has between 1 and 53 weeks."), field="weeks")

    shifts = Shift.objects.bulk_create(
        Shift(
            organization_id=organization_id,
            id=ids.uuid7(),
            project_id=activity.project_id,
            activity_id=activity.id,
            post_id=post_id,
            starts_at=_weeks_later(starts_at, week),
            ends_at=_weeks_later(ends_at, week),
            break_minutes=break_minutes,
            places=places,
        )
        for week in range(weeks)
    )
    if activity.project.state == State.PUBLISHED:
        listing.write(organization_id, activity.project_id, at)

    _tell(
        actor,
        "activities.shifts_added",
        activity,
        ("post", post.id, post.name),
        at,
        {"shifts": len(shifts), "starts_at": starts_at.isoformat(), "places": places},
    )
    return shifts


@retried
def change_places(*, actor: Actor, organization_id: UUID, shift_id: UUID, places: int, at: datetime) -> Shift:
    """Give a shift more or fewer places; never fewer than are taken (`shift.taken`). Who waits is offered the new ones."""
    shift = _locked_shift(organization_id, shift_id)

    _allow(actor, organization_id, shift.project)

    if not 1 <= places <= MOST_PLACES:
        raise Refused("shift.places", _("A shift needs between 1 and 10,000 places."), field="places")
    before, shift.places = shift.places, places
    with refused_by("shift_not_oversold", lambda: _taken(shift)), transaction.atomic():
        shift.save(update_fields=["places"])
    offering.offer_new_places(shift, at)

    _tell(
        actor,
        "activities.places_changed",
        shift.activity,
        ("shift", shift.id, str(shift)),
        at,
        {"before": before, "after": places},
    )
    return shift


@transaction.atomic
def remove_shift(*, actor: Actor, organization_id: UUID, shift_id: UUID, at: datetime) -> None:
    """Take a shift away that nobody has signed up for; one with sign-ups is cancelled instead (`shift.signed_up`)."""
    shift = _locked_shift(organization_id, shift_id)

    _allow(actor, organization_id, shift.project)

    if SignUp.objects.filter(organization_id=organization_id, shift_id=shift_id).exists():
        raise Refused(
            "shift.signed_up",
            _("People have signed up for this shift."),
            next_step=_("Cancel it instead; they are told."),
        )

    listing.withdraw([shift_id], at)
    activity, label = shift.activity, str(shift)
    shift.delete()

    _tell(actor, "activities.shift_removed", activity, ("shift", shift_id, label), at)


def _taken(shift: Shift) -> Refused:
    return Refused(
        "shift.taken",
        _("%(taken)s places are taken already.") % {"taken": shift.taken},
        next_step=_("Choose at least that number."),
        field="places",
    )


def _region(project: Project, region_code: str) -> str:
    """Where an activity is: in a region within the project's, or in that one itself."""
    if project.region_id is None:
        raise Refused(
            "activity.no_region",
            _("The project has no region yet."),
            next_step=_("Say first where it takes place."),
            field="region",
        )
    if region_code and not region_code.startswith(project.region_id):
        raise Refused(
            "activity.region",
            _("This region lies outside that of the project, whose officer answers for it."),
            next_step=_("Choose a region within it, or start a new project."),
            field="region",
        )
    return region_code or project.region_id


def _allow_more(actor: Actor, organization_id: UUID, project: Project) -> None:
    """What is added to a public project is public at once."""
    _allow(actor, organization_id, project)
    if project.state == State.PUBLISHED:
        organization_rules.check_may_publish(project.organization)


def _allow(actor: Actor, organization_id: UUID, project: Project) -> None:
    if not organization_rules.can_manage(actor, organization_id, project.id):
        raise NotAllowed("organization.not_manager")
    if project.state in (State.CLOSED, State.REJECTED):
        raise Refused("project.closed", _("This project is closed."), next_step=_("Start a new project."))
    if project.state == State.PUBLISHED:
        organization_rules.check_active(project.organization)


def _activity(organization_id: UUID, activity_id: UUID) -> Activity:
    activity = (
        Activity.objects.select_related("project").filter(organization_id=organization_id, id=activity_id).first()
    )
    if activity is None:
        raise NotFound
    return activity


def _locked_shift(organization_id: UUID, shift_id: UUID) -> Shift:
    shift = (
        Shift.objects.select_for_update(of=("self",))
        .select_related("post", "activity", "project")
        .filter(organization_id=organization_id, id=shift_id, state=ShiftState.OPEN)
        .first()
    )
    if shift is None:
        raise NotFound
    return shift


def _check_times(starts_at: datetime, ends_at: datetime, break_minutes: int, at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused("shift.order", _("The shift ends before it starts."), field="ends_at")
    if ends_at - starts_at > LONGEST_SHIFT:
        raise Refused(
            "shift.long",
            _("A shift lasts 24 hours at most."),
            next_step=_("Split it into several shifts."),
            field="ends_at",
        )
    if not 0 <= break_minutes < (ends_at - starts_at).total_seconds() / 60:
        raise Refused("shift.break", _("The break is as long as the shift."), field="break_minutes")
    if starts_at <= at:
        raise Refused(
            "shift.past",
            _("The shift begins in the past."),
            next_step=_("Choose a time that is still to come."),
            field="starts_at",
        )
    if starts_at > at + FARTHEST:
        raise Refused(
            "shift.far",
            _("A shift is planned three years ahead at most."),
            next_step=_("Check the year."),
            field="starts_at",
        )


def _weeks_later(moment: datetime, weeks: int) -> datetime:
    """The same clock time ``weeks`` weeks later, across changes of the clock too."""
    local = timezone.localtime(moment)
    return timezone.make_aware(local.replace(tzinfo=None) + timedelta(weeks=weeks))


def _tell(
    actor: Actor,
    name: str,
    activity: Activity,
    subject: tuple[str, UUID, str],
    at: datetime,
    facts: dict[str, object] | None = None,
) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=activity.organization_id,
        subject=subject,
        region_code=activity.region_id,
        facts={"activity": activity.title} | (facts or {}),
    )
