"""Regions as lists name them: by code, by name, or by the whole of an address's beginning."""

from datetime import date

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import Level, Region

CODE_LENGTHS = frozenset(region_queries.LENGTHS)


class Places:
    """The regions that lines of one list may name: those of ``within`` and below, on a day. What was asked once is known."""

    def __init__(self, within: str, on: date) -> None:
        self.within, self._on = within, on
        self._known: dict[str, tuple[str, str]] = {}
        self._whole: dict[str, str] | None = None

    def code_of(self, said: str) -> tuple[str, str]:
        """The code, and why there is none: ``line.region_unknown``, ``line.region_which``, ``line.region_outside``."""
        if not said:
            return self.within, "" if self.within else "line.region_missing"
        if said not in self._known:
            self._known[said] = self._found(said)
        return self._known[said]

    def _found(self, said: str) -> tuple[str, str]:
        digits = said.rstrip("0") if said.isdecimal() and len(said) in {6, 9, 12} else said
        if said.isdecimal():
            return self._by_code(said, digits)
        found = list(self._standing().filter(name=said).order_by("code").values_list("code", flat=True)[:2])
        if not found:
            code = self._by_whole_name().get("".join(said.split()), "")
            return code, "" if code else "line.region_unknown"
        return (found[0], "") if len(found) == 1 else ("", "line.region_which")

    def _by_code(self, said: str, digits: str) -> tuple[str, str]:
        """110000 is Beijing as much as 11; what ends in nothing but zeros stands for all below it."""
        padded = next((digits.ljust(length, "0") for length in sorted(CODE_LENGTHS) if length >= len(digits)), said)
        for code in (said, padded):
            try:
                region = region_queries.region(code)
            except NotFound:
                continue
            if region.valid_to and region.valid_to <= self._on:
                continue
            return (code, "") if code.startswith(self.within) else ("", "line.region_outside")
        return "", "line.region_unknown"

    def _by_whole_name(self) -> dict[str, str]:
        """Down to the districts; a street is found by its own name or its code."""
        if self._whole is None:
            codes = self._standing().filter(level__lte=Level.DISTRICT).order_by("code").values_list("code", flat=True)
            names = region_queries.full_names(codes, "zh-hans")
            self._whole = {name: code for code, name in names.items()}
        return self._whole

    def _standing(self):  # type: ignore[no-untyped-def]  # a queryset of regions
        return Region.objects.filter(code__startswith=self.within, valid_to__isnull=True)
