"""Ends and mergers of organizations."""

from volunteercloud.core.personal import Plain

PLAIN = (Plain("succession.Ending", "*", "between organizations"),)
