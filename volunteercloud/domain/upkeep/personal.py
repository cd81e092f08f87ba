"""The running of the site."""

from volunteercloud.core.personal import Plain

PLAIN = (Plain("upkeep.KeyCheck", "value", "made from a key, not from people"),)
