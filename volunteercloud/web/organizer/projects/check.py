"""What a project still lacks before it can be submitted, each with the page where it is mended."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.activities.queries import Plan
from volunteercloud.domain.projects import rules as project_rules
from volunteercloud.domain.projects.models import Project

from .steps import STEPS


def missing(project: Project, plans: Iterable[Plan], now: datetime) -> list[tuple[str, str | Promise]]:
    """Addresses and what to do there."""
    owner = (project.organization_id, project.id)
    gaps: list[tuple[str, str | Promise]] = [
        (f"{reverse('organizer:step', args=[*owner, STEPS.of_field(field).name])}#id_{field}", message)
        for field, message in project_rules.missing(project, timezone.localdate(now))
    ]
    if not any(shift.starts_at > now for plan in plans for _post, shifts in plan.posts for shift in shifts):
        gaps.append((reverse("organizer:plan", args=owner), _("Add at least one shift that is still to come.")))
    return gaps
