"""How often something may be asked: the named limits, and what an operator makes of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

OFF = "off"
ONE = re.compile(r"(?P<name>[a-z_]+)=(?P<most>[0-9]{1,12})/(?P<seconds>[0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` within ``seconds``: all at once if one likes, then one each ``seconds / most``."""

    name: str
    most: int
    seconds: int


# Behind one address there may be a university: what is counted by address is for many, what is counted by person for one.
DEFAULTS: Mapping[str, Limit] = {
    limit.name: limit
    for limit in (
        Limit("reading", 600, 60),
        Limit("reading_by_address", 6000, 60),
        Limit("writing", 300, 60),
        Limit("writing_by_address", 1200, 60),
        Limit("costly", 30, 60),  # what makes a file, or looks through everything
        Limit("costly_by_address", 240, 60),
        Limit("unknown_keys", 30, 60),  # keys to the API that are none, by address
        Limit("unknown_codes", 30, 60),  # numbers, codes and links that lead nowhere, by address
    )
}


def parsed(text: str) -> dict[str, Limit] | None:
    """The limits with what an operator says otherwise, as `reading=1200/60,costly=60/60`; None for `off`.

    Raises ValueError for a limit that there is not, or that lets nothing through.
    """
    if text.strip() == OFF:
        return None
    limits = dict(DEFAULTS)
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = ONE.fullmatch(part)
        if found is None or found["name"] not in limits or not int(found["most"]) or not int(found["seconds"]):
            raise ValueError(f"No limit is said like this: {part}")
        limits[found["name"]] = Limit(found["name"], int(found["most"]), int(found["seconds"]))
    return limits
