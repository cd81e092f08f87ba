"""How long a session lasts, and what an operator makes of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

ONE = re.compile(r"(?P<kind>[a-z]+)=(?P<seconds>[0-9]{1,9})(?:/(?P<idle>[0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class Duration:
    """At most ``seconds``, and no longer than ``idle`` without a sign of life; 0 asks for none."""

    seconds: int
    idle: int = 0


DEFAULTS: Mapping[str, Duration] = {
    "volunteer": Duration(30 * 24 * 60 * 60),
    "staff": Duration(12 * 60 * 60, 60 * 60),
    "officer": Duration(8 * 60 * 60, 15 * 60),
}


def parsed(text: str) -> dict[str, Duration]:
    """The durations with what an operator says otherwise, as `staff=28800/1800,officer=3600`.

    Raises ValueError for a kind of session that there is not, or one that ends as it begins.
    """
    durations = dict(DEFAULTS)
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = ONE.fullmatch(part)
        if found is None or found["kind"] not in durations or not int(found["seconds"]):
            raise ValueError(f"No session is said like this: {part}")
        durations[found["kind"]] = Duration(int(found["seconds"]), int(found["idle"] or 0))
    return durations
