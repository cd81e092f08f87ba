"""Who belongs to an audience, a page at a time, and what their text may name. Each page costs what the first does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import Absence, AbsenceKind, Activity, Post, Shift, SignUp, SignUpState
from volunteercloud.domain.members import queries as member_queries
from volunteercloud.domain.members.keys import SCOPES
from volunteercloud.domain.members.models import Label, MemberCount
from volunteercloud.domain.members.models import State as MemberState
from volunteercloud.domain.projects.models import Project

from .models import Audience, Mailing, Standing

# Who has a place or is offered one; a coordinator's approval may still be to come.
WITH_PLACE = (SignUpState.CONFIRMED, SignUpState.REQUESTED, SignUpState.OFFERED)
COMING = {
    Standing.CONFIRMED: (SignUpState.CONFIRMED,),
    Standing.WAITING: (SignUpState.WAITING, SignUpState.OFFERED, SignUpState.REQUESTED),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an audience one is: a person, and the shift by which they belong to it, where it is one of sign-ups."""

    person_id: UUID
    shift_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What an audience is about, as it is called today, the project it belongs to, and what a text may name of it."""

    name: str
    project_id: UUID | None
    facts: dict[str, str]
    shift: Shift | None = None


def about(organization_id: UUID, audience: Audience, about_id: UUID | None) -> About:
    """Raises `NotFound` for what is not this organization's."""
    if audience == Audience.MEMBERS:
        return About("", None, {})
    if about_id is None:
        raise NotFound
    if audience == Audience.LABEL:
        label = Label.objects.filter(organization_id=organization_id, id=about_id, ended_at__isnull=True).first()
        if label is None:
            raise NotFound
        return About(label.name, None, {})
    if audience == Audience.PROJECT:
        project = Project.objects.filter(organization_id=organization_id, id=about_id).first()
        if project is None:
            raise NotFound
        return About(project.title, project.id, _of_project(project))
    if audience == Audience.POST:
        return _post(organization_id, about_id)
    shift = activity_queries.shift(organization_id, about_id)
    times = {"shift_start_at": shift.starts_at.isoformat(), "shift_end_at": shift.ends_at.isoformat()}
    facts = _of_project(shift.project) | _of_post(shift.post, shift.activity) | times
    return About(shift.activity.title, shift.project_id, facts, shift)


def page(mailing: Mailing, limit: int) -> Sequence[Place]:
    """The next people of a mailing after its cursor, by the order of the table they are read from, as of its start."""
    organization_id, after = mailing.organization_id, mailing.cursor_person_id
    if mailing.audience in (Audience.MEMBERS, Audience.LABEL):
        labels = [mailing.about_id] if mailing.about_id else []
        found = member_queries.member_ids(organization_id, labels, after, limit, joined_by=mailing.started_at)
        return [Place(person_id) for person_id in found]
    rows = _absent(mailing) if mailing.standing == Standing.ABSENT else _signed_up(mailing)
    if after:
        shift_id = mailing.cursor_shift_id
        rows = rows.filter(Q(shift_id__gt=shift_id) | Q(shift_id=shift_id, volunteer_id__gt=after))
    keys = rows.order_by("shift_id", "volunteer_id").values_list("volunteer_id", "shift_id")[:limit]
    return [Place(person_id, shift_id) for person_id, shift_id in keys]


def size(mailing: Mailing) -> int | None:
    """About how many people, from sums that are kept; None where nobody keeps one. One who has several shifts counts in each."""
    organization_id = mailing.organization_id
    if mailing.audience in (Audience.MEMBERS, Audience.LABEL):
        scope = mailing.about_id or SCOPES[MemberState.ACTIVE]
        kept = MemberCount.objects.filter(organization_id=organization_id, scope=scope)
        return sum(kept.values_list("number", flat=True))
    if mailing.standing in (Standing.WAITING, Standing.ABSENT):
        return None
    shifts = Shift.objects.filter(organization_id=organization_id)
    return sum(shifts.filter(**_of(mailing)).values_list("taken", flat=True))


def _signed_up(mailing: Mailing) -> QuerySet[SignUp]:
    states = COMING[Standing(mailing.standing)] if mailing.standing else WITH_PLACE
    rows = SignUp.objects.filter(
        organization_id=mailing.organization_id, state__in=states, signed_up_at__lte=_started(mailing)
    )
    if mailing.audience == Audience.SHIFT:
        return rows.filter(shift_id=_about_id(mailing))
    return rows.filter(**{f"shift__{name}": value for name, value in _of(mailing).items()})


def _absent(mailing: Mailing) -> QuerySet[Absence]:
    missed = Absence.objects.filter(organization_id=mailing.organization_id, shift_id=_about_id(mailing))
    return missed.filter(told_at__lte=_started(mailing)).exclude(kind=AbsenceKind.TAKEN_BACK)


def _of(mailing: Mailing) -> dict[str, UUID]:
    """Which shifts a mailing is about, as columns of theirs."""
    columns = {Audience.PROJECT: "project_id", Audience.POST: "post_id", Audience.SHIFT: "id"}
    return {columns[Audience(mailing.audience)]: _about_id(mailing)}


def _about_id(mailing: Mailing) -> UUID:
    """What every mailing but one to all members is about."""
    if mailing.about_id is None:
        raise NotFound
    return mailing.about_id


def _started(mailing: Mailing) -> datetime:
    return mailing.started_at or mailing.written_at


def _post(organization_id: UUID, post_id: UUID) -> About:
    found = Post.objects.select_related("activity__project").filter(organization_id=organization_id, id=post_id).first()
    if found is None:
        raise NotFound
    project = found.activity.project
    return About(found.name, project.id, _of_project(project) | _of_post(found, found.activity))


def _of_project(project: Project) -> dict[str, str]:
    return {"project": project.title, "project_en": project.title_en}


def _of_post(post: Post, activity: Activity) -> dict[str, str]:
    return {"post": post.name, "post_en": post.name_en, "place": activity.place, "place_en": activity.place_en}
