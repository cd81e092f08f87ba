"""Reading the figures: stored sums, one row an organization. They are public, as organizations are."""

from collections.abc import Collection
from uuid import UUID

from .models import BranchFigure, OrganizationFigure


def of(organization_id: UUID) -> OrganizationFigure:
    """What an organization comes to by itself; nothing where nothing was counted yet."""
    found = OrganizationFigure.objects.filter(organization_id=organization_id).first()
    return found or OrganizationFigure(organization_id=organization_id)


def of_branch(organization_id: UUID) -> BranchFigure:
    """What an organization comes to with everything below it."""
    found = BranchFigure.objects.filter(organization_id=organization_id).first()
    return found or BranchFigure(organization_id=organization_id)


def of_branches(organization_ids: Collection[UUID]) -> dict[UUID, BranchFigure]:
    """The same for many, in one statement: for lists of the tree."""
    found = BranchFigure.objects.in_bulk(list(organization_ids))
    return {each: found.get(each) or BranchFigure(organization_id=each) for each in organization_ids}
