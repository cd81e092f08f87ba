"""A case of the queue with what it is about, and the page where it is decided, if it has one of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.needs import alike as need_alike
from volunteercloud.domain.needs import queries as need_queries
from volunteercloud.domain.objections import queries as objection_queries
from volunteercloud.domain.objections.models import Wish
from volunteercloud.domain.office import double_people
from volunteercloud.domain.office import queries as office_queries
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.domain.radar import queries as radar_queries
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Case, Kind, Proposal
from volunteercloud.domain.supervision import queries as supervision_queries
from volunteercloud.web.objections.words import WISHES

from . import radar, supervision
from .desk import Desk
from .forms import DecisionForm
from .supervision_forms import RegistrationDecisionForm

KINDS: dict[str, str | Promise] = {
    Kind.IDENTITY: _("Real names"),
    Kind.ORGANIZATION: _("Organizations"),
    Kind.PROJECT: _("Projects"),
    Kind.NEED: _("Needs"),
    Kind.OBJECTION: _("Objections"),
    Kind.REPORT: _("Yearly reports"),
    Kind.RADAR: _("Radar"),
    Kind.MERGE: _("Double people"),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """``about`` are the facts that the case's own template shows; ``page`` is where it is decided, if not here; ``proposals``
    what officers said, where it takes two."""

    case: Case
    about: dict[str, Any] = field(default_factory=dict)
    page: str = ""
    proposals: tuple[Proposal, ...] = ()

    @property
    def template(self) -> str:
        return f"office/cases/_{self.case.kind}.html"

    @property
    def is_waiting(self) -> bool:
        return self.case.is_waiting


def opened(desk: Desk, case_id: UUID) -> Opened:
    """A case that the officer may decide; what it is about is asked of its own area, which knows who may see it."""
    case = office_queries.case(desk.officer, case_id)
    page = PAGES[case.kind](case) if case.kind in PAGES else ""
    return Opened(case, ABOUT[case.kind](desk, case), page, tuple(review_queries.proposals(case)))


def form_of(kind: str, data: Any = None) -> DecisionForm:
    """The form in which a case of this kind is decided."""
    return FORMS.get(kind, DecisionForm)(data)


def shown_beside(desk: Desk, case_id: UUID) -> Opened | None:
    """The same for the side of the list; nothing where it is a matter of the officer's own, which others see."""
    try:
        return opened(desk, case_id)
    except NotFound:
        return None


def _organization(desk: Desk, case: Case) -> dict[str, Any]:
    organization = organization_queries.organization(desk.officer, case.owner_id)
    return {
        **supervision.registration_shown(organization),
        "organization": organization,
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


def _radar(desk: Desk, case: Case) -> dict[str, Any]:
    found = radar_queries.case(desk.officer, case.subject_id)
    return {"radar_case": found, "rules": radar.named(found.rules)}


def _report(desk: Desk, case: Case) -> dict[str, Any]:
    report = supervision_queries.report_of_case(case.owner_id, case.subject_id)
    return {"report": report, "organization": report.organization, "figures": report.figures}


def _need(desk: Desk, case: Case) -> dict[str, Any]:
    need = need_queries.need(desk.officer, case.subject_id)
    return {"need": need, "alike": need_alike.to(need, desk.at)}


def _merge(desk: Desk, case: Case) -> dict[str, Any]:
    return {"proposed": double_people.proposed(desk.officer, case.owner_id, case.subject_id, desk.at)}


ABOUT: dict[str, Callable[[Desk, Case], dict[str, Any]]] = {
    Kind.IDENTITY: _identity,
    Kind.ORGANIZATION: _organization,
    Kind.PROJECT: _project,
    Kind.NEED: _need,
    Kind.OBJECTION: _objection,
    Kind.RADAR: _radar,
    Kind.REPORT: _report,
    Kind.MERGE: _merge,
}
# Kinds whose decision has more to say than approve, return or reject.
FORMS: dict[str, type[DecisionForm]] = {Kind.ORGANIZATION: RegistrationDecisionForm}
# Kinds with a decision of their own, and where it is taken.
PAGES: dict[str, Callable[[Case], str]] = {
    Kind.OBJECTION: lambda case: reverse("office:objection_case", args=[case.id]),
    Kind.RADAR: lambda case: reverse("office:radar_case", args=[case.subject_id]),
}
