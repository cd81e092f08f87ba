"""What each measure is computed by: pure functions of what the viewer sees, under the codes of `catalogue`.

A result says a number and what it was made of, or why there is none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from volunteercloud.domain.records.models import Grade, Kind

from .evidence import Evidence
from .models import Slice, Wage
from .sums import Sums
from .terms import Missing


@dataclass(frozen=True, slots=True)
class Result:
    number: float | None = None
    top: int | None = None
    bottom: int | None = None
    parts: dict[str, int | None] = field(default_factory=dict)
    missing: Missing | None = None
    facts: dict[str, object] = field(default_factory=dict)


WITHHELD = Result(missing=Missing.WITHHELD)
Formula = Callable[[Evidence], Result]


def _share(top: int | None, bottom: int | None, empty: Missing = Missing.NOTHING) -> Result:
    if top is None or bottom is None:
        return WITHHELD
    return Result(top / bottom, top, bottom) if bottom else Result(missing=empty)


def _number(number: int | None) -> Result:
    return WITHHELD if number is None else Result(number)


def _of(sums: Sums, number: int | None) -> Result:
    return WITHHELD if sums.is_withheld else _number(number)


def _residents(evidence: Evidence) -> dict[str, object]:
    counted = evidence.population
    return {"counted_on": counted.counted_on, "source": counted.source} if counted else {}


def _registered_rate(evidence: Evidence) -> Result:
    if evidence.population is None:
        return Result(missing=Missing.POPULATION)
    found = _share(evidence.register, evidence.population.residents, Missing.POPULATION)
    return Result(found.number, found.top, found.bottom, missing=found.missing, facts=_residents(evidence))


def _activity_rate(evidence: Evidence) -> Result:
    if evidence.home.is_withheld:
        return WITHHELD
    return _share(evidence.home.people, evidence.register, Missing.REGISTER)


def _hours_per_resident(evidence: Evidence) -> Result:
    if evidence.population is None:
        return Result(missing=Missing.POPULATION)
    if evidence.home.is_withheld:
        return WITHHELD
    found = _share(evidence.home.credit_minutes, evidence.population.residents, Missing.POPULATION)
    facts = _residents(evidence) | {"honour_minutes": evidence.home.honour_minutes}
    return Result(found.number, found.top, found.bottom, missing=found.missing, facts=facts)


def _credit_share(evidence: Evidence) -> Result:
    if evidence.place.is_withheld:
        return WITHHELD
    return _share(evidence.place.credit_minutes, sum(evidence.place.minutes))


def _evidence_mix(evidence: Evidence) -> Result:
    if evidence.place.is_withheld:
        return WITHHELD
    if not evidence.place.records:
        return Result(missing=Missing.NOTHING)
    return Result(parts=dict(zip(Grade.values, evidence.place.minutes, strict=True)))


def _retention(evidence: Evidence) -> Result:
    return Result(missing=Missing.PERIOD) if evidence.cohort is None else _share(*evidence.cohort)


def _needs_met(evidence: Evidence) -> Result:
    met, unmet = evidence.needs.met, evidence.needs.unmet
    return WITHHELD if met is None or unmet is None else _share(met, met + unmet)


def _time_to_answer(evidence: Evidence) -> Result:
    if evidence.needs.answered == 0:
        return Result(missing=Missing.NOTHING)
    return _number(evidence.needs.answer_minutes)


def _mix(by: Slice) -> Formula:
    def formula(evidence: Evidence) -> Result:
        """Credit minutes by value, honour minutes beside them."""
        if evidence.place.is_withheld:
            return WITHHELD
        found = evidence.parts.get(by, {})
        if not found:
            return Result(missing=Missing.NOTHING)
        parts = {value: None if sums.is_withheld else sums.credit_minutes for value, sums in found.items()}
        honour = {value: sums.honour_minutes for value, sums in found.items() if not sums.is_withheld}
        return Result(parts=parts, facts={"honour_minutes": honour})

    return formula


def _kinds(evidence: Evidence) -> Result:
    found = evidence.parts.get(Slice.KIND, {})
    if not found:
        return Result(missing=Missing.NOTHING)
    return Result(parts={value: None if sums.is_withheld else sum(sums.minutes) for value, sums in found.items()})


def _training(evidence: Evidence) -> Result:
    found = evidence.parts.get(Slice.KIND, {}).get(Kind.TRAINING)
    return Result(0) if found is None else _of(found, sum(found.minutes))


def _replacement_value(evidence: Evidence) -> Result:
    """Year by year. What is withheld of single years, or older than they are, counts as one, by the wage of the earliest of
    them: it is a difference of published sums, and no more can be read from the value than from them."""
    if evidence.place.is_withheld:
        return WITHHELD
    if not evidence.wages:
        return Result(missing=Missing.WAGE if evidence.place.records else Missing.NOTHING)
    shown = {year: sums for year, sums in sorted(evidence.years.items()) if not sums.is_withheld}
    hidden = min((year for year in evidence.years if year not in shown), default=min(evidence.wages))
    credit = _worth(evidence.wages, {year: sums.credit_minutes for year, sums in shown.items()})
    honour = _worth(evidence.wages, {year: sums.honour_minutes for year, sums in shown.items()})
    worth = evidence.wages[hidden].fen_an_hour
    credit += worth * (evidence.place.credit_minutes - sum(sums.credit_minutes for sums in shown.values()))
    honour += worth * (evidence.place.honour_minutes - sum(sums.honour_minutes for sums in shown.values()))
    parts: dict[str, int | None] = {"credit": round(credit / 60), "honour": round(honour / 60)}
    used = sorted({wage.pk: wage for wage in evidence.wages.values()}.items())
    return Result(round(credit / 60), parts=parts, facts={"wages": [_said(wage) for _key, wage in used]})


def _worth(wages: Mapping[int, Wage], minutes: Mapping[int, int]) -> int:
    """In sixtieths of a fen, so that nothing is rounded before the end."""
    return sum(wages[year].fen_an_hour * number for year, number in minutes.items())


def _said(wage: Wage) -> dict[str, object]:
    return {
        "region_code": wage.region_code,
        "year": wage.year,
        "fen_an_hour": wage.fen_an_hour,
        "source": wage.source,
    }


FORMULAS: dict[str, Formula] = {
    "registered": lambda evidence: _number(evidence.register),
    "registered_rate": _registered_rate,
    "people": lambda evidence: _of(evidence.place, evidence.place.people),
    "activity_rate": _activity_rate,
    "first_timers": lambda evidence: _of(evidence.place, evidence.place.firsts),
    "retention": _retention,
    "credit_hours": lambda evidence: _of(evidence.place, evidence.place.credit_minutes),
    "honour_hours": lambda evidence: _of(evidence.place, evidence.place.honour_minutes),
    "credit_share": _credit_share,
    "evidence_mix": _evidence_mix,
    "record_coverage": lambda evidence: _share(evidence.shifts.recorded, evidence.shifts.came),
    "hours_per_resident": _hours_per_resident,
    "needs_met": _needs_met,
    "time_to_answer": _time_to_answer,
    "fill_rate": lambda evidence: _share(evidence.shifts.taken, evidence.shifts.places),
    "no_show_rate": lambda evidence: _share(evidence.shifts.missed, evidence.shifts.taken),
    "hours_by_category": _mix(Slice.CATEGORY),
    "hours_by_sdg": _mix(Slice.SDG),
    "hours_by_kind": _kinds,
    "training_hours": _training,
    "replacement_value": _replacement_value,
}
