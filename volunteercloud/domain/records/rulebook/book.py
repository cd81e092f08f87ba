"""The book: every rule in the order it is read, and the judgement over one record."""

from dataclasses import dataclass

from volunteercloud.core.errors import Refused

from . import conditions, people, time
from .facts import Facts
from .shape import Finding, Result, Rule

_BY_CODE = {rule.code: rule for rule in (*people.RULES, *time.RULES, *conditions.RULES)}
RULES: tuple[Rule, ...] = tuple(
    _BY_CODE[code]
    for code in (
        "identity.level",
        "recorder.of_organizer",
        "guardian.consent",
        "activity.approved",
        "roster.present",
        "entry.late",
        "time.order",
        "time.actual",
        "time.window",
        "time.overlap",
        "time.daily_cap",
        "time.two_days",
        "travel.speed",
        "qualification.held",
        "cover.in_force",
    )
)


def refusal(code: str) -> Refused:
    """What a rule says where it refuses, without inputs: for whoever finds out otherwise that it is not kept."""
    return _BY_CODE[code].refusal(Finding(code, Result.REFUSED, {}))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules said, as far as they were read: a refusal ends the reading."""

    findings: tuple[Finding, ...]
    refusal: Refused | None

    def as_stored(self) -> list[dict[str, object]]:
        return [each.as_stored() for each in self.findings]


def judge(facts: Facts) -> Judgement:
    """Read every rule; the first that refuses, or asks and gets no answer, ends it."""
    findings: list[Finding] = []
    for rule in RULES:
        finding = Finding(rule.code, *rule.check(facts))
        findings.append(finding)
        if finding.result is Result.REFUSED or (finding.result is Result.ASKED and not _answered(rule, facts)):
            return Judgement(tuple(findings), rule.refusal(finding))
    return Judgement(tuple(findings), None)


def _answered(rule: Rule, facts: Facts) -> bool:
    """The explanation of this record answers whatever is asked; where the answer is a reason of its own, the rule has it."""
    said = facts.circumstances
    own = {"roster.present": said.added_reason, "entry.late": said.late_reason, "activity.approved": said.late_reason}
    return facts.is_explained or bool(own.get(rule.code, ""))
