"""Reading regions and their rules. Both are public, so no viewer is asked for."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from volunteercloud.core.errors import NotFound
from volunteercloud.core.memory import Remembered

from .models import Level, Region, RuleSet

LENGTHS = (2, 4, 6, 9, 12)
# Codes of the standard that only hold others together: nobody says them in an address.
PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
MOST_FOUND = 50


def _fetch(code: str) -> tuple[Region, ...]:
    """The region and all above it, the province first; nothing where the code is unknown."""
    steps = tuple(Region.objects.filter(code__in=_prefixes(code)).order_by("code"))
    return steps if steps and steps[-1].code == code else ()


def _fetch_rules(key: tuple[str, date]) -> RuleSet:
    code, on = key
    nearest_first = (Length("region_id").desc(), "-valid_from")
    found = RuleSet.objects.filter(region_id__in=_prefixes(code), valid_from__lte=on).order_by(*nearest_first).first()
    return found or RuleSet(region_id=code[:2], valid_from=date.min)


def _fetch_children(key: tuple[str, date]) -> tuple[Region, ...]:
    return tuple(children(*key))


_path = Remembered(_fetch)
_children = Remembered(_fetch_children)
_rules = Remembered(_fetch_rules)


def region(code: str) -> Region:
    """A region by its code, retired or not. Raises `NotFound`."""
    if steps := _path(code):
        return steps[-1]
    raise NotFound


def path(code: str) -> tuple[Region, ...]:
    """The region and all above it, the province first; empty where the code is unknown."""
    return _path(code)


def children(code: str, on: date) -> QuerySet[Region]:
    """What stands directly below on a day, in the order of codes; provinces where ``code`` is empty."""
    return _standing(on).filter(parent_id=code or None).order_by("code")


def children_of(code: str, on: date) -> tuple[Region, ...]:
    """The same for pages that many ask for: read once a minute and process. Shared: read them, do not change them."""
    return _children((code, on))


def search(text: str, on: date, *, within: str = "", limit: int = 20) -> QuerySet[Region]:
    """Regions of a day whose name begins with ``text``, in either script, larger ones first."""
    begins = Q(name__startswith=text) | Q(name_latin__istartswith=text)
    found = _standing(on).filter(begins, code__startswith=within).exclude(name__in=PLACEHOLDERS, level=Level.CITY)
    return found.order_by("level", "code")[: min(limit, MOST_FOUND)]


def full_name(code: str, language: str) -> str:
    """The region as an address says it: 广东省广州市越秀区; in English smallest first: Yuexiu, Guangzhou.

    A step without a Latin name keeps its Chinese one. The code itself where it is unknown.
    """
    return _spoken(path(code), language) or code


def full_names(codes: Iterable[str], language: str) -> dict[str, str]:
    """`full_name` of many codes, with one reading for all that are not remembered: for lists."""
    wanted = set(codes)
    missing = [code for code in wanted if not _path.knows(code)]
    if missing:
        prefixes = {prefix for code in missing for prefix in _prefixes(code)}
        found = Region.objects.in_bulk(prefixes)
        for code in missing:
            steps = tuple(found[prefix] for prefix in _prefixes(code) if prefix in found)
            _path.keep(code, steps if code in found else ())
    return {code: full_name(code, language) for code in wanted}


def code_above(code: str) -> str:
    """The code one level up; above a province stands the whole country, whose code is empty."""
    return max((code[:length] for length in LENGTHS if length < len(code)), key=len, default="")


def code_below(code: str, within: str) -> str:
    """One level below a code, on the way down to ``within``."""
    return within[: min((length for length in LENGTHS if length > len(code)), default=len(within))]


def short_name(code: str, language: str) -> str:
    """The name of the region alone; the code itself where it is unknown."""
    steps = _path(code)
    return _name(steps[-1], language) if steps else code


def rules_for(region_code: str, on: date) -> RuleSet:
    """What the nearest region at or above this one has set for service on that day; the defaults where none has.

    The set is shared: read it, do not change it.
    """
    return _rules((region_code, on))


def rules_of(region_codes: Iterable[str], on: date) -> dict[str, RuleSet]:
    """`rules_for` of many regions, with one reading for all that are not remembered: for lists."""
    wanted = set(region_codes)
    missing = [code for code in wanted if not _rules.knows((code, on))]
    if missing:
        prefixes = {prefix for code in missing for prefix in _prefixes(code)}
        standing = RuleSet.objects.filter(region_id__in=prefixes, valid_from__lte=on).order_by(
            "region_id", "valid_from"
        )
        latest = {each.region_id: each for each in standing}
        for code in missing:
            nearest = [latest[prefix] for prefix in _prefixes(code) if prefix in latest]
            _rules.keep((code, on), nearest[-1] if nearest else RuleSet(region_id=code[:2], valid_from=date.min))
    return {code: rules_for(code, on) for code in wanted}


def rule_sets(region_code: str) -> QuerySet[RuleSet]:
    """What the region itself has set and from when on, the latest first."""
    return RuleSet.objects.filter(region_id=region_code).order_by("-valid_from")[:MOST_FOUND]


def _standing(on: date) -> QuerySet[Region]:
    return Region.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


def _prefixes(code: str) -> list[str]:
    return [code[:length] for length in LENGTHS if length <= len(code)]


def _spoken(steps: Iterable[Region], language: str) -> str:
    names: list[str] = []
    above = ""
    for step in steps:
        # A city without counties stands twice in the standard: 东莞市 under 东莞市.
        if step.name != above and not (step.level == Level.CITY and step.name in PLACEHOLDERS):
            names.append(_name(step, language))
        above = step.name
    return "".join(names) if language.startswith("zh") else ", ".join(reversed(names))


def _name(found: Region, language: str) -> str:
    return found.name if language.startswith("zh") or not found.name_latin else found.name_latin
