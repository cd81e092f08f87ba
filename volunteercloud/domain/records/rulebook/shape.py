"""What a rule is, and what it says."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

from .facts import Facts

PLATFORM = _("rule of the platform")

# What a rule read: whole numbers, words and moments as text, so that it is the same when it is read again.
Inputs = dict[str, int | str | bool | None]


class Severity(StrEnum):
    """What follows where a rule is not kept: no record, none without a word why, or a record that is looked at."""

    REFUSE = "refuse"
    ASK = "ask"
    FLAG = "flag"


class Result(StrEnum):
    OK = "ok"
    REFUSED = "refused"
    ASKED = "asked"  # not kept, and explained
    FLAGGED = "flagged"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Wording:
    """The refusal of a rule, in words."""

    code: str
    message: Promise
    next_step: Promise
    field: str | None = None


class Finding(NamedTuple):
    """What one rule said of one version, and from what."""

    rule: str
    result: Result
    inputs: Inputs

    def as_stored(self) -> dict[str, object]:
        return {"rule": self.rule, "result": self.result, "inputs": self.inputs}


Answer = tuple[Result, Inputs]


@dataclass(frozen=True, slots=True)
class Rule:
    """``sentence`` says what must hold; ``parameter`` names the column of `RuleSet` that a region sets; ``norm`` is whose
    demand it is."""

    code: str
    severity: Severity
    sentence: Promise
    check: Callable[[Facts], Answer]
    wording: Wording | None = None
    parameter: str = ""
    norm: Promise = PLATFORM

    def refusal(self, finding: Finding) -> Refused:
        if self.wording is None:
            raise AssertionError(f"{self.code} refuses nobody")
        words = self.wording
        return Refused(
            words.code, words.message, next_step=words.next_step, field=words.field, facts=dict(finding.inputs)
        )


def kept_or(result: Result, kept: bool, **inputs: int | str | bool | None) -> Answer:
    return (Result.OK if kept else result), inputs


def not_applicable(**inputs: int | str | bool | None) -> Answer:
    return Result.NOT_APPLICABLE, inputs
