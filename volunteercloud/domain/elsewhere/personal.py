"""Opportunities that others publish."""

from volunteercloud.core.personal import Plain

PLAIN = (
    Plain("elsewhere.Source", "*", "a public list"),
    Plain("elsewhere.Opportunity", "*", "public"),
)
