"""What is open, what a project offers, who is on a roster, and what a person has signed up for."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists
from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.core.reading import Given, Reading, among, columns
from volunteercloud.domain.hooks import queries as hook_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization, Role, Staff
from volunteercloud.domain.organizations.queries import Duty
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.domain.projects.models import Project

from .models import (
    HOLDING,
    STANDING,
    Activity,
    MySignUp,
    Post,
    Shift,
    ShiftLeader,
    ShiftState,
    SignUp,
    SignUpState,
)

PAGE = 20
MOST_LEADERS = 200


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def my_sign_ups_between(volunteer_id: UUID, starts_at: datetime, ends_at: datetime) -> list[MySignUp]:
    return list(
        MySignUp.objects.filter(volunteer_id=volunteer_id, during__overlap=(starts_at, ends_at)).order_by(
            "during", "shift_id"
        )
    )


def coming_up(viewer: Actor, volunteer_id: UUID, now: datetime, limit: int = 50) -> list[MySignUp]:
    """What a person has signed up for that is not over, the soonest first."""
    if not identity_rules.may_see_service(viewer, volunteer_id):
        raise NotFound
    return list(
        MySignUp.objects.filter(volunteer_id=volunteer_id, during__endswith__gt=now, state__in=STANDING).order_by(
            "during", "shift_id"
        )[:limit]
    )


def shifts_with(viewer: Actor, organization_id: UUID, volunteer_id: UUID, limit: int = PAGE) -> list[MySignUp]:
    """The shifts of one organization that a person signed up for, the latest first; for those who lead there."""
    if not organization_rules.can_lead(viewer, organization_id):
        raise NotAllowed("organization.not_leader")
    mine = MySignUp.objects.filter(volunteer_id=volunteer_id, organization_id=organization_id)
    return list(mine.order_by("-during", "-shift_id")[:limit])


def offers_held_until(sign_ups: list[MySignUp]) -> dict[UUID, datetime]:
    """Until when each offered place among a person's sign-ups is held, by shift; no statement when none is offered."""
    offered = [row for row in sign_ups if row.state == SignUpState.OFFERED]
    if not offered:
        return {}
    keys = [(row.organization_id, row.shift_id, row.volunteer_id) for row in offered]
    held = SignUp.objects.filter(pk__in=keys).values_list("shift_id", "offered_until")
    return {shift_id: until for shift_id, until in held if until is not None}


@dataclass(frozen=True, slots=True)
class MyPlace:
    """One's own sign-up with its shift; ``place_in_line`` counts from one on the waiting list."""

    sign_up: SignUp
    shift: Shift
    place_in_line: int | None


def my_place(viewer: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID) -> MyPlace:
    """Where a person stands on one shift, for themselves or their guardian. Two statements, three for who waits."""
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound
    sign_up = SignUp.objects.filter(
        organization_id=organization_id, shift_id=shift_id, volunteer_id=volunteer_id
    ).first()
    if sign_up is None:
        raise NotFound
    in_line = None
    if sign_up.state == SignUpState.WAITING:
        in_line = SignUp.objects.filter(
            organization_id=organization_id,
            shift_id=shift_id,
            state=SignUpState.WAITING,
            queue_position__lte=sign_up.queue_position,
        ).count()
    return MyPlace(sign_up, shift(organization_id, shift_id), in_line)


def calendar(volunteer_id: UUID, since: datetime) -> list[MySignUp]:
    """Every sign-up that ends after ``since``, for the private feed, whose address is its permission.

    Those that ended otherwise are among them: a calendar that shows an event takes it away only when it is told so.
    """
    return list(
        MySignUp.objects.filter(volunteer_id=volunteer_id, during__endswith__gt=since).order_by("during", "shift_id")[
            :500
        ]
    )


def my_calendar(viewer: Actor, volunteer_id: UUID, since: datetime) -> list[MySignUp]:
    """The same for somebody who says who they are."""
    if not identity_rules.may_see_service(viewer, volunteer_id):
        raise NotFound
    return calendar(volunteer_id, since)


SHIFT = Reading(
    lambda: (
        Shift.objects.select_related("organization", "post", "activity", "project")  # type: ignore[no-redef]
        .only(
            *columns(Shift),
            *columns(Organization, "organization", without={"seal", "purpose", "purpose_en"}),
            *columns(Post, "post"),
            *columns(Activity, "activity"),
            *columns(Project, "project", without={"content", "content_en", "risks", "risks_en"}),
        )
        .annotate(is_heard=hook_queries.heard(Given("organization_id")))
        .filter(organization_id=Given("organization_id"), id=Given("shift_id"))
    )
)


