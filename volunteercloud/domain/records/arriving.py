"""Records of other nodes, read without trust: what passes here can break no constraint, no page and no proof of ours.

Pure functions over bytes. A version is in canonical form, or it is none: what was read is written again and must be the
same bytes, so that no second reading of them exists. What the sender's proofs say is asked by `transfers.bundles`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, TypeAdapter, with_config
from pydantic_core import from_json, to_json
from typing_extensions import TypedDict

from . import canonical, rules
from .carrying import Arrival, ArrivedVersion
from .models import Grade, Standing
from .rulebook import Result

LARGEST_CONTENT, LARGEST_DETAILS = 16_384, 65_536  # bytes; ours have two and three thousand
MOST_VERSIONS = 200
EARLIEST_YEAR = 1900
CLOCKS = timedelta(minutes=5)  # so far clocks of two nodes may differ
A_DAY = timedelta(days=1)  # a day begins elsewhere at another time
DAY_MINUTES = 24 * 60
RESULTS = frozenset(Result)
# PostgreSQL keeps no zero byte in a text, and a page could not show it.
ZERO = b"\\u0000"
# Numbers nearer to zero are written with an exponent, in which writers differ.
PLAIN_FROM = 0.001
NESTED = (dict, list)

Word = Annotated[str, Field(max_length=20)]
Code = Annotated[str, Field(max_length=12)]
Short = Annotated[str, Field(max_length=100)]
Line = Annotated[str, Field(max_length=200)]
Named = Annotated[str, Field(min_length=1, max_length=200)]
Label = Annotated[str, Field(max_length=300)]
Long = Annotated[str, Field(max_length=1000)]
Minutes = Annotated[int, Field(ge=0, le=DAY_MINUTES)]
# As the canonical form writes them, and no other way; whether there is such a day is asked afterwards.
Id = Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Day = Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Moment = Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$")]
Scalar = str | int | bool | None
STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


@with_config(STRICT)
class Shown(TypedDict):
    """The first part of the canonical form, field by field as wide as the columns."""

    form: Literal["record/1"]
    details: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    volunteer_id: Id
    id: Id
    record_id: Id
    version: Annotated[int, Field(ge=1, le=MOST_VERSIONS)]
    standing: Literal["valid", "revoked"]
    kind: Literal["service", "preparation", "training", "paid", "compulsory"]
    title: Named
    title_en: Line
    post: Short
    category: Word
    beneficiaries: Annotated[list[Word], Field(max_length=50)]
    organization_id: Id
    organization_name: Named
    organization_name_en: Line
    activity_id: Id | None
    service_region_code: Code
    day: Day
    starts_at: Moment
    ends_at: Moment
    break_minutes: Minutes
    worked_minutes: Minutes
    minutes: Annotated[int, Field(ge=1, le=DAY_MINUTES)]
    grade: Literal["A", "B", "C", "D", "E"]
    written_at: Moment


@with_config(STRICT)
class Found(TypedDict):
    """What a rule said of the version."""

    rule: Annotated[str, Field(min_length=1, max_length=40)]
    result: Word
    inputs: Annotated[dict[str, Scalar], Field(max_length=40)]


@with_config(STRICT)
class Details(TypedDict):
    """The second part."""

    reason: Long
    content: Long
    home_region_code: Code
    latitude: Annotated[float, Field(ge=-90, le=90)] | None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None
    source_kind: Annotated[str, Field(min_length=1, max_length=20)]
    source_id: Id
    recorder_id: Id | None
    recorder_name: Label
    confirmer_id: Id | None
    confirmer_name: Label
    trail: Annotated[list[dict[str, Scalar]], Field(max_length=MOST_VERSIONS)]
    findings: Annotated[list[Found], Field(max_length=100)]


IDS = (
    *("volunteer_id", "id", "record_id", "organization_id", "activity_id"),
    *("source_id", "recorder_id", "confirmer_id"),
)
SHOWN, DETAILS = TypeAdapter(Shown), TypeAdapter(Details)


@dataclass(frozen=True, slots=True)
class Version:
    """One version as it was read: both parts, the bytes of the second, which are sealed here as they are, and its times."""

    shown: Shown
    details: Details
    written: bytes
    id: UUID
    day: date
    starts_at: datetime
    ends_at: datetime
    written_at: datetime

    @property
    def number(self) -> int:
        return self.shown["version"]

    @property
    def counts(self) -> bool:
        return self.shown["standing"] == Standing.VALID

    @property
    def minutes(self) -> int:
        """What it adds to what counts: nothing where it says that the record is revoked."""
        return self.shown["minutes"] if self.counts else 0


class Unfit(Exception):
    """Not a record that can stand here. ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def history(arrival: Arrival, birth_on: date | None, at: datetime) -> list[Version]:
    """Every version of an arrival, each in itself and all together as they could have been written here. Raises `Unfit`."""
    if not 0 < len(arrival.versions) <= MOST_VERSIONS:
        raise Unfit("record.form")
    versions = [_version(one) for one in arrival.versions]
    _check_together(versions, arrival.record_id)
    for one in versions:
        _check_times(one, versions[0], at)
        if Grade(one.shown["grade"]) < Grade(versions[0].shown["grade"]):
            raise Unfit("record.grade")
        if one.number > 1 and not one.details["reason"].strip():
            raise Unfit("record.form")
    if birth_on is not None and versions[-1].day < birth_on:
        raise Unfit("record.before_birth")
    return versions


