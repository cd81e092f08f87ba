"""Objections of the last weeks: one that the organization has to answer, one at the officer's desk, one decided."""

from datetime import timedelta

from volunteercloud.cli.demo import city
from volunteercloud.cli.demo.story import Demo
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.domain.objections import actions as objections
from volunteercloud.domain.objections import queries as objection_queries
from volunteercloud.domain.objections.models import Objection, Outcome, Side, Wish
from volunteercloud.domain.objections.rules import Times
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.records.models import OrganizationRecord

RECENT = timedelta(days=25)
HOUR = timedelta(hours=1)


def objected(demo: Demo) -> None:
    """On records of the lunch house that are young enough; as many of the three as there are records."""
    organization = Organization.objects.get(name=city.HOUSES[1].name)
    rows = list(
        OrganizationRecord.objects.filter(
            organization_id=organization.id, standing="valid", version=1, written_at__gt=demo.now - RECENT
        ).order_by("-written_at", "record_id")
    )
    for row, story in zip(_of_different_people(demo, rows), (_waiting, _at_the_desk, _decided), strict=False):
        story(demo, row)


def _of_different_people(demo: Demo, rows: list[OrganizationRecord]) -> list[OrganizationRecord]:
    """The first is one of the volunteer who can sign in, where there is one; the best proved come next."""
    own_first = sorted(rows, key=lambda row: (row.volunteer_id != demo.actors[0].id, row.grade))
    return list({row.volunteer_id: row for row in reversed(own_first)}.values())[::-1]


def _raise(row: OrganizationRecord, grounds: str, *, times: Times | None = None) -> Objection:
    return objections.object_to_record(
        actor=Actor(ActorKind.PERSON, row.volunteer_name, row.volunteer_id),
        volunteer_id=row.volunteer_id,
        record_id=row.record_id,
        side=Side.VOLUNTEER,
        wish=Wish.TIMES if times else Wish.VOID,
        grounds=grounds,
        times=times,
        at=row.written_at + HOUR,
    )


def _waiting(demo: Demo, row: OrganizationRecord) -> None:
    _raise(
        row,
        "当天我比大家早到半小时，先帮忙把东西搬了进去，同组的人都看见了。",
        times=Times(starts_at=row.starts_at - HOUR / 2, ends_at=row.ends_at),
    )


def _at_the_desk(demo: Demo, row: OrganizationRecord) -> Objection:
    objection = _raise(row, "那天我临时去接孩子，刚到就走了，这些时数不该算给我。")
    return objections.answer_objection(
        actor=demo.actors[1],
        organization_id=row.organization_id,
        objection_id=objection.id,
        answer="名单上有人，带队人也记得当天在场，我们认为记录没有错。请管理员判断。",
        at=row.written_at + 2 * HOUR,
    )


def _decided(demo: Demo, row: OrganizationRecord) -> None:
    objection = _at_the_desk(demo, row)
    case = objection_queries.latest_case(objection)
    if case is None or demo.officer is None:
        return
    objections.decide_objection(
        actor=demo.officer,
        case_id=case.id,
        outcome=Outcome.VOIDED,
        reason="本人说明没有服务，组织也没有另外的证据，这条记录作废。",
        at=min(demo.now, row.written_at + 3 * HOUR),
    )
