"""Everything a person has, from the first record to the last, a page at a time: for copies that leave nothing out."""

from collections.abc import Iterator
from uuid import UUID

from volunteercloud.domain.identity.joining import rows_of

from .models import RecordHead, ServiceRecord

PAGE = 500


def versions(volunteer_id: UUID, page: int = PAGE) -> Iterator[list[ServiceRecord]]:
    """Every version of every record, in the order of owner, day and id. The caller has asked who may see them."""
    found = ServiceRecord.objects.filter(volunteer_id__in=rows_of(volunteer_id)).order_by("pk")
    after: tuple[object, ...] | None = None
    while rows := list((found.filter(pk__gt=after) if after else found)[:page]):
        yield rows
        after = rows[-1].pk


def heads(volunteer_id: UUID, page: int = PAGE) -> Iterator[list[RecordHead]]:
    """What stands of each record, with the version that stands, in the order of owner and record. As above."""
    found = RecordHead.objects.filter(volunteer_id__in=rows_of(volunteer_id)).select_related("record").order_by("pk")
    after: tuple[object, ...] | None = None
    while rows := list((found.filter(pk__gt=after) if after else found)[:page]):
        yield rows
        after = rows[-1].pk
