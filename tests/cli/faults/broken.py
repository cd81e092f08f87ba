"""Faults that a test builds into the site of the drill, by name: what no careful reader of the code would let pass."""

from volunteercloud.domain.activities.actions import taking


def gives_places_without_a_condition() -> None:
    """A place is given by what was read before, and no longer by what the row says at the moment of writing."""
    whole = taking.TAKE_PLACE
    taking.TAKE_PLACE = whole.replace(" AND taken < places", "").replace("taken + 1", "least(taken + 1, places)")
    if whole == taking.TAKE_PLACE:
        raise AssertionError("the statement reads otherwise by now: break it anew")
