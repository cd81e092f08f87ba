"""Documents as areas would put them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from volunteercloud.core import ids
from volunteercloud.domain.search import index
from volunteercloud.domain.search.models import Document, Kind

QINGHE = (30.25, 120.17)


def document(title: str = "社区午餐陪伴", **changes) -> Document:
    said = {
        "kind": Kind.SHIFT,
        "owner_id": UUID(int=7),
        "owner_name": "青禾志愿服务队",
        "region_code": "990101",
        "category": "elderly",
        "places": 10,
        "places_left": 5,
    }
    return Document(**({"id": ids.uuid7(), "title": title} | said | changes))


def put(at: datetime, *titles: str, begins_in: timedelta = timedelta(days=2), **changes) -> list[Document]:
    """Shifts of two hours with these titles, each an hour after the one before."""
    begins = at + begins_in
    times = [begins + timedelta(hours=place) for place in range(len(titles))]
    made = [
        document(title, **({"starts_at": time, "ends_at": time + timedelta(hours=2), "closes_at": time} | changes))
        for title, time in zip(titles, times, strict=True)
    ]
    with transaction.atomic():
        index.put(made, at)
    return made
