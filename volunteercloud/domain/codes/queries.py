"""Reading the code lists. They are public, so no viewer is asked for; a list is read once a minute and process."""

from collections.abc import Iterable
from datetime import date

from volunteercloud.core.memory import Remembered

from .models import Match, Term


def _fetch(name: str) -> dict[str, Term]:
    return {term.code: term for term in Term.objects.filter(list=name).order_by("position", "code")}


def _fetch_matches(name: str) -> dict[str, list[Match]]:
    found: dict[str, list[Match]] = {}
    for match in Match.objects.filter(list=name).order_by("scheme", "target"):
        found.setdefault(match.code, []).append(match)
    return found


_list = Remembered(_fetch)
_matches = Remembered(_fetch_matches)


def terms(name: str, on: date) -> list[Term]:
    """The terms of a list that may be chosen on a day, in the order people expect."""
    return [term for term in _list(name).values() if _stands(term, on)]


def choices(name: str, on: date, language: str) -> list[tuple[str, str]]:
    """Code and name of the terms of a day, as forms want them."""
    return [(term.code, _name(term, language)) for term in terms(name, on)]


def label(name: str, code: str, language: str) -> str:
    """The name of a term, retired or not; the code itself where the list does not know it."""
    term = _list(name).get(code)
    return code if term is None else _name(term, language)


def labels(name: str, codes: Iterable[str], language: str) -> list[str]:
    return [label(name, code, language) for code in codes]


def history(name: str) -> list[Term]:
    """Every term a list ever had, in the order people expect."""
    return list(_list(name).values())


def changed_on(name: str, on: date) -> date | None:
    """The last day until then on which a term of the list began or ended: which version of the list stands."""
    days = {day for term in _list(name).values() for day in (term.valid_from, term.valid_to) if day and day <= on}
    return max(days, default=None)


def matches(name: str) -> dict[str, list[Match]]:
    """What the terms of a list correspond to in classifications of others, by code; shared: read it, do not change it."""
    return _matches(name)


def strangers(name: str, codes: Iterable[str], on: date) -> list[str]:
    """Those of the codes that may not be chosen on that day."""
    known = _list(name)
    return [code for code in codes if code not in known or not _stands(known[code], on)]


def _stands(term: Term, on: date) -> bool:
    return term.valid_from <= on and (term.valid_to is None or on < term.valid_to)


def _name(term: Term, language: str) -> str:
    return term.name if language.startswith("zh") else term.name_en
