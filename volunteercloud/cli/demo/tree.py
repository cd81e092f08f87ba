"""How the organizations of the city stand to each other, who works for them on what, and what they reported."""

from datetime import datetime, timedelta

from django.utils import timezone

from volunteercloud.cli.demo import houses, papers
from volunteercloud.cli.demo.story import Demo
from volunteercloud.core import ids
from volunteercloud.core.actor import system
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations import actions as organizations
from volunteercloud.domain.organizations.models import Role, Way
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.supervision import actions as supervision

FEDERATION, TEAM, RIVER, UNIVERSITY, STATION, DISTRICT = 0, 1, 2, 4, 5, 7
DAY = timedelta(days=1)


def above_and_below(demo: Demo) -> None:
    """The team stands under the association of its district, that under the federation; one asks, one has a branch."""
    for below, above in ((DISTRICT, FEDERATION), (TEAM, DISTRICT), (STATION, FEDERATION)):
        _ask(demo, below, above, demo.now - 300 * DAY)
        parent, owner = houses.found(demo, above)
        child, _owner = houses.found(demo, below)
        organizations.answer_joining(
            actor=owner, parent_id=parent.id, organization_id=child.id, accept=True, at=demo.now - 299 * DAY
        )
    _ask(demo, RIVER, FEDERATION, demo.now - 2 * DAY)
    _branch(demo)


def _ask(demo: Demo, below: int, above: int, at: datetime) -> None:
    organization, owner = houses.found(demo, below)
    parent, _owner = houses.found(demo, above)
    organizations.ask_to_join(
        actor=owner, organization_id=organization.id, parent_id=parent.id, words="我们一直在一起做事。", at=at
    )


def _branch(demo: Demo) -> None:
    university, owner = houses.found(demo, UNIVERSITY)
    at = demo.now - 200 * DAY
    branch = organizations.found_branch(
        actor=owner,
        parent_id=university.id,
        particulars={
            "name": "云川大学青年志愿者协会医学院分会",
            "name_en": "Yunchuan University Young Volunteers, School of Medicine",
            "address": "南浦区云川大学医学院一号楼",
            "handler": owner.label,
        },
        at=at,
    )
    papers.hand_in(owner, branch, at)
    organizations.submit_organization(actor=owner, organization_id=branch.id, at=at)
    organizations.decide_organization(
        actor=demo.officer, case_id=houses.case_of(branch.id), decision="approve", reason="", at=at + DAY
    )


def staff(demo: Demo) -> None:
    """One coordinates a single project of the team; somebody is asked to, and has not answered."""
    team, owner = houses.found(demo, TEAM)
    scoped = Volunteer.objects.get(id=demo.actors[53].id)
    phones = Project.objects.get(organization_id=team.id, title="手机慢慢学")
    organizations.add_staff(
        actor=owner,
        organization_id=team.id,
        number=scoped.number,
        role=Role.COORDINATOR,
        project_ids=[phones.id],
        at=demo.now - 30 * DAY,
    )
    organizations.invite_staff(
        actor=owner,
        organization_id=team.id,
        way=Way.EMAIL,
        role=Role.COORDINATOR,
        address="xiazhi@qinghe.example",
        at=demo.now - 2 * DAY,
    )


def reported(demo: Demo) -> None:
    """Of last year: one report is accepted, one goes back to the team, one waits; the station has handed in none, late as
    it is, and is warned."""
    year = timezone.localdate(demo.now).year - 1
    supervision.open_reports(actor=system("supervision"), year=year, at=max(demo.now - 200 * DAY, _after(year)))
    decided = {FEDERATION: ("approve", ""), TEAM: ("return", "请写明餐费补贴从哪里来、用在哪里，再交一次。")}
    for number in (FEDERATION, TEAM, UNIVERSITY):
        organization, owner = houses.found(demo, number)
        about = {"actor": owner, "organization_id": organization.id, "year": year}
        words = {
            "text": "这一年的项目都按计划做完，没有发生事故；新来的人比去年多三成，带队人还不够。",
            "income": 1_860_000,
            "spending": 1_742_500,
            "money": "会费和街道购买服务各占一半，用于保险、交通和餐补。",
            "statement": "以上内容属实。",
            "head": owner.label,
        }
        supervision.write_report(**about, words=words, at=demo.now - 12 * DAY)
        report = supervision.submit_report(**about, at=demo.now - 10 * DAY)
        if number in decided:
            decision, reason = decided[number]
            case_id = houses.case_of(report.id)
            supervision.decide_report(
                actor=demo.officer, case_id=case_id, decision=decision, reason=reason, at=demo.now - 4 * DAY
            )
    station, _owner = houses.found(demo, STATION)
    supervision.impose_sanction(
        actor=demo.officer,
        organization_id=station.id,
        sanction_id=ids.uuid7(),
        rung="warning",
        reason=f"{year}年的年度报告到期未交，提醒三次没有回音。",
        basis="《青禾市志愿服务组织管理办法》第十二条",
        at=demo.now - 3 * DAY,
    )


def _after(year: int) -> datetime:
    return timezone.make_aware(datetime(year + 1, 1, 1, 8))  # noqa: DTZ001  the zone comes right after
