"""Sums."""

from volunteercloud.core.personal import Plain

PLAIN = (
    Plain("figures.OrganizationFigure", "*", "sums"),
    Plain("figures.BranchFigure", "*", "sums"),
    Plain("figures.Count", "*", "sums"),
)
