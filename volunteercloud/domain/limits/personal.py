"""Rates and the shared cache."""

from volunteercloud.core.personal import Plain

PLAIN = (
    Plain("limits.Kept", "value", "counts and moments of the shared cache, under keyed hashes, for minutes"),
    Plain("limits.Pace", "*", "keyed hashes and moments"),
    Plain("limits.Tally", "*", "keyed hashes and counts"),
)
