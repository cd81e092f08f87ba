"""No people here."""

from volunteercloud.core.personal import Plain

PLAIN = (
    Plain("codes.Term", "*", "lists of a jurisdiction"),
    Plain("codes.Match", "*", "lists of a jurisdiction"),
)
