"""What is over is swept out."""

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from .models import Kept, Pace, Tally


@app.periodic(cron="*/10 * * * *")
@app.task(name="limits.sweep", queueing_lock="limits.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every ten minutes."""
    sweep_at(timezone.now())


def sweep_at(moment: datetime) -> int:
    """Delete what holds no more. Returns how many rows."""
    over = (
        Pace.objects.filter(due__lte=moment),
        Tally.objects.filter(ends_at__lte=moment),
        Kept.objects.filter(ends_at__lte=moment),
    )
    return sum(rows.delete()[0] for rows in over)
