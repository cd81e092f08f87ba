"""Hour codes on paper and as a spreadsheet: what a leader hands out, or has printed elsewhere."""

import io
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import fonts, ids, late, press, qr
from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities.models import Shift

from .actions import Printed

xlsxwriter = late.Module("xlsxwriter")

TEMPLATE = Path(__file__).parent / "data" / "hour_codes.typ"
PRESS = press.command("volunteercloud.core.typesetter")
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
COLUMNS = (
    ("序号 No.", 8), ("计时码 Code", 20), ("活动 Activity", 36), ("岗位 Post", 20), ("班次 Shift", 34), ("时数 Worth", 24),
    ("有效期至 Valid until", 34), ("兑换网址 Address", 60),
)  # fmt: skip

Both = tuple[str, str]


def address_of(code: str) -> str:
    """Where the picture on a slip leads: the page with the code filled in."""
    return f"{settings.SITE_URL}/me/code/?code={code}"


def pdf(printed: Printed, at: datetime) -> bytes:
    """The sheet, ten slips to a page. Refused (`hour_code.printing`) when the press is busy for too long or fails."""
    order = {"template": str(TEMPLATE), "said": said(printed), "standards": ["ua-1"], "at": at.isoformat()}
    try:
        return press.printed(PRESS, order)
    except press.NotPrinted:
        raise Refused(
            "hour_code.printing",
            _("The sheet could not be printed just now: the press is busy or has failed."),
            next_step=_("Try again in a minute, or take the spreadsheet. The codes stand."),
        ) from None


def said(printed: Printed) -> dict[str, object]:
    """Everything the template sets, put into words and cleaned; plain enough for JSON."""
    shift = printed.shift
    return {
        "families": fonts.FAMILIES,
        "heading": ("计时码", "Hour codes"),
        "organization": fonts.printable(shift.organization.name),
        "batch": str(printed.batch.id)[-8:],
        "title": _both(shift.activity.title, shift.activity.title_en),
        "post": _both(shift.post.name, shift.post.name_en),
        "time": _time(shift),
        "worth": _worth(printed.batch.minutes),
        "until": _until(printed.batch.expires_at),
        "alt": "兑换这张计时码的网址 The address where this code is redeemed",
        "hint": (
            f"班次结束后扫码，或到 {_host()}/me/code/ 输入。每人一张，只认一次。",
            "Scan or enter it after the shift. One for each person, good once.",
        ),
        "slips": [
            {"serial": str(serial), "code": ids.grouped(code), "qr": qr.svg(address_of(code), ground=False)}
            for serial, code in printed.codes
        ],
    }


def spreadsheet(printed: Printed) -> bytes:
    """The same as .xlsx. Every cell is text: a title that begins with "=" stays a title."""
    shift = printed.shift
    same = [
        " ".join(filter(None, both))
        for both in (
            (shift.activity.title, shift.activity.title_en),
            (shift.post.name, shift.post.name_en),
            _time(shift),
            _worth(printed.batch.minutes),
            _until(printed.batch.expires_at),
        )
    ]
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet("计时码 Hour codes"), book.add_format({"bold": True})
    for column, (heading, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    for row, (serial, code) in enumerate(printed.codes, start=1):
        for column, text in enumerate((str(serial), ids.grouped(code), *same, address_of(code))):
            sheet.write_string(row, column, text)
    sheet.freeze_panes(1, 0)
    book.close()
    return kept.getvalue()


def _both(zh: str, en: str) -> Both:
    return fonts.printable(zh), fonts.printable(en)


def _host() -> str:
    return settings.SITE_URL.removeprefix("https://").removeprefix("http://")


def _time(shift: Shift) -> Both:
    begins, ends = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    clocks = f"{begins:%H:%M}–{ends:%H:%M}"
    return f"{begins.month}月{begins.day}日 {clocks}", f"{begins.day} {MONTHS[begins.month - 1]} {clocks}"


def _worth(minutes: int) -> Both:
    hours, rest = divmod(minutes, 60)
    zh = "".join((f"{hours}小时" if hours else "", f"{rest}分钟" if rest else ""))
    en = " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest else "")))
    return f"计 {zh}", f"worth {en}"


def _until(moment: datetime) -> Both:
    day = timezone.localtime(moment)
    zh = f"有效期至{day.year}年{day.month}月{day.day}日 {day:%H:%M}"
    return zh, f"until {day.day} {MONTHS[day.month - 1]} {day.year}, {day:%H:%M}"
