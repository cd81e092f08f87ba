"""The sheet that people read in their own copy: every record that counts here, set on paper. It certifies nothing."""

from datetime import datetime
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import fonts, ids, press
from volunteercloud.core.errors import Refused
from volunteercloud.core.fonts import printable
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.records import whole
from volunteercloud.domain.records.models import RecordHead

from . import contents, standing

TEMPLATE = Path(__file__).parent / "data" / "statement.typ"
PRESS = press.command("volunteercloud.core.typesetter")
REMARK = (
    "本页供本人阅读，不是证明。每条记录的证据在同一数据副本的 records 文件夹中，核对方法见 README.md。",
    "This sheet is for reading and certifies nothing. The proof of every record is in the folder records of the same copy; "
    "README.md says how to check it.",
)


def pdf(volunteer: Volunteer, counts: dict[str, int], at: datetime) -> bytes:
    """The statement, A4. Refused (`copy.printing`) when the press is busy for too long or fails."""
    order = {
        "template": str(TEMPLATE),
        "said": _said(volunteer, counts, at),
        "standards": ["a-3a", "ua-1"],
        "at": at.isoformat(),
    }
    try:
        return press.printed(PRESS, order)
    except press.NotPrinted:
        raise Refused(
            "copy.printing",
            _("Your copy could not be made just now: the press is busy or has failed."),
            next_step=_("Try again in a minute."),
        ) from None


def _said(volunteer: Volunteer, counts: dict[str, int], at: datetime) -> dict[str, object]:
    document = contents.verified_document(volunteer.id)
    heads = [head for page in whole.heads(volunteer.id) for head in page if standing.counts(head)]
    heads.sort(key=lambda head: (head.day, head.during.lower), reverse=True)
    return {
        "families": fonts.FAMILIES,
        "node": node_queries.own_name(),
        "number": ids.grouped(volunteer.number),
        "name": printable(volunteer.name) or ids.grouped(volunteer.number),
        "latin": printable(volunteer.name_latin),
        "document": [code_queries.label("document_kind", document.kind, language) for language in ("zh-hans", "en")]
        if document
        else None,
        "document-number": document.masked if document else "",
        "made": f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
        "credit": clock(counts["credit_minutes"]),
        "honour": clock(counts["honour_minutes"]),
        "remark": REMARK,
        "entries": [_entry(head) for head in heads],
    }


def _entry(head: RecordHead) -> dict[str, object]:
    record = head.record
    return {
        "day": record.day.isoformat(),
        "content": [printable(record.title), printable(record.title_en)],
        "organization": [printable(record.organization_name), printable(record.organization_name_en)],
        "time": clock(record.minutes),
        "grade": record.grade,
    }


def clock(minutes: int) -> str:
    """Hours and minutes, as on certificates."""
    return f"{minutes // 60:,}:{minutes % 60:02}"
