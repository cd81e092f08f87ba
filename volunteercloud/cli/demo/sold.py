"""An evening on which a leader of the station entered hours for people who never came, and the case that came of it."""

from datetime import timedelta

from volunteercloud.cli.demo import city
from volunteercloud.cli.demo.story import Demo
from volunteercloud.core.actor import system
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.claims import actions as claims
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.radar import actions as radar
from volunteercloud.domain.records.models import OrganizationRecord

STATION = 5
SALES = 5
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def sold(demo: Demo) -> None:
    """Five entries within a quarter of an hour, for a shift of some days ago, by the leader who confirms everything else."""
    organization = Organization.objects.get(name=city.HOUSES[STATION].name)
    leader = demo.actors[11 + 2 * STATION]
    over = Shift.objects.filter(organization_id=organization.id, ends_at__lt=demo.now - 4 * DAY)
    shift = over.order_by("-ends_at", "id").first()
    if shift is None:
        return
    known = set(
        OrganizationRecord.objects.filter(organization_id=organization.id).values_list("volunteer_id", flat=True)
    )
    at = demo.now - 20 * HOUR
    left = SALES
    for buyer in reversed(demo.actors):
        if not left:
            break
        if buyer.id in known or buyer.id == leader.id:
            continue
        at += 3 * MINUTE
        (outcome,) = claims.enter_late(
            actor=leader,
            organization_id=organization.id,
            shift_id=shift.id,
            entries=[claims.LateEntry(volunteer_id=buyer.id, added_reason="当天来帮忙，名单上漏了。")],
            reason="名单上漏了，现在补上。",
            at=at,
        )
        # Whoever was elsewhere at that time is refused, and nothing is sold to them.
        left -= outcome.record_id is not None
    demo.records += SALES - left
    radar.scan(actor=system("radar"), organization_id=organization.id, at=demo.now)
