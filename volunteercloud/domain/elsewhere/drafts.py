"""What a list says of an opportunity, made right already; and what tells one from another."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, slots=True)
class Given:
    """By the names of `Opportunity`. Codes are of today's lists, the address is one of http or https."""

    key: str
    title: str
    address: str
    region_code: str
    title_en: str = ""
    words: str = ""
    organization_name: str = ""
    category: str = ""
    beneficiaries: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    is_remote: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    closes_on: date | None = None
    places: int | None = None

    @property
    def digest(self) -> str:
        """Of all it says but its key."""
        moments = {"key": "", "starts_at": _utc(self.starts_at), "ends_at": _utc(self.ends_at)}
        return _digest(f"{name}={said}" for name, said in sorted((asdict(self) | moments).items()))

    @property
    def likeness(self) -> str:
        """Of what, where and when: what people would call the same, whatever its key is."""
        return _digest([_plain(self.title), _plain(self.place) or self.region_code, _utc(self.starts_at)])


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _utc(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
