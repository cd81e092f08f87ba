"""Countries and regions of ISO 3166-1 without a database: for checks that must be pure."""

import csv
from functools import cache
from pathlib import Path

NATIONALITIES = Path(__file__).parent / "data" / "nationality.csv"
# ICAO Doc 9303-3 section 5 writes some issuers its own way.
ICAO = {"D": "DE", "GBD": "GB", "GBN": "GB", "GBO": "GB", "GBP": "GB", "GBS": "GB"}


@cache
def _by_alpha_3() -> dict[str, str]:
    with NATIONALITIES.open(encoding="utf-8", newline="") as file:
        return {row["alpha_3"]: row["code"] for row in csv.DictReader(file)}


@cache
def alpha_2() -> frozenset[str]:
    """All two-letter codes."""
    return frozenset(_by_alpha_3().values())


def alpha_2_of(alpha_3: str) -> str | None:
    """The two-letter code of a three-letter one, of ISO 3166-1 or as passports write it; None where there is none."""
    return _by_alpha_3().get(alpha_3) or ICAO.get(alpha_3)
