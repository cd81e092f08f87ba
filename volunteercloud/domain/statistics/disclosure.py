"""What the public sees of the figures (decision 0049): no group of fewer than ten people, neither by itself nor by subtraction."""

from volunteercloud.core.actor import Actor
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right

FEWEST = 10  # people in a group of which anything is said


def sees_exact(viewer: Actor | None, region_code: str) -> bool:
    """Officers of the region and above with the right to its figures, and the system itself; everybody else is the public."""
    if viewer is None:
        return False
    return viewer.is_system or identity_rules.is_officer_for(viewer, region_code or None, Right.STATISTICS)
