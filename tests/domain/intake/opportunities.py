"""Lists of opportunities on their way, and what stands of them afterwards."""

from tests.domain.bulk import lists
from tests.domain.intake.factories import run
from volunteercloud.core import ids
from volunteercloud.domain.elsewhere import actions as elsewhere_actions
from volunteercloud.domain.elsewhere.models import Opportunity, Source, State
from volunteercloud.domain.intake import actions
from volunteercloud.domain.intake.models import Intake, Kind
from volunteercloud.domain.search.models import Document

HEADINGS = ("编号", "活动名称", "主办单位", "报名链接", "活动地点", "开始时间", "结束时间", "招募人数")


def source(officer, at, name="邻里互助网", region="99", address="https://linli.example/") -> Source:
    return elsewhere_actions.name_source(
        actor=officer, source_id=ids.uuid7(), name=name, region_code=region, address=address, licence="CC BY 4.0", at=at
    )


def row(key="1", title="陪老人下棋", place="春分路1号", starts="2026-12-01 09:00", ends="2026-12-01 11:00", **given):
    address = given.get("address", f"https://linli.example/{key}")
    return (key, title, given.get("by", "清泉社区"), address, place, starts, ends, given.get("places", "5"))


def send(officer, of, rows, at, **given) -> Intake:
    """A list of a source, its dry run done."""
    content = given.pop("content", None) or lists.text([HEADINGS, *rows])
    intake = actions.send(
        actor=officer,
        kind=Kind.OPPORTUNITIES,
        owner_id=officer.id,
        source_id=of.id,
        content=content,
        file_name=given.pop("file_name", "活动.csv"),
        language="zh-hans",
        at=at,
        **given,
    )
    return run(intake, at)


def stand() -> dict[str, str]:
    """What stands, by the key it has at its source."""
    return dict(Opportunity.objects.filter(state=State.OPEN).values_list("key", "title"))


def found() -> set[str]:
    """The titles that are in the index."""
    return set(Document.objects.values_list("title", flat=True))
