"""Bands and alerts 预警: which figure of which region should stay where, and which has left.

A figure is judged for this month and the one before. What is withheld, unknown or of fewer than ten never alarms; a change
against another month is judged once the month is over, because half a month is always less than a whole one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor, system
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import officers
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.statistics import disclosure, periods
from volunteercloud.domain.statistics.measures import Unit
from volunteercloud.domain.statistics.periods import Period

from . import watched
from .models import Against, Alert, Band, Crossing, Outcome

JUDGE = system("statistics")
MOST_BANDS = 2_000
PAGE = 50
CHANGES = frozenset({Crossing.GROWS, Crossing.SHRINKS})


@dataclass(frozen=True, slots=True)
class Rule:
    """A band as it is judged; ``name`` says which: the id of one that an officer set, or one of `DEFAULTS`."""

    name: str
    figure: str
    crossing: Crossing
    limit: float
    against: Against = Against.MONTH
    region_code: str = ""

    @property
    def slot(self) -> tuple[str, str]:
        """What an officer's band takes the place of."""
        return self.figure, self.crossing

    @property
    def compares(self) -> bool:
        return self.crossing in CHANGES or self.crossing == Crossing.LEAPS


# They hold for every region that has officers with the right to its figures.
DEFAULTS = (
    Rule("coverage", "record_coverage", Crossing.BELOW, 0.6),
    Rule("grade-e", watched.GRADE_E, Crossing.LEAPS, 0.1),
    Rule("no-show", "no_show_rate", Crossing.ABOVE, 0.2),
)
CROSSINGS: dict[str, str | Promise] = {
    Crossing.BELOW: _("falls below"),
    Crossing.ABOVE: _("rises above"),
    Crossing.GROWS: _("grows by more than, in percent"),
    Crossing.SHRINKS: _("shrinks by more than, in percent"),
    Crossing.LEAPS: _("rises by more than, in points"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What judging one band for one region and month came to; ``value`` is None where there is nothing to judge."""

    rule: Rule
    region_code: str
    month: date
    value: float | None
    before: float | None
    is_out: bool


def bands(viewer: Actor, region_code: str) -> list[Band]:
    """Those that officers set for a region. Raises `NotFound` where the viewer has no right to its figures."""
    disclosure.check_exact(viewer, region_code)
    return list(
        Band.objects.filter(region_code=region_code, ended_at__isnull=True).order_by("set_at", "id")[:MOST_BANDS]
    )


def rules(own: Iterable[Band]) -> list[Rule]:
    """What is judged for a region that has these bands: they, and those for all whose place none of them takes."""
    set_here = [rule_of(band) for band in own]
    slots = {rule.slot for rule in set_here}
    return [*set_here, *(rule for rule in DEFAULTS if rule.slot not in slots)]


def rule_of(band: Band) -> Rule:
    crossing, against = Crossing(band.crossing), Against(band.against)
    return Rule(str(band.id), band.figure, crossing, band.limit, against, band.region_code)


def alerts(
    viewer: Actor,
    region_codes: Sequence[str],
    *,
    is_open: bool | None = None,
    after: tuple[date, UUID] | None = None,
    limit: int = PAGE,
) -> list[Alert]:
    """Alerts of regions and all below them, the latest month first: one page and one more. ``is_open`` tells open from closed
    ones. Raises `NotFound` where the viewer has no right to their figures."""
    for code in region_codes:
        disclosure.check_exact(viewer, code)
    within = Q()
    for code in region_codes:
        within |= Q(region_code__startswith=code)
    rows = Alert.objects.filter(within) if region_codes else Alert.objects.none()
    if is_open is not None:
        rows = rows.filter(outcome=Outcome.OPEN) if is_open else rows.exclude(outcome=Outcome.OPEN)
    if after is not None:
        month, alert_id = after
        rows = rows.filter(Q(month__lt=month) | Q(month=month, id__lt=alert_id))
    return list(rows.order_by("-month", "-id")[: limit + 1])


def alert(viewer: Actor, alert_id: UUID) -> Alert:
    """One, for who may see the figures of its region; else it is not found."""
    found = Alert.objects.filter(id=alert_id).first()
    if found is None:
        raise NotFound
    disclosure.check_exact(viewer, found.region_code)
    return found


def months(today: date) -> tuple[date, date]:
    """Those that are judged: this one and the one before."""
    this = today.replace(day=1)
    return this, (this - timedelta(days=1)).replace(day=1)


def judged(month: date, today: date) -> list[Finding]:
    """Every band of every region for a month. As many statements as there are figures in use, not regions."""
    by_rule: dict[tuple[str, Crossing, Against], list[tuple[Rule, str]]] = defaultdict(list)
    for region_code, own in _watched_regions().items():
        for rule in rules(own):
            by_rule[rule.figure, rule.crossing, rule.against].append((rule, region_code))
    found: list[Finding] = []
    for (figure, crossing, against), chosen in sorted(by_rule.items()):
        if crossing in CHANGES and month >= today.replace(day=1):
            continue
        codes = sorted({region_code for _rule, region_code in chosen})
        now = watched.values(JUDGE, figure, codes, periods.month(month))
        compares = chosen[0][0].compares
        before = watched.values(JUDGE, figure, codes, _earlier(month, against)) if compares else {}
        found += [_finding(rule, code, month, now.get(code), before.get(code)) for rule, code in chosen]
    return found


def officers_of(region_code: str) -> list[UUID]:
    """Who is told of a region: the officers with the right to its figures in the nearest region that has any."""
    over = officers.officers_over(region_code, Right.STATISTICS)
    nearest = over[0].region_code if over else ""
    return list(dict.fromkeys(grant.account_id for grant in over if grant.region_code == nearest))


def in_percent(crossing: str, unit: Unit) -> bool:
    """Whether a limit is written as a percentage."""
    return unit == Unit.SHARE or crossing in CHANGES


def _watched_regions() -> dict[str, list[Band]]:
    """Regions with officers who have the right to figures, and those for which somebody set a band."""
    grants = officers.standing_grants().filter(rights__contains=[Right.STATISTICS])
    found: dict[str, list[Band]] = {code or "": [] for code in grants.values_list("region_id", flat=True).distinct()}
    for band in Band.objects.filter(ended_at__isnull=True).order_by("region_code", "set_at", "id")[:MOST_BANDS]:
        found.setdefault(band.region_code, []).append(band)
    return found


def _finding(rule: Rule, region_code: str, month: date, value: float | None, before: float | None) -> Finding:
    compared = before if rule.compares else None
    return Finding(rule, region_code, month, value, compared, value is not None and _is_out(rule, value, compared))


def _is_out(rule: Rule, value: float, before: float | None) -> bool:
    match rule.crossing:
        case Crossing.BELOW:
            return value < rule.limit
        case Crossing.ABOVE:
            return value > rule.limit
        case Crossing.LEAPS:
            return before is not None and value - before > rule.limit
        case Crossing.GROWS:
            return bool(before) and before is not None and (value - before) / before > rule.limit
        case _:
            return bool(before) and before is not None and (before - value) / before > rule.limit


def _earlier(month: date, against: Against) -> Period:
    if against == Against.YEAR:
        return periods.month(month.replace(year=month.year - 1))
    return periods.month(month - timedelta(days=1))