def shift(organization_id: UUID, shift_id: UUID) -> Shift:
    """A shift with post, activity, project and organization, the long texts and the seal left out, of whatever state.

    `NotFound` if there is none.
    """
    found = SHIFT.one(organization_id=organization_id, shift_id=shift_id)
    if found is None:
        raise NotFound
    return found


NAMED = ShiftLeader.objects.filter(
    organization_id=Given("organization_id"), shift_id=Given("shift_id"), until__isnull=True
)
LEAD = Reading(
    lambda: (
        Staff.objects.filter(
            organization_id=Given("organization_id"), person_id=Given("person_id"), ended_at__isnull=True
        )
        .annotate(somebody=Exists(NAMED), they=Exists(NAMED.filter(person_id=Given("person_id"))))
        .values_list("role", "project_ids", "somebody", "they")
    )
)


def leads(viewer: Actor, organization_id: UUID, shift_id: UUID) -> bool:
    """Whether somebody leads a shift: owners and coordinators do; of the leaders those who are named for it, and where
    nobody is named, each. One statement, two for whoever works for some projects only."""
    found = viewer.id and LEAD.one(organization_id=organization_id, shift_id=shift_id, person_id=viewer.id)
    if not found:
        # In a branch the owners and coordinators of its parent.
        return works_on(viewer, organization_id, shift_id, organization_rules.MANAGERS)
    role, project_ids, somebody_is_named, they_are = found
    if role not in organization_rules.MANAGERS and (
        role not in organization_rules.LEADERS or (somebody_is_named and not they_are)
    ):
        return False
    return _reaches(Duty(Role(role), frozenset(project_ids)), organization_id, shift_id)


def works_on(viewer: Actor, organization_id: UUID, shift_id: UUID, roles: frozenset[Role]) -> bool:
    """Whether somebody has one of these roles and it reaches the project of a shift. As many statements as `leads`."""
    duty = organization_rules.duty(viewer, organization_id, roles)
    return duty is not None and _reaches(duty, organization_id, shift_id)


def _reaches(duty: Duty, organization_id: UUID, shift_id: UUID) -> bool:
    return duty.is_whole or duty.narrowed(Shift.objects.filter(organization_id=organization_id, id=shift_id)).exists()


@dataclass(frozen=True, slots=True)
class Lead:
    """When a person led a shift: by their role today, and by who was named for it when."""

    person_id: UUID
    role: str | None
    named: list[ShiftLeader]

    def at(self, moment: datetime) -> bool:
        if self.role in organization_rules.MANAGERS:
            return True
        then = {
            row.person_id for row in self.named if row.since <= moment and (row.until is None or moment < row.until)
        }
        return self.role in organization_rules.LEADERS and (not then or self.person_id in then)


def lead_of(person_id: UUID, shift: Shift) -> Lead:
    """When somebody led a shift, for judging what they did there. Two statements."""
    named = ShiftLeader.objects.filter(organization_id=shift.organization_id, shift_id=shift.id)
    duty = organization_queries.duty(person_id, shift.organization_id)
    role = duty.role if duty and duty.covers(shift.project_id) else None
    return Lead(person_id, role, list(named.order_by("since")))


def leaders(viewer: Actor, organization_id: UUID, shift_id: UUID) -> list[ShiftLeader]:
    """Who was ever named to lead a shift, in the order they were; those whose ``until`` is empty lead it now."""
    if not works_on(viewer, organization_id, shift_id, organization_rules.LEADERS):
        raise NotAllowed("organization.not_leader")
    named = ShiftLeader.objects.filter(organization_id=organization_id, shift_id=shift_id)
    return list(named.order_by("since", "person_id")[:MOST_LEADERS])


def who_may_lead(viewer: Actor, shift: Shift) -> list[Staff]:
    """The people of an organization to whom a shift can be handed over, by name; the viewer is not among them."""
    if not organization_rules.can_lead(viewer, shift.organization_id, shift.project_id):
        raise NotAllowed("organization.not_leader")
    able = Staff.objects.filter(
        organization_queries.reaching(shift.project_id),
        organization_id=shift.organization_id,
        ended_at__isnull=True,
        role__in=organization_rules.LEADERS,
    ).exclude(person_id=viewer.person_id)
    return list(able.order_by("name", "person_id")[:MOST_LEADERS])


