"""A case of the queue with what it is about, and how it is decided: by the action of the area it belongs to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import publishing
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.objections import queries as objection_queries
from volunteercloud.domain.objections.models import Wish
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Case, Kind, State
from volunteercloud.web.objections.words import WISHES

from .desk import Desk

KINDS: dict[str, str | Promise] = {
    Kind.IDENTITY: _("Real names"),
    Kind.ORGANIZATION: _("Organizations"),
    Kind.PROJECT: _("Projects"),
    Kind.OBJECTION: _("Objections"),
}
DECIDE: dict[str, Callable[..., Any]] = {
    Kind.IDENTITY: identity_actions.decide_identity,
    Kind.ORGANIZATION: organization_actions.decide_organization,
    Kind.PROJECT: publishing.decide_project,
}


@dataclass(frozen=True, slots=True)
class Opened:
    """``about`` are the facts that the case's own template shows; ``page`` is where it is decided, if not here."""

    case: Case
    about: dict[str, Any] = field(default_factory=dict)
    page: str = ""

    @property
    def template(self) -> str:
        return f"office/cases/_{self.case.kind}.html"

    @property
    def is_waiting(self) -> bool:
        return self.case.state == State.WAITING


def opened(desk: Desk, case_id: UUID) -> Opened:
    """A case of the desk's regions; what it is about is asked of its own area, which knows who may see it."""
    case = review_queries.case(case_id)
    if not desk.covers(case.region_id):
        raise NotFound
    page = reverse(PAGES[case.kind], args=[case.id]) if case.kind in PAGES else ""
    return Opened(case, ABOUT[case.kind](desk, case), page)


def _organization(desk: Desk, case: Case) -> dict[str, Any]:
    return {
        "organization": organization_queries.organization(desk.officer, case.owner_id),
        "staff": organization_queries.staff(desk.officer, case.owner_id),
    }


def _project(desk: Desk, case: Case) -> dict[str, Any]:
    project = project_queries.project(desk.officer, case.owner_id, case.subject_id)
    plans = activity_queries.plans(desk.officer, case.owner_id, case.subject_id, since=desk.at)
    return {"project": project, "organization": project.organization, "plans": plans}


def _identity(desk: Desk, case: Case) -> dict[str, Any]:
    review = identity_queries.identity_review(desk.officer, case.id)
    return {"document": review.document, "volunteer": review.volunteer, "stated": review.document.stated}


def _objection(desk: Desk, case: Case) -> dict[str, Any]:
    _case, opened = objection_queries.case_of(desk.officer, case.id)
    return {"objection": opened.objection, "wish": WISHES[Wish(opened.objection.wish)]}


ABOUT: dict[str, Callable[[Desk, Case], dict[str, Any]]] = {
    Kind.IDENTITY: _identity,
    Kind.ORGANIZATION: _organization,
    Kind.PROJECT: _project,
    Kind.OBJECTION: _objection,
}
# Kinds with a decision of their own, and where it is taken.
PAGES = {Kind.OBJECTION: "office:objection_case"}
