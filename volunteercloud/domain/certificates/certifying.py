"""Who may certify what an organization recorded."""

from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.organizations import register
from volunteercloud.domain.organizations import rules as organization_rules


def can_certify(actor: Actor, organization_id: UUID) -> bool:
    """Its managers; once it has ended, those of the organization that took over, at the end of the chain of successors."""
    if organization_rules.can_manage(actor, organization_id):
        return True
    certifier_id = register.certifier_id(organization_id)
    return certifier_id != organization_id and organization_rules.can_manage(actor, certifier_id)
