"""The life of a project: drafted, submitted, withdrawn, decided about, changed, closed.

Doors submit, decide, change and close through `activities`, which publishes the shifts in the same transaction.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.hooks import noting as hooks
from volunteercloud.domain.hooks.kinds import Kind as HookKind
from volunteercloud.domain.organizations import informing
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.reviews import actions as review_actions
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Decision, Kind

from . import queries, rules, showing
from .details import Details, write_down
from .models import ENDED, Project, State

OUTCOMES = {Decision.APPROVE: State.PUBLISHED, Decision.RETURN: State.RETURNED, Decision.REJECT: State.REJECTED}


@transaction.atomic
def save_draft(
    *, actor: Actor, organization_id: UUID, project_id: UUID | None = None, details: Details, at: datetime
) -> Project:
    """Keep what has been typed so far, of a new project or of one that was begun; anything may still be missing.

    Refused for a value that can't be true, and for a project that is no draft any more. Whoever works for some projects
    only begins no new one.
    """
    if project_id is None:
        organization = organization_queries.organization(actor, organization_id)
        project = Project(organization=organization, id=ids.uuid7(), created_at=at)
    else:
        project = queries.locked(organization_id, project_id)

    _allow(actor, organization_id, project_id)

    rules.check_editable(project)
    changed = write_down(project, details, at)

    if project_id is not None and not changed:
        return project
    project.changed_at = at
    project.save(force_insert=project_id is None)

    name = "projects.project_drafted" if project_id is None else "projects.draft_saved"
    _tell(actor, name, project, at, {"fields": sorted(changed)})
    return project


@transaction.atomic
def submit(*, actor: Actor, organization_id: UUID, project_id: UUID, at: datetime) -> Project:
    """Hand a project to the officer of its region, or publish it at once where the region trusts the organization so far.

    Refused with the list of what is missing, and while the organization itself is not approved.
    """
    project = queries.locked(organization_id, project_id)

    _allow(actor, organization_id, project_id)

    organization_rules.check_may_publish(project.organization)
    rules.check_editable(project)
    today = timezone.localdate(at)
    rules.check_complete(project, today)

    project.reason, project.changed_at = "", at
    region_code = project.region_id or ""
    if rules.may_publish_at_once(project, region_queries.rules_for(region_code, today)):
        project.state, project.published_at = State.PUBLISHED, at
        name = "projects.project_published"
    else:
        project.state = State.SUBMITTED
        name = "projects.project_submitted"
        review_actions.open_case(
            actor=actor,
            kind=Kind.PROJECT,
            owner_id=organization_id,
            subject_id=project_id,
            region_code=region_code,
            title=project.title,
            at=at,
        )
    project.save(update_fields=["state", "reason", "changed_at", "published_at"])
    _show(project, at)

    _tell(actor, name, project, at)
    _tell_hooks(project, at)
    return project


@transaction.atomic
def withdraw(*, actor: Actor, organization_id: UUID, project_id: UUID, at: datetime) -> Project:
    """Take a project back before an officer decided, to change it."""
    project = queries.locked(organization_id, project_id)

    _allow(actor, organization_id, project_id)

    if project.state != State.SUBMITTED:
        raise Refused(
            "project.not_submitted",
            _("Only a project that waits for a decision can be withdrawn."),
            next_step=_("Open the project's page to see how it stands."),
        )

    project.state, project.changed_at = State.DRAFT, at
    project.save(update_fields=["state", "changed_at"])
    review_actions.withdraw_case(actor=actor, kind=Kind.PROJECT, subject_id=project_id, at=at)

    _tell(actor, "projects.project_withdrawn", project, at)
    return project


@transaction.atomic
def decide(*, actor: Actor, case_id: UUID, decision: str, reason: str, at: datetime) -> Project:
    """Approve, return or reject a project; approved is published. A return and a rejection need a reason.

    For officers of its region or above, but not for whoever submitted it. The second of two officers who decide at
    once is refused.
    """
    case = review_queries.case(case_id)
    if case.kind != Kind.PROJECT:
        raise NotFound
    project = queries.locked(case.owner_id, case.subject_id)

    organization_rules.check_may_decide(actor, case)

    if decision == Decision.APPROVE:
        organization_rules.check_may_publish(project.organization)

    settled = review_actions.settle(actor=actor, case_id=case_id, decision=decision, reason=reason, at=at)
    if settled.is_waiting:
        return project
    project.state = OUTCOMES[Decision(decision)]
    project.reason, project.changed_at = settled.reason, at
    if project.state == State.PUBLISHED:
        project.published_at = at
    project.save(update_fields=["state", "reason", "changed_at", "published_at"])
    _show(project, at)

    _tell(actor, "projects.project_decided", project, at, {"decision": str(decision), "reason": settled.reason})
    _tell_hooks(project, at)
    template = f"project_{Decision(decision)}"
    words = {"title": project.title, "title_en": project.title_en, "reason": settled.reason}
    informing.inform(actor, case.submitted_by, template, project.organization, at, **words)
    return project


@transaction.atomic
def change(*, actor: Actor, organization_id: UUID, project_id: UUID, details: Details, at: datetime) -> Project:
    """Change what a published project says; the entry keeps it before and after.

    Refused when something that a submission must hold would be empty: what is public stays complete, risks named; for
    another region (`project.region_approved`); and while the organization may not act.
    """
    project = queries.locked(organization_id, project_id)

    _allow(actor, organization_id, project_id)

    if project.state != State.PUBLISHED:
        raise Refused(
            "project.not_published",
            _("Only a project that is public is changed this way."),
            next_step=_("Open the project's page to see how it stands."),
        )
    organization_rules.check_active(project.organization)
    changed = write_down(project, details, at)
    if "region_id" in changed:
        raise Refused(
            "project.region_approved",
            _("This project is public in its region, whose officer answers for it."),
            next_step=_("Close it, and start a new project in the other region."),
            field="region_id",
        )
    rules.check_complete(project, min(timezone.localdate(at), project.recruits_to or timezone.localdate(at)))

    if not changed:
        return project
    project.changed_at = at
    project.save()
    _show(project, at)

    _tell(actor, "projects.project_changed", project, at, {"changes": changed})
    return project


@transaction.atomic
def close(*, actor: Actor, organization_id: UUID, project_id: UUID, summary: str = "", at: datetime) -> Project:
    """Close a published project: nobody signs up any more, what was served stays. For good. ``summary`` says in a few
    sentences what came of it, for everybody to read."""
    project = queries.locked(organization_id, project_id)

    _allow(actor, organization_id, project_id)

    if project.state != State.PUBLISHED:
        raise Refused(
            "project.not_published",
            _("Only a project that is public can be closed."),
            next_step=_("Open the project's page to see how it stands."),
        )

    project.state, project.changed_at, project.closed_at = State.CLOSED, at, at
    project.summary = summary.strip()[:2000]
    project.save(update_fields=["state", "changed_at", "closed_at", "summary"])
    showing.hide(project, at)

    _tell(actor, "projects.project_closed", project, at, {"summary": project.summary})
    return project


@transaction.atomic
def archive(*, actor: Actor, organization_id: UUID, project_id: UUID, at: datetime) -> Project:
    """Put a project that has ended out of the way of the others. Nothing is deleted: who asks for the archive finds it.

    Twice is as good as once. Refused while the project goes on (`project.not_ended`).
    """
    project = queries.locked(organization_id, project_id)

    _allow(actor, organization_id, project_id)

    if project.state not in ENDED:
        raise Refused(
            "project.not_ended",
            _("Only a project that has ended goes into the archive."),
            next_step=_("Close it first."),
        )
    if project.archived_at:
        return project

    project.archived_at = at
    project.save(update_fields=["archived_at"])

    _tell(actor, "projects.project_archived", project, at)
    return project


@transaction.atomic
def restore(*, actor: Actor, organization_id: UUID, project_id: UUID, at: datetime) -> Project:
    """Take a project out of the archive, back among those that have ended."""
    project = queries.locked(organization_id, project_id)

    _allow(actor, organization_id, project_id)

    if project.archived_at is None:
        return project

    project.archived_at = None
    project.save(update_fields=["archived_at"])

    _tell(actor, "projects.project_restored", project, at)
    return project


@transaction.atomic
def close_all(*, actor: Actor, organization_id: UUID, at: datetime) -> list[Project]:
    """Close what an organization has public when it ends, and let fall what waits for an officer. No door leads here."""
    open_still = Project.objects.filter(organization_id=organization_id, state__in=[State.PUBLISHED, State.SUBMITTED])
    projects = list(open_still.select_related("organization").select_for_update(of=("self",)).order_by("id"))

    for project in projects:
        if project.state == State.SUBMITTED:
            review_actions.withdraw_case(actor=actor, kind=Kind.PROJECT, subject_id=project.id, at=at)
        project.state, project.changed_at, project.closed_at = State.CLOSED, at, at
        project.save(update_fields=["state", "changed_at", "closed_at"])
        showing.hide(project, at)
        _tell(actor, "projects.project_closed", project, at)
    return projects


def _show(project: Project, at: datetime) -> None:
    if project.state == State.PUBLISHED:
        showing.show(project, at)


def _allow(actor: Actor, organization_id: UUID, project_id: UUID | None) -> None:
    if not organization_rules.can_manage(actor, organization_id, project_id):
        raise NotAllowed("organization.not_manager")


def _tell(actor: Actor, name: str, project: Project, at: datetime, facts: dict[str, object] | None = None) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=project.organization_id,
        subject=("project", project.id, project.title),
        region_code=project.region_id or project.organization.region_id,
        facts=facts,
    )


def _tell_hooks(project: Project, at: datetime) -> None:
    if project.state == State.PUBLISHED:
        hooks.note(project.organization_id, [hooks.Event(HookKind.PROJECT_PUBLISHED, {"project_id": project.id})], at)
