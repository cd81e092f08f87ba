"""What a value may be: every text has a length and no NUL, every time is a real moment, every number has bounds.

PostgreSQL would refuse the rest, but not in words.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from ninja import Query, Schema
from pydantic import AfterValidator, AwareDatetime, Field

WITHOUT_NUL = r"^[^\x00]*$"
EARLIEST, LATEST = date(1850, 1, 1), date(2199, 12, 31)


def string(longest: int, **more: Any) -> Any:
    """A text of at most so many characters."""
    return Annotated[str, Field(max_length=longest, pattern=WITHOUT_NUL, **more)]


def numbers(smallest: int, largest: int, **more: Any) -> Any:
    return Annotated[int, Field(ge=smallest, le=largest, **more)]


def _of_our_times(moment: datetime) -> datetime:
    if not EARLIEST < moment.date() < LATEST:
        raise ValueError("a moment between 1850 and 2199")
    return moment.astimezone(UTC)


def _of_our_days(day: date) -> date:
    if not EARLIEST < day < LATEST:
        raise ValueError("a day between 1850 and 2199")
    return day


Code = string(20)
Codes = Annotated[list[Code], Field(max_length=50)]
RegionCode = Annotated[str, Field(max_length=12, pattern=r"^[0-9]*$", examples=["990101"])]
Reason = string(2000, examples=["The place moved, and the photo still shows the old one."])
Moment = Annotated[AwareDatetime, AfterValidator(_of_our_times)]
Day = Annotated[date, AfterValidator(_of_our_days)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, examples=[31.2304])]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, examples=[121.4737])]
Minutes = numbers(0, 24 * 60)


class Paged(Schema):
    """How much of a list, and from where on."""

    limit: int = Field(20, ge=1, le=100, description="How many at most.")
    cursor: string(400) = Field("", description="The `next` of the page before; leave it out for the first page.")


Paging = Query[Paged]
Item = TypeVar("Item")


class Page(Schema, Generic[Item]):
    """A part of a list; `next` is the cursor of the part that follows, null at the end."""

    items: list[Item]
    next: str | None = None


OfWhom = Query[UUID | None, {"description": "A child in your account; yourself if left out."}]


class Done(Schema):
    """Nothing more to say."""

    done: bool = True
