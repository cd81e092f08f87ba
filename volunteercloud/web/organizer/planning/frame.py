"""What the pages of planning begin with."""

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.web import answers


def managed(request, organization_id, project_id):
    """A project for those who manage it; to everybody else there is no such page."""
    actor = answers.actor_of(request)
    if not organization_rules.can_manage(actor, organization_id, project_id):
        raise NotFound
    return project_queries.project(actor, organization_id, project_id)


def who(request, organization_id):
    return {"actor": answers.actor_of(request), "organization_id": organization_id, "at": answers.reader_now()}
