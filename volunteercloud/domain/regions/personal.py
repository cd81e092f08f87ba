"""No people here."""

from volunteercloud.core.personal import Plain

PLAIN = (
    Plain("regions.Region", "*", "names of places"),
    Plain("regions.RuleSet", "*", "rules of a region"),
)
