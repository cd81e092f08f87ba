"""What an export is of: a region, days, a form; and the statements that read it, piece by piece."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.statistics.models import Basis, PeopleCell, Place, ServiceCell, Slice, Span

from .columns import EXPRESSIONS
from .models import Export, Form

PART_ROWS = 500_000
FEWEST_PEOPLE = 1_000
LAST = UUID(int=(1 << 128) - 1)
LEVELS = {2: "province", 4: "city", 6: "district", 9: "street"}
EDGE = "SELECT volunteer_id FROM statistics_personfact WHERE volunteer_id > %s ORDER BY volunteer_id OFFSET %s LIMIT 1"
COPY = """
    COPY (
        SELECT {expressions}
        FROM statistics_servicefact AS fact
        LEFT JOIN organizations_node AS node ON node.organization_id = fact.organization_id
        WHERE fact.is_given AND fact.day >= %(since)s AND fact.day < %(until)s {pieces}
        ORDER BY {expressions}
    ) TO STDOUT (FORMAT csv)"""


@dataclass(frozen=True, slots=True)
class Scope:
    """The facts of service recorded in a region from ``since`` to before ``until``. Everywhere is empty."""

    region_code: str
    since: date
    until: date
    form: Form

    @classmethod
    def of(cls, export: Export) -> "Scope":
        return cls(export.region_code, export.since, export.until, Form(export.form))

    @property
    def as_json(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}

    def expected(self) -> int:
        """How many rows the figures say there are: exactly, for whole months of a district and above."""
        cells = ServiceCell.objects.filter(
            basis=Basis.PLACE,
            region_code=self.region_code,
            slice=Slice.KIND,
            span=Span.MONTH,
            start__gte=self.since.replace(day=1),
            start__lt=self.until,
        )
        return cells.aggregate(number=Sum("records"))["number"] or 0

    def place_codes(self) -> list[str] | None:
        """The codes that count in the region today; None for everywhere. Raises `NotFound` for what has no figures."""
        if not self.region_code:
            return None
        region_queries.region(self.region_code)
        level = LEVELS.get(len(self.region_code))
        if level is None:
            raise NotFound
        inside = Place.objects.filter(**{level: self.region_code}).order_by("code")
        return list(inside.values_list("code", flat=True)) or [self.region_code]

    def people_at_once(self) -> int | None:
        """How many people's facts come to a part of some half million rows; None where everything is one part."""
        expected = self.expected()
        if expected <= PART_ROWS:
            return None
        cells = PeopleCell.objects.filter(region_code="", slice=Slice.TOTAL)
        people = cells.aggregate(number=Sum("people"))["number"] or 0
        return max(people * PART_ROWS // expected, FEWEST_PEOPLE)


def edge(after: UUID, people: int | None) -> UUID:
    """The last person of the part that begins after somebody."""
    if people is None:
        return LAST
    with connection.cursor() as cursor:
        cursor.execute(EDGE, [after, people - 1])
        found = cursor.fetchone()
    return found[0] if found else LAST


def statement(scope: Scope, codes: list[str] | None, after: UUID, until: UUID) -> tuple[str, dict[str, Any]]:
    """All facts of the people after one and up to another. All that is said of a person is read at once, so that what is
    corrected meanwhile is in the file as it was or as it is, and never twice or not at all."""
    asked: dict[str, Any] = {"since": scope.since, "until": scope.until}
    pieces = []
    if codes is not None:
        pieces.append("AND fact.place_code = ANY(%(codes)s)")
        asked["codes"] = codes
    if (after, until) != (UUID(int=0), LAST):
        pieces.append("AND fact.volunteer_id > %(after)s AND fact.volunteer_id <= %(last)s")
        asked |= {"after": after, "last": until}
    return COPY.format(expressions=", ".join(EXPRESSIONS), pieces=" ".join(pieces)), asked
