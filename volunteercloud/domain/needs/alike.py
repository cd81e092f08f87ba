"""Needs much like another one of their neighbourhood: two neighbours may have written down the same, or one wrote it twice."""

from datetime import datetime, timedelta

from django.db.models.functions import Left

from . import flags
from .models import STANDING, Need

LOOKED_BACK = timedelta(days=60)
MOST_COMPARED = 300
MOST_SHOWN = 5
DISTRICT = 6


def to(need: Need, at: datetime) -> list[Need]:
    """Those of the same district that stand and were posted lately, whoever posted them, the likest first. One statement."""
    around = Need.objects.alias(around=Left("region", DISTRICT)).filter(
        around=(need.region_id or "")[:DISTRICT], state__in=STANDING, posted_at__gt=at - LOOKED_BACK
    )
    compared = around.exclude(id=need.id).order_by("-posted_at", "-id")[:MOST_COMPARED]
    own = flags.pairs(need.title, need.words)
    measured = [(flags.likeness(own, flags.pairs(each.title, each.words)), each) for each in compared]
    alike = [(likeness, each) for likeness, each in measured if likeness >= flags.ALIKE]
    return [each for _likeness, each in sorted(alike, key=lambda found: -found[0])[:MOST_SHOWN]]
