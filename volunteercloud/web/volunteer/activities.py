"""Looking at one project."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities import choices as activity_choices
from volunteercloud.domain.activities import choices as shift_choices
from volunteercloud.domain.activities import public, standing_in
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.activities.stand_ins import Cover
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.domain.records import rules as record_rules
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import RuleSet
from volunteercloud.web import answers

from . import ways, whom


@dataclass(frozen=True, slots=True)
class Offer:
    """A shift of the project with what the reader may do about it, and the minutes that will count."""

    shift: Shift
    minutes: int
    mine: str
    why_not: Refused | None
    way: ways.Way | None
    places_left: int
    is_first_of_post: bool = False
    is_same_reason: bool = False

    @property
    def can_be_chosen(self) -> bool:
        return not self.mine and self.why_not is None


def _offer(choice: shift_choices.Choice, rule_set: RuleSet) -> Offer:
    shift = choice.shift
    worked = record_rules.worked_minutes(shift.starts_at, shift.ends_at, shift.break_minutes)
    minutes = record_rules.credited_minutes(worked, rule_set.rounding_minutes)
    way = choice.why_not and ways.out_of(choice.why_not.code)
    return Offer(shift, minutes, choice.mine, choice.why_not, way, choice.places_left)


def _reason(offer: Offer) -> tuple[object, ...] | None:
    refused = offer.why_not
    return refused and (refused.code, str(refused.message), str(refused.next_step), refused.facts)


def _told_once(offers: Iterable[Offer]) -> list[Offer]:
    """What a post asks for is said at its first shift that can be chosen, not at each of twenty; a reason against a
    shift is not repeated at the next."""
    seen: set[UUID] = set()
    told: list[Offer] = []
    for offer in offers:
        is_first = offer.can_be_chosen and offer.shift.post_id not in seen
        if is_first:
            seen.add(offer.shift.post_id)
        is_same = bool(told) and offer.why_not is not None and _reason(told[-1]) == _reason(offer)
        told.append(replace(offer, is_first_of_post=is_first, is_same_reason=is_same))
    return told


def _to_take(covers: Iterable[Cover], choices: Iterable[shift_choices.Choice]) -> list[Cover]:
    """The requests for cover that the reader could take up: where they hold no place and nothing stands against it."""
    free = {choice.shift.id for choice in choices if not choice.mine and choice.why_not is None}
    return [cover for cover in covers if cover.shift_id in free]


@require_safe
def project(request, organization_id, project_id):
    return project_page(request, organization_id, project_id, chosen=request.GET.getlist("shift"))


def project_page(request, organization_id, project_id, *, chosen, refusal=None):
    """The page of a project, for the reader or a child of theirs; after a refused sign-up with what refused it."""
    now = answers.reader_now()
    found = project_queries.public_project(organization_id, project_id)
    about = whom.of(request) if request.user.is_authenticated else None
    rule_set = region_queries.rules_for(found.region_id, timezone.localdate(now))
    choices = activity_choices.choices(
        answers.actor_of(request), organization_id, project_id, now, volunteer_id=about and about.id
    )
    offers = _told_once(_offer(choice, rule_set) for choice in choices)
    covers, standing = [], {}
    if about:
        covers = standing_in.open_covers(organization_id, project_id, now)
        standing = standing_in.stood_by(answers.actor_of(request), organization_id, project_id, about.id)
    facts = {
        "project": found,
        "whom": about,
        "offers": offers,
        "covers": _to_take(covers, choices),
        "stands_by": [offer.shift for offer in offers if offer.shift.id in standing],
        "asks_first": next((choice.asks_first for choice in choices), None),
        "chosen": chosen,
        "on_notice": public.activities_of(organization_id, project_id) if rule_set.notice_days else [],
        "can_sign_up": any(offer.can_be_chosen for offer in offers),
        "leave_until_minutes": rule_set.cancel_before_minutes,
        "refusal": refusal,
        "way": refusal and ways.out_of(refusal.code),
    }
    return render(request, "volunteer/activities/project.html", facts, status=409 if refusal else 200)
