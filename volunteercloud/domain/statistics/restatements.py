"""How the past changed: what corrections, voids and transfers did to months that were over."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Sum

from .models import Restatement

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Restated:
    """A month, and what all later changes to it come to; ``last_on`` is the day of the last one."""

    month: date
    records: int
    credit_minutes: int
    honour_minutes: int
    last_on: date


def of(region_code: str, today: date, months: int = MONTHS) -> list[Restated]:
    """The months whose end is no longer ago than ``months`` and whose sums came out otherwise, the newest first."""
    since = date(today.year - (months + 11) // 12, today.month, 1)
    rows = (
        Restatement.objects.filter(region_code=region_code, month__gte=since)
        .values("month")
        .annotate(changed=Sum("records"), credit=Sum("credit_minutes"), honour=Sum("honour_minutes"), last_on=Max("on"))
        .order_by("-month")
    )
    found = [Restated(row["month"], row["changed"], row["credit"], row["honour"], row["last_on"]) for row in rows]
    return [one for one in found if one.records or one.credit_minutes or one.honour_minutes]
