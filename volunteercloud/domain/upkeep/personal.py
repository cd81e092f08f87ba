"""Looking after the installation: nothing here is about anyone."""

from volunteercloud.core.personal import Plain

PLAIN = (Plain("upkeep.KeyCheck", "*", "what a key gives; tells nothing without it"),)
