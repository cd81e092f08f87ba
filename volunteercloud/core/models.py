"""Where a table lives when the database is distributed, said by the base class of its model.

Every large table belongs to one owner, a volunteer or an organization; its primary key begins with the owner's id and
every request finds it by that id. Reference tables are small and everywhere; a claim table is keyed by the value that
must be unique nationwide; local tables stay on the coordinator. tests/architecture holds every model to this.
"""

from typing import ClassVar

from django.db import models

from volunteercloud.core.placements import Placement


class PlacedModel(models.Model):
    """A model that knows its placement and the column it is distributed by (None where it is not)."""

    placement: ClassVar[Placement]
    owner_column: ClassVar[str | None] = None

    class Meta:
        abstract = True


class VolunteerOwned(PlacedModel):
    placement = Placement.VOLUNTEER
    owner_column = "volunteer_id"

    class Meta:
        abstract = True


class OrganizationOwned(PlacedModel):
    placement = Placement.ORGANIZATION
    owner_column = "organization_id"

    class Meta:
        abstract = True


class ReferenceModel(PlacedModel):
    placement = Placement.REFERENCE

    class Meta:
        abstract = True


class OwnerOwned(PlacedModel):
    """Kept for one owner of either kind, volunteer or organization; spread by that id, joined with neither group."""

    placement = Placement.OWNER
    owner_column = "owner_id"

    class Meta:
        abstract = True


class ClaimModel(PlacedModel):
    """Keyed by the value it claims: the primary key is the distribution column."""

    placement = Placement.CLAIM

    class Meta:
        abstract = True


class LocalModel(PlacedModel):
    placement = Placement.LOCAL

    class Meta:
        abstract = True
