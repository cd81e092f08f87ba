"""What the rules said of a version, told in plain words: the same on the page, in the API and on the command line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from volunteercloud.domain.records.drafts import Circumstances

from .book import RULES
from .shape import PLATFORM, Result, Rule

RESULTS: dict[str, Promise] = {
    Result.OK: gettext_lazy("kept"),
    Result.ASKED: gettext_lazy("not kept, and explained"),
    Result.FLAGGED: gettext_lazy("not kept: somebody looks at it"),
    Result.REFUSED: gettext_lazy("not kept: no record"),
    Result.NOT_APPLICABLE: gettext_lazy("asks nothing here"),
}

NAMES: dict[str, Promise] = {
    "level": gettext_lazy("Level of the real name"),
    "minimum_level": gettext_lazy("Level that is asked"),
    "verified_at": gettext_lazy("Verified"),
    "recorder": gettext_lazy("Entered by"),
    "confirmer": gettext_lazy("Confirmed by"),
    "wanted": gettext_lazy("The post asks for"),
    "held": gettext_lazy("Held on that day"),
    "seen": gettext_lazy("Original seen"),
    "consent_below_age": gettext_lazy("Asked below the age of"),
    "consent": gettext_lazy("Guardian"),
    "starts_at": gettext_lazy("Start"),
    "ends_at": gettext_lazy("End"),
    "worked_minutes": gettext_lazy("Time given"),
    "break_minutes": gettext_lazy("Break"),
    "counted_minutes": gettext_lazy("Counts"),
    "rounding_minutes": gettext_lazy("Steps of"),
    "window_from": gettext_lazy("The shift began"),
    "window_to": gettext_lazy("The shift ended"),
    "compared": gettext_lazy("Other records compared"),
    "already_minutes": gettext_lazy("Already on that day"),
    "minutes": gettext_lazy("This service"),
    "cap_minutes": gettext_lazy("Usual on one day at most"),
    "two_day_minutes": gettext_lazy("On two days"),
    "limit_minutes": gettext_lazy("Usual on two days at most"),
    "metres": gettext_lazy("Distance to the service before or after"),
    "gap_minutes": gettext_lazy("Time between"),
    "least_minutes": gettext_lazy("Time it takes at least"),
    "limit_kmh": gettext_lazy("Greatest speed"),
    "approved_at": gettext_lazy("Public since"),
    "late_reason": gettext_lazy("Why it came later"),
    "policy_number": gettext_lazy("Policy"),
    "policy_from": gettext_lazy("In force from"),
    "policy_to": gettext_lazy("In force until"),
    "added_reason": gettext_lazy("Why the person was added"),
}

WORDS: dict[str, Promise] = {
    "owner": gettext_lazy("an owner of the organization"),
    "coordinator": gettext_lazy("a coordinator of the organization"),
    "leader": gettext_lazy("a leader of the organization"),
    "recorder": gettext_lazy("a recorder of the organization"),
    "person": gettext_lazy("the volunteer or the guardian"),
    "given": gettext_lazy("has agreed"),
    "account": gettext_lazy("holds the child’s account"),
}
WORDED = frozenset({"recorder", "confirmer", "consent"})


@dataclass(frozen=True, slots=True)
class Line:
    """One rule, as it was applied to one version. ``inputs`` are what it read, each with its name, in words; ``is_law`` says
    that ``norm`` names somebody else's demand than the platform's own."""

    rule: str
    severity: str
    sentence: str
    result: str
    result_words: str
    inputs: list[tuple[str, str]]
    read: dict[str, Any]
    parameter: str
    norm: str
    is_law: bool


_BY_CODE = {rule.code: rule for rule in RULES}


def tell(findings: Sequence[Mapping[str, Any]]) -> list[Line]:
    """The stored findings of a version in the reader's language. A rule that there is no more is told by its code."""
    return [_line(_BY_CODE.get(str(each["rule"])), each) for each in findings]


def _line(rule: Rule | None, finding: Mapping[str, Any]) -> Line:
    return Line(
        rule=finding["rule"],
        severity=rule.severity if rule else "",
        sentence=str(rule.sentence) if rule else finding["rule"],
        result=finding["result"],
        result_words=str(RESULTS[finding["result"]]),
        inputs=list(_inputs(finding["inputs"])),
        read=dict(finding["inputs"]),
        parameter=rule.parameter if rule else "",
        norm=str(rule.norm if rule else PLATFORM),
        is_law=rule is not None and rule.norm is not PLATFORM,
    )


def _inputs(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """In the order of `NAMES`: the database keeps no order of its own."""
    for name, words in NAMES.items():
        if name in inputs:
            yield str(words), _worded(name, inputs[name])


def _worded(name: str, value: Any) -> str:
    if value is None or value == "":
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in WORDED:
        return str(WORDS.get(value, value))
    if name.endswith("minutes"):
        return _("%(minutes)s minutes") % {"minutes": value}
    if name.endswith("_kmh"):
        return _("%(speed)s km/h") % {"speed": value}
    if name == "metres":
        return _("%(kilometres)s km") % {"kilometres": f"{value / 1000:.1f}"}
    if name.endswith("_at") or name.startswith("window_"):
        return f"{timezone.localtime(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    return str(value)


def circumstances_told(findings: Sequence[Mapping[str, Any]]) -> Circumstances:
    """What had been known of the activity when a version was judged, for judging the next one."""
    said = {name: value for each in findings for name, value in each["inputs"].items()}
    applied = {each["rule"] for each in findings if each["result"] != Result.NOT_APPLICABLE}
    return Circumstances(
        approved_at=_moment(said.get("approved_at")),
        window_from=_moment(said.get("window_from")),
        window_to=_moment(said.get("window_to")),
        is_dangerous="cover.in_force" in applied,
        policy_number=said.get("policy_number", ""),
        policy_from=_day(said.get("policy_from")),
        policy_to=_day(said.get("policy_to")),
        qualification=said.get("wanted", ""),
        late_reason=said.get("late_reason", ""),
        added_reason=said.get("added_reason", ""),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
