"""Lists on their way, and codes of organizations that could be real but are not."""

from stdnum.cn import uscc as checked

from tests.domain.bulk import lists
from volunteercloud.domain.bulk.models import LineState
from volunteercloud.domain.intake import actions, tasks
from volunteercloud.domain.intake.models import Intake, IntakeLine, Kind

HEADINGS = ("组织名称", "类型", "统一社会信用代码", "行政区划", "上级组织", "联络组织", "负责人", "地址")


def code(number: int, kind: str = "51") -> str:
    """A USCC with the right check character."""
    body = f"{kind}990101MJ{number:07d}"
    return body + checked.calc_check_digit(body + "0")


def row(
    name="青松志愿服务联合会", kind="", uscc="", region="临溪区", above="", beside="", owner="", address="春分路1号"
):
    return (name, kind, uscc, region, above, beside, owner, address)


def send(officer, rows, at, region="99", **given) -> Intake:
    """A list of organizations, its dry run done."""
    content = given.pop("content", None) or lists.text([HEADINGS, *rows])
    intake = actions.send(
        actor=officer,
        kind=Kind.ORGANIZATIONS,
        owner_id=officer.id,
        region_code=region,
        content=content,
        file_name=given.pop("file_name", "名录.csv"),
        language="zh-hans",
        at=at,
        **given,
    )
    return run(intake, at)


def run(intake, at) -> Intake:
    tasks.run(intake.owner_id, intake.id, at)
    return Intake.objects.get(owner_id=intake.owner_id, id=intake.id)


def enter(officer, intake, at, **given) -> Intake:
    return run(actions.order(actor=officer, owner_id=intake.owner_id, intake_id=intake.id, at=at, **given), at)


def lines_of(intake) -> list[IntakeLine]:
    return list(IntakeLine.objects.filter(owner_id=intake.owner_id, intake_id=intake.id).order_by("line"))


def outcomes(intake) -> list[str]:
    """The state of good lines, the code of others, in their order."""
    return [line.code or line.state for line in lines_of(intake)]


def entered(intake) -> int:
    return intake.counts.get(LineState.ENTERED, 0)
