"""Records of other nodes, read without trust: what passes here can break no constraint, no page and no proof of ours.

Pure functions over bytes. A version is in canonical form, or it is none: what was read is written again and must be the
same bytes, so that no second reading of them exists. What the sender's proofs say is asked by `transfers.bundles`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter, ValidationError, with_config
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


Word = Annotated[str, Field(max_length=20)]
Code = Annotated[str, Field(max_length=12)]
Short = Annotated[str, Field(max_length=100)]
Line = Annotated[str, Field(max_length=200)]
Named = Annotated[str, Field(min_length=1, max_length=200)]
Label = Annotated[str, Field(max_length=300)]
Long = Annotated[str, Field(max_length=1000)]
Minutes = Annotated[int, Field(ge=0, le=DAY_MINUTES)]
Scalar = str | int | float | bool | None
STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


@with_config(STRICT)
class Shown(TypedDict):
    """The first part of the canonical form, field by field as wide as the columns."""

    form: Literal["record/1"]
    details: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    volunteer_id: UUID
    id: UUID
    record_id: UUID
    version: Annotated[int, Field(ge=1, le=MOST_VERSIONS)]
    standing: Literal["valid", "revoked"]
    kind: Literal["service", "preparation", "training", "paid", "compulsory"]
    title: Named
    title_en: Line
    post: Short
    category: Word
    beneficiaries: Annotated[list[Word], Field(max_length=50)]
    organization_id: UUID
    organization_name: Named
    organization_name_en: Line
    activity_id: UUID | None
    service_region_code: Code
    day: date
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    break_minutes: Minutes
    worked_minutes: Minutes
    minutes: Annotated[int, Field(ge=1, le=DAY_MINUTES)]
    grade: Literal["A", "B", "C", "D", "E"]
    written_at: AwareDatetime


@with_config(STRICT)
class Found(TypedDict):
    """What a rule said of the version."""

    rule: Annotated[str, Field(min_length=1, max_length=40)]
    result: Annotated[str, Field(min_length=1, max_length=20)]
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
    source_id: UUID
    recorder_id: UUID | None
    recorder_name: Label
    confirmer_id: UUID | None
    confirmer_name: Label
    trail: Annotated[list[dict[str, Scalar]], Field(max_length=MOST_VERSIONS)]
    findings: Annotated[list[Found], Field(max_length=100)]


SHOWN, DETAILS = TypeAdapter(Shown), TypeAdapter(Details)


@dataclass(frozen=True, slots=True)
class Version:
    """One version as it was read: both parts, and the bytes of the second, which are sealed here as they are."""

    shown: Shown
    details: Details
    written: bytes

    def says(self) -> tuple[dict[str, Any], Details]:
        """What two nodes say alike of it: everything but under whose id it stands, and the salted hash."""
        return {key: value for key, value in self.shown.items() if key not in canonical.OF_THE_NODE}, self.details


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
        _check_times(one.shown, versions[0].shown, at)
        if Grade(one.shown["grade"]) < Grade(versions[0].shown["grade"]):
            raise Unfit("record.grade")
        if one.shown["version"] > 1 and not one.details["reason"].strip():
            raise Unfit("record.form")
    if birth_on is not None and versions[-1].shown["day"] < birth_on:
        raise Unfit("record.before_birth")
    return versions


def _version(arrived: ArrivedVersion) -> Version:
    if len(arrived.content) > LARGEST_CONTENT or len(arrived.details) > LARGEST_DETAILS:
        raise Unfit("record.too_large")
    if ZERO in arrived.content or ZERO in arrived.details:
        raise Unfit("record.form")
    try:
        shown, details = SHOWN.validate_json(arrived.content), DETAILS.validate_json(arrived.details)
    except ValidationError:
        raise Unfit("record.form") from None
    if canonical.written(shown) != arrived.content or canonical.written(details) != arrived.details:
        raise Unfit("record.form")
    if not (all(map(_is_step, details["trail"])) and all(map(_is_finding, details["findings"]))):
        raise Unfit("record.form")
    return Version(shown, details, arrived.details)


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
        if name == "metres" and not isinstance(value, int | float):
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
    if any(one.shown["record_id"] != record_id for one in versions):
        raise Unfit("record.mixed")
    if len({one.shown["volunteer_id"] for one in versions}) > 1:
        raise Unfit("record.mixed")
    if len({one.shown["id"] for one in versions}) < len(versions):
        raise Unfit("record.doubled")
    if [one.shown["version"] for one in versions] != list(range(1, len(versions) + 1)):
        raise Unfit("record.gap")


def _check_times(shown: Shown, first: Shown, at: datetime) -> None:
    starts_at, ends_at, written_at = shown["starts_at"], shown["ends_at"], shown["written_at"]
    if not EARLIEST_YEAR <= starts_at.year < MAXYEAR:
        raise Unfit("record.times")
    if ends_at > at + CLOCKS or written_at > at + CLOCKS or ends_at > written_at + CLOCKS:
        raise Unfit("record.future")
    begins = datetime(shown["day"].year, shown["day"].month, shown["day"].day, tzinfo=UTC)
    if not (
        starts_at < ends_at <= starts_at + rules.LONGEST
        and shown["minutes"] <= shown["worked_minutes"]
        and timedelta(minutes=shown["worked_minutes"] + shown["break_minutes"]) <= ends_at - starts_at
        and begins - A_DAY <= starts_at < begins + 2 * A_DAY
        and abs(starts_at - first["starts_at"]) <= rules.FARTHEST_MOVED
    ):
        raise Unfit("record.times")


def counts(shown: Shown) -> bool:
    return shown["standing"] == Standing.VALID


def service_minutes(shown: Shown) -> int:
    """What a record adds to what counts here: nothing where it was revoked."""
    return shown["minutes"] if counts(shown) else 0


def columns(shown: Shown) -> dict[str, Any]:
    """What of the first part stands in columns of a version; all but its form and the hash of the second part."""
    return {name: value for name, value in shown.items() if name not in ("form", "details")}
