"""What a column is, told by its heading in Chinese or English, wherever it stands."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .refusals import empty, refused

SEARCHED = 20  # rows from the top in which the headings may stand: titles and remarks come before them
SHORTEST = 2  # headings that make a row the heading row
LONGEST_HEADING = 60


class Field(TextChoices):
    """What a column may hold."""

    NUMBER = "number", _("Volunteer’s number")
    DOCUMENT = "document", _("Document number")
    NAME = "name", pgettext_lazy("of a person", "Name")
    PHONE = "phone", _("Phone")
    DATE = "date", _("Date")
    STARTS = "starts", _("Start")
    ENDS = "ends", _("End")
    SPAN = "span", _("Start and end in one cell")
    HOURS = "hours", _("Hours")
    MINUTES = "minutes", _("Minutes")
    BREAK = "break", _("Break")
    POST = "post", _("Post")
    SHIFT = "shift", _("Shift")
    ACTIVITY = "activity", _("Activity")
    EXPLANATION = "explanation", _("Explanation")
    REMARK = "remark", _("Remark")


PERSON = frozenset({Field.NUMBER, Field.DOCUMENT, Field.NAME})

# As `normal` writes them.
KNOWN: dict[Field, str] = {
    Field.NUMBER: "志愿者编号 志愿者号 志愿者号码 志愿编号 志愿号 志愿者id 编号 volunteernumber volunteerno volunteerid number",
    Field.DOCUMENT: "证件号 证件号码 证件编号 身份证 身份证号 身份证号码 身份证件号 身份证件号码 身份号码 公民身份号码 "
    "documentnumber documentno document idnumber idno idcard idcardnumber identitynumber identitydocument",
    Field.NAME: "姓名 名字 志愿者姓名 志愿者名称 志愿者 人员 人员姓名 name fullname volunteer volunteername",
    Field.PHONE: "手机 手机号 手机号码 电话 电话号码 联系电话 联系方式 联系手机 phone phonenumber mobile mobilenumber telephone "
    "tel cell",
    Field.DATE: "日期 服务日期 活动日期 志愿服务日期 服务日 day date servicedate dateofservice",
    Field.STARTS: "开始 开始时间 起始时间 服务开始时间 活动开始时间 签到 签到时间 到岗时间 上岗时间 到达时间 "
    "start starttime startsat starts from begin in timein checkin checkintime",
    Field.ENDS: "结束 结束时间 终止时间 服务结束时间 活动结束时间 签退 签退时间 离岗时间 下岗时间 离开时间 "
    "end endtime endsat ends to until finish out timeout checkout checkouttime",
    Field.SPAN: "时间 时段 时间段 服务时间 服务时段 服务时间段 起止时间 起止 活动时间 time times timeslot hoursfromto",
    Field.HOURS: "时长 服务时长 志愿时长 志愿服务时长 活动时长 小时 小时数 时数 服务时数 服务小时数 工时 "
    "hours duration servicehours volunteerhours hoursserved",
    Field.MINUTES: "分钟 分钟数 服务分钟 时长分钟 minutes min mins durationminutes",
    Field.BREAK: "休息 休息时间 休息分钟 中途休息 中间休息 午休 break breakminutes breaks",
    Field.POST: "岗位 岗位名称 服务岗位 志愿岗位 post postname position role",
    Field.SHIFT: "班次 班次编号 班次号 shift shiftid",
    Field.ACTIVITY: "活动 活动名称 项目 项目名称 志愿活动 activity activityname project event",
    Field.EXPLANATION: "说明 情况说明 超时说明 超时原因 原因 explanation reason",
    Field.REMARK: "备注 备注说明 附注 remark remarks note notes comment comments",
}
FIELDS = {heading: field for field, names in KNOWN.items() for heading in names.split()}
IN_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
MINUTES = re.compile(r"分钟|minutes?\b|\bmins?\b")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The headings of a kind of list: which field each names, as `normal` writes them; a list has one of ``needed``.
    ``example`` is a row of headings to begin with. In an open one it may be said afterwards what columns hold: the first row
    with two texts is the one of headings where none is known."""

    fields: Mapping[str, TextChoices]
    needed: frozenset[TextChoices]
    example: str | Promise
    is_open: bool = False


SERVICE = Vocabulary(
    FIELDS, PERSON, _("Begin the list with a row like this: Volunteer’s number, Name, Date, Start, End.")
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The row of headings: its number in the file, its texts, and what each column seems to hold."""

    line: int
    texts: list[str]
    mapping: dict[Any, int]


def normal(text: str) -> str:
    """A heading without what people add to it: width, case, spaces, signs, and what stands in brackets."""
    plain = IN_BRACKETS.sub("", unicodedata.normalize("NFKC", text)).lower()
    return "".join(sign for sign in plain if sign.isalnum())


def field_of(text: str, words: Vocabulary = SERVICE) -> TextChoices | None:
    """What a column of this heading holds; None if that can't be told."""
    found = words.fields.get(normal(text))
    if found in {Field.HOURS, Field.SPAN} and MINUTES.search(unicodedata.normalize("NFKC", text).lower()):
        return Field.MINUTES
    return found


def mapping_of(texts: list[str], words: Vocabulary = SERVICE) -> dict[Any, int]:
    """The column of each field; of two with one heading the first."""
    mapping: dict[Any, int] = {}
    for column, text in enumerate(texts):
        field = field_of(text, words)
        if field is not None:
            mapping.setdefault(field, column)
    return mapping


def find(
    rows: Iterator[tuple[int, list[Any]]], words: Vocabulary = SERVICE
) -> tuple[Heading, Iterator[tuple[int, list[Any]]]]:
    """The row of headings among the first twenty, and the rows below it. Refused where there is none."""
    top = list(islice(rows, SEARCHED))
    if not top:
        raise empty()
    known = [mapping_of(_texts(cells), words) for _line, cells in top]
    best = max(range(len(top)), key=lambda index: (len(known[index]), -index))
    is_known = len(known[best]) >= SHORTEST and (words.is_open or words.needed & known[best].keys())
    if not is_known and words.is_open:
        best = next((index for index, (_line, cells) in enumerate(top) if _is_wordy(cells)), -1)
    if best < 0 or not (is_known or words.is_open):
        raise refused(
            "sheet.no_headings",
            _("No row of headings was found that says what the columns hold."),
            words.example,
        )
    line, cells = top[best]
    return Heading(line, _texts(cells), known[best]), chain(top[best + 1 :], rows)


def _is_wordy(cells: list[Any]) -> bool:
    return sum(isinstance(cell, str) and bool(cell.strip()) for cell in cells) >= SHORTEST


def _texts(cells: list[Any]) -> list[str]:
    return [str(cell if cell is not None else "").strip()[:LONGEST_HEADING] for cell in cells]
