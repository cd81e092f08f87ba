"""The radar's rules: each has a stable code, a kind of evidence, a weight, a sentence, and one function that finds it.

A rule looks at what `gathering.window` holds and yields hits; it asks nothing of the database and decides nothing. Which
hits are enough for a case stands in `weighing`. docs/decisions/0018-radar.md explains each rule and its threshold.
"""

from . import past, people, presence, proofs, word
from .rule import Hit, Kind, Rule, Weight

RULES: tuple[Rule, ...] = (*word.RULES, *people.RULES, *presence.RULES, *proofs.RULES, *past.RULES)
BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}

__all__ = ["BY_CODE", "RULES", "Hit", "Kind", "Rule", "Weight"]
