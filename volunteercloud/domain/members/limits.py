"""How many of what an organization keeps, and how much is done at once."""

from .models import LabelKind, State

MOST_LABELS = 20  # of one member
MOST_OF_KIND = {LabelKind.GROUP: 500, LabelKind.TAG: 100}  # of one organization
MOST_LINKS = 100
MOST_AT_ONCE = 1_000
LONGEST_LINK_DAYS = 366
ENDED = frozenset({State.LEFT, State.REMOVED, State.REFUSED})
