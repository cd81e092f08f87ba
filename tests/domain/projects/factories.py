"""Projects as tests of this area and of those above it need them."""

from datetime import date, datetime

from volunteercloud.core.actor import Actor
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.projects import actions
from volunteercloud.domain.projects.models import Project


def details(**changes):
    return {
        "title": "社区送午餐",
        "content": "把食堂的午餐送到独居老人家里。",
        "category": "elderly",
        "beneficiaries": ["elderly"],
        "region_id": "990101",
        "place": "临溪街道食堂",
        "recruits_from": date(2026, 5, 1),
        "recruits_to": date(2026, 8, 31),
        "risks": "路上车多，请走人行道。",
        "contact_name": "谷雨",
        "contact_phone": "990 1000 0001",
    } | changes


def draft(manager: Actor, organization: Organization, at: datetime, **changes) -> Project:
    return actions.save_draft(actor=manager, organization_id=organization.id, details=details(**changes), at=at)


def submitted(manager: Actor, organization: Organization, at: datetime, **changes) -> Project:
    project = draft(manager, organization, at, **changes)
    return actions.submit(actor=manager, organization_id=organization.id, project_id=project.id, at=at)
