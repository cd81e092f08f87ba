"""Sanctions and reports as tests of this area and of the doors need them."""

from datetime import UTC, datetime

from volunteercloud.core import ids, memory
from volunteercloud.core.actor import Actor, system
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.regions.models import RuleSet
from volunteercloud.domain.supervision import actions
from volunteercloud.domain.supervision.models import Report, Sanction

CLERK = system("supervision")
YEAR = 2026
NEW_YEAR = datetime(2027, 1, 2, 1, 0, tzinfo=UTC)
WORDS = {
    "text": "送餐一百二十次，陪诊三十次。",
    "income": 1_200_000,
    "spending": 980_050,
    "money": "会费与捐赠，支出为餐费和交通。",
    "statement": "以上属实。",
    "head": "清明",
}


def impose(officer: Actor, organization: Organization, at: datetime, **changes) -> Sanction:
    said = {
        "sanction_id": ids.uuid7(),
        "rung": "warning",
        "reason": "两次活动没有告知风险。",
        "basis": "《志愿服务条例》第二十条",
    }
    return actions.impose_sanction(actor=officer, organization_id=organization.id, at=at, **(said | changes))


def four_eyes(*steps: str) -> None:
    """A region in which these steps take two officers."""
    RuleSet.objects.create(region_id="99", valid_from=datetime(2020, 1, 1, tzinfo=UTC).date(), four_eyes=list(steps))
    memory.forget_all()


def opened(organization: Organization) -> Report:
    """The report of the year, to be written."""
    actions.open_reports(actor=CLERK, year=YEAR, at=NEW_YEAR)
    return Report.objects.get(organization_id=organization.id, year=YEAR)


def submitted(owner: Actor, organization: Organization) -> Report:
    opened(organization)
    key = {"actor": owner, "organization_id": organization.id, "year": YEAR, "at": NEW_YEAR}
    actions.write_report(**key, words=WORDS)
    return actions.submit_report(**key)
