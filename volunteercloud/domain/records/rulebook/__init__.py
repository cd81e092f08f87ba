"""The rules of a service record: each a pure function with a name, a sentence and a norm, over facts gathered beforehand.

`book.RULES` is the whole book in the order in which it is read; `gathering` is the only module here that reads the database.
What each rule said stays with the version (`ServiceRecord.findings`) and is told again by `telling`, to whoever asks.
"""

from .book import RULES, Judgement, judge, refusal
from .facts import Facts, Neighbour, Person, Qualified
from .shape import Finding, Result, Rule, Severity
from .telling import Line, tell

__all__ = [
    "RULES",
    "Facts",
    "Finding",
    "Judgement",
    "Line",
    "Neighbour",
    "Person",
    "Qualified",
    "Result",
    "Rule",
    "Severity",
    "judge",
    "refusal",
    "tell",
]
