"""Figures, bands and times in words, for messages, mails, papers and sheets; in the language in force."""

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal

from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from volunteercloud.domain.regions import queries as region_queries

from .measures import Missing, Unit
from .models import Span
from .periods import Period
from .watching import watched
from .watching.models import Against, Crossing


def number(unit: Unit, value: float) -> str:
    """A value with its unit, never rounded up."""
    match unit:
        case Unit.SHARE:
            return f"{_cut(value * 100, '0.1')}%"
        case Unit.MINUTES:
            return _("%(number)s hours") % {"number": _cut(value / 60, "0.1")}
        case Unit.FEN:
            return _("%(amount)s yuan") % {"amount": _cut(value / 100, "1")}
        case _:
            return _cut(value, "1")


def missing(reason: Missing) -> str:
    """Why there is no value, shortly."""
    return {
        Missing.POPULATION: _("residents unknown"),
        Missing.REGISTER: _("nobody registered"),
        Missing.WAGE: _("value of an hour unknown"),
        Missing.NOTHING: _("nothing to count"),
        Missing.WITHHELD: _("fewer than 10"),
        Missing.PERIOD: _("not kept for this time"),
    }[reason]


def limit(crossing: str, unit: Unit, value: float) -> str:
    """A limit with its unit: a figure's own, per cent of a change, or points of a share."""
    match crossing:
        case Crossing.LEAPS:
            return _("%(number)s points") % {"number": _cut(value * 100, "0.1")}
        case Crossing.GROWS | Crossing.SHRINKS:
            return f"{_cut(value * 100, '0.1')}%"
        case _:
            return number(unit, value)


def band(figure: str, crossing: str, value: float, against: str) -> str:
    """What is expected, as a sentence goes on after the name of a figure."""
    facts = {"limit": limit(crossing, watched.watched(figure).unit, value), "month": _month(against)}
    match crossing:
        case Crossing.BELOW:
            return _("not below %(limit)s") % facts
        case Crossing.ABOVE:
            return _("not above %(limit)s") % facts
        case Crossing.SHRINKS:
            return _("no more than %(limit)s less than %(month)s") % facts
        case _:
            return _("no more than %(limit)s above %(month)s") % facts


def region(code: str) -> str:
    """With those above it; the whole country for the empty code."""
    return region_queries.full_name(code, get_language() or "") if code else _("The whole country")


def period(chosen: Period) -> str:
    match chosen.span:
        case Span.EVER:
            return _("all time")
        case Span.YEAR:
            # Translators: a year as Django's date filter writes it, e.g. "2026年".
            return date_format(chosen.start, _("Y"))
        case Span.MONTH:
            # Translators: a month as Django's date filter writes it, e.g. "2026年3月".
            return date_format(chosen.start, _("F Y"))
        case _:
            return date_format(chosen.start, _("j F Y"))


def in_both(name: str, said: Callable[[], str]) -> dict[str, str]:
    """A fact of a message in both languages: each reader gets their own."""
    facts = {}
    for language, ending in (("zh-hans", ""), ("en", "_en")):
        with translation.override(language):
            facts[f"{name}{ending}"] = said()
    return facts


def title(figure: str) -> str | Promise:
    return watched.watched(figure).title


def _month(against: str) -> str:
    return _("the same month of last year") if against == Against.YEAR else _("the month before")


def _cut(value: float, digits: str) -> str:
    """To so many digits, rounded down; nothing is lost to how a fraction is kept."""
    exact = Decimal(f"{value:.9g}") if abs(value) < 1e8 else Decimal(int(value))
    text = f"{exact.quantize(Decimal(digits), ROUND_DOWN):,}"
    return text.removesuffix(".0") if digits == "0.1" else text