def _version(arrived: ArrivedVersion) -> Version:
    if len(arrived.content) > LARGEST_CONTENT or len(arrived.details) > LARGEST_DETAILS:
        raise Unfit("record.too_large")
    if ZERO in arrived.content or ZERO in arrived.details:
        raise Unfit("record.form")
    try:
        shown, details = SHOWN.validate_json(arrived.content), DETAILS.validate_json(arrived.details)
        version = Version(
            shown,
            details,
            arrived.details,
            UUID(shown["id"]),
            date.fromisoformat(shown["day"]),
            *(datetime.fromisoformat(moment) for moment in (shown["starts_at"], shown["ends_at"], shown["written_at"])),
        )
    except ValueError:  # what is no such form, or no day of any calendar
        raise Unfit("record.form") from None
    if not (_is_canonical(shown, arrived.content) and _is_canonical(details, arrived.details)):
        raise Unfit("record.form")
    if not (all(map(_is_step, details["trail"])) and all(map(_is_finding, details["findings"]))):
        raise Unfit("record.form")
    return version


def _is_canonical(said: Mapping[str, Any], text: bytes) -> bool:
    """Whether the text is the one that `canonical.written` makes of it. Mostly asked of a faster writer, which agrees in all
    but the order of names and very small numbers."""
    places = (said.get("latitude"), said.get("longitude"))
    if any(place and abs(place) < PLAIN_FROM for place in places):
        return canonical.written(said) == text
    plain = from_json(text)
    return to_json(plain) == text and _is_sorted(plain)


def _is_sorted(said: object) -> bool:
    if isinstance(said, dict):
        return list(said) == sorted(said) and all(_is_sorted(value) for value in said.values() if type(value) in NESTED)
    return not isinstance(said, list) or all(_is_sorted(value) for value in said if type(value) in NESTED)


def _is_step(step: dict[str, Scalar]) -> bool:
    """What a page needs of a step of the trail."""
    return _is_moment(step.get("at")) and isinstance(step.get("what"), str)


def _is_finding(found: Found) -> bool:
    """What telling a finding needs of its inputs (`rulebook.telling`)."""
    if found["result"] not in RESULTS:
        return False
    for name, value in found["inputs"].items():
        if value is None or value == "" or isinstance(value, bool):
            continue
        if (name.endswith("_at") or name.startswith("window_")) and not _is_moment(value):
            return False
        if name == "metres" and not isinstance(value, int):
            return False
    return True


def _is_moment(value: Scalar) -> bool:
    if not isinstance(value, str):
        return False
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return False
    return moment.tzinfo is not None and EARLIEST_YEAR <= moment.year < MAXYEAR


def _check_together(versions: Sequence[Version], record_id: UUID) -> None:
    """One record of one person, every version once and in turn."""
    if any(one.shown["record_id"] != str(record_id) for one in versions):
        raise Unfit("record.mixed")
    if len({one.shown["volunteer_id"] for one in versions}) > 1:
        raise Unfit("record.mixed")
    if len({one.id for one in versions}) < len(versions):
        raise Unfit("record.doubled")
    if [one.number for one in versions] != list(range(1, len(versions) + 1)):
        raise Unfit("record.gap")


def _check_times(version: Version, first: Version, at: datetime) -> None:
    shown, starts_at, ends_at = version.shown, version.starts_at, version.ends_at
    if not EARLIEST_YEAR <= starts_at.year < MAXYEAR:
        raise Unfit("record.times")
    if max(ends_at, version.written_at) > at + CLOCKS or ends_at > version.written_at + CLOCKS:
        raise Unfit("record.future")
    begins = datetime(version.day.year, version.day.month, version.day.day, tzinfo=UTC)
    # That it ends after it starts follows: there is a minute at least (`Shown`), and as much time as was worked.
    if not (
        ends_at <= starts_at + rules.LONGEST
        and shown["minutes"] <= shown["worked_minutes"]
        and timedelta(minutes=shown["worked_minutes"] + shown["break_minutes"]) <= ends_at - starts_at
        and begins - A_DAY <= starts_at < begins + 2 * A_DAY
        and abs(starts_at - first.starts_at) <= rules.FARTHEST_MOVED
    ):
        raise Unfit("record.times")


def columns(version: Version) -> dict[str, Any]:
    """What it says as the columns of a version have it."""
    said: dict[str, Any] = {**version.shown, **version.details}
    said |= {name: UUID(said[name]) for name in IDS if said[name] is not None}
    said |= {
        "day": version.day,
        "starts_at": version.starts_at,
        "ends_at": version.ends_at,
        "written_at": version.written_at,
    }
    return {name: value for name, value in said.items() if name not in ("form", "details")}