def roster(viewer: Actor, organization_id: UUID, shift_id: UUID) -> list[SignUp]:
    """Everybody who ever signed up for a shift, those who hold a place first, the waiting list in its order."""
    if not leads(viewer, organization_id, shift_id):
        raise NotAllowed("organization.not_leader")
    order = {state: place for place, state in enumerate((*HOLDING, "waiting"))}
    rows = SignUp.objects.filter(organization_id=organization_id, shift_id=shift_id)
    return sorted(
        rows, key=lambda row: (order.get(row.state, 9), row.queue_position or 0, row.volunteer_name, row.volunteer_id)
    )


def to_approve(viewer: Actor, organization_id: UUID, now: datetime, limit: int = 100) -> list[SignUp]:
    """Who asks for a place and waits for a coordinator's approval, with their shifts to come, the soonest first."""
    duty = organization_rules.duty(viewer, organization_id, organization_rules.MANAGERS)
    if duty is None:
        raise NotAllowed("organization.not_manager")
    asking = SignUp.objects.filter(
        organization_id=organization_id,
        state=SignUpState.REQUESTED,
        shift__state=ShiftState.OPEN,
        shift__starts_at__gt=now,
    )
    return list(
        duty.narrowed(asking, "shift__project_id")
        .select_related("shift__activity")
        .order_by("shift__starts_at", "shift_id", "volunteer_id")[:limit]
    )


def skills_asked(shifts: Collection[tuple[UUID, UUID]]) -> set[str]:
    """The skills that the posts of these shifts, by organization and id, ask for. One statement."""
    theirs = Shift.objects.filter(
        organization_id__in=among({owner for owner, _ in shifts}), id__in=among({shift_id for _, shift_id in shifts})
    )
    return {skill for skills in theirs.values_list("post__skills", flat=True) for skill in skills}


@dataclass(frozen=True, slots=True)
class Plan:
    """An activity with its posts, and each post with its shifts, as the wizard and the week show them."""

    activity: Activity
    posts: list[tuple[Post, list[Shift]]]


def plans(viewer: Actor, organization_id: UUID, project_id: UUID, since: datetime | None = None) -> list[Plan]:
    """What is planned for a project, for those who work for it and for whoever may see it; with ``since`` only shifts
    that end after it. Three statements for staff, and one to know them."""
    if not organization_rules.can_look_on(viewer, organization_id, project_id):
        project_queries.project(viewer, organization_id, project_id)
    activities = list(
        Activity.objects.filter(organization_id=organization_id, project_id=project_id).order_by("created_at", "id")
    )
    posts: dict[UUID, list[Post]] = defaultdict(list)
    for post in Post.objects.filter(
        organization_id=organization_id, activity_id__in=[activity.id for activity in activities]
    ).order_by("id"):
        posts[post.activity_id].append(post)
    shifts: dict[UUID, list[Shift]] = defaultdict(list)
    planned = Shift.objects.filter(organization_id=organization_id, project_id=project_id, state=ShiftState.OPEN)
    if since:
        planned = planned.filter(ends_at__gt=since)
    for row in planned.order_by("starts_at", "id")[:1000]:
        shifts[row.post_id].append(row)
    return [Plan(activity, [(post, shifts[post.id]) for post in posts[activity.id]]) for activity in activities]


def week(
    viewer: Actor,
    organization_id: UUID,
    from_on: date,
    days: int = 7,
    roles: frozenset[Role] = organization_rules.LEADERS,
) -> list[Shift]:
    """An organization's shifts of some days, in order, with post and activity; none of a project that is not public yet.

    For staff of these roles, as far as their duty reaches."""
    duty = organization_rules.duty(viewer, organization_id, roles)
    if duty is None:
        raise NotAllowed("organization.not_leader")
    found = Shift.objects.filter(
        organization_id=organization_id,
        starts_at__gte=_midnight(from_on),
        starts_at__lt=_midnight(from_on + timedelta(days=days)),
        state=ShiftState.OPEN,
        project__published_at__isnull=False,
    )
    return list(duty.narrowed(found).select_related("post", "activity").order_by("starts_at", "id")[:500])
