"""What a certificate says on paper, in Chinese and in English: facts in, words out. typesetter.py sets them."""

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from PIL import Image

from volunteercloud.core import fonts, qr
from volunteercloud.core.fonts import printable
from volunteercloud.domain.certificates import seal

CREDIT_GRADES = "ABC"
HONOUR_GRADES = "DE"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
CONTENTS_SHOWN = 8
# Where a name stands for the second time, a longer one is cut.
LONGEST_SHORT_NAME = 60
SEAL_PIXELS = 800


class PaperKind(StrEnum):
    ORGANIZATION = "organization"
    EXTRACT = "extract"


class Both(NamedTuple):
    """A text in Chinese and in English. Where it exists in one language only, the other is empty."""

    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One service record, as a line of the national extract."""

    day: date
    content: Both
    organization: Both
    minutes: int
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFacts:
    """That so many records stand in the public log, in the tree of ``size`` of that day; ``proofs`` (JSON) shows it."""

    records: int
    size: int
    signed_on: date
    proofs: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """What a certificate says. The fields are those of the 2015 guidance on certifying volunteer records.

    ``minutes`` are by evidence grade, A to E. ``document_number`` comes masked. Head and handler sign for an
    organization; a national extract has neither. ``seal_image`` (PNG, JPEG or WebP) replaces the drawn seal of
    ``seal_text``, which is the issuer's name unless given.
    """

    kind: PaperKind
    number: str
    name: str
    latin_name: str = ""
    document_kind: Both
    document_number: str
    volunteer_number: str
    starts_on: date
    ends_on: date
    minutes: Mapping[str, int]
    content: tuple[Both, ...] = ()
    issuer: Both
    head: Both | None = None
    handler: Both | None = None
    contact: str = ""
    issued_on: date
    remarks: tuple[Both, ...] = ()
    seal_text: str = ""
    seal_image: bytes = field(default=b"", repr=False)
    verify_url: str
    entries: tuple[Entry, ...] = ()
    log: LogFacts | None = None
    specimen: bool = False


NOTHING = Both("无", "None")


def said(facts: CertificateFacts) -> dict[str, object]:
    """Everything the template sets, put into words and cleaned; plain enough for JSON."""
    credit = sum(facts.minutes.get(grade, 0) for grade in CREDIT_GRADES)
    honour = sum(facts.minutes.get(grade, 0) for grade in HONOUR_GRADES)
    name = printable(facts.name)
    short_name = name if len(name) <= LONGEST_SHORT_NAME else f"{name[:LONGEST_SHORT_NAME]}…"
    shown_url = facts.verify_url.removeprefix("https://").removeprefix("http://")
    words: dict[str, object] = {
        "families": fonts.FAMILIES,
        "issued-on": facts.issued_on.isoformat(),
        "specimen": facts.specimen,
        "extract": facts.kind is PaperKind.EXTRACT,
        "number": printable(facts.number),
        "name": name,
        "han-name": len(name) <= 6 and not name.isascii(),
        "latin": printable(facts.latin_name) or short_name,
        "short-name": short_name,
        "document": _both(facts.document_kind),
        "document-number": printable(facts.document_number),
        "volunteer": printable(facts.volunteer_number),
        "period": _period(facts.starts_on, facts.ends_on),
        "credit": _hours(_tenths(credit)),
        "honour": _hours(_tenths(honour)) if honour else None,
        "credit-time": _clock(credit),
        "honour-time": _clock(honour),
        "mix": _mix(facts.minutes),
        "content": _content(facts),
        "issuer": _both(facts.issuer),
        "head": _both(facts.head) if facts.head else None,
        "handler": _both(facts.handler or NOTHING),
        "contact": printable(facts.contact),
        "date": _day(facts.issued_on),
        "remarks": _remarks(facts),
        "verify": printable(shown_url),
        "verify-link": facts.verify_url,
        "qr": qr.svg(facts.verify_url, ground=False),
        "entries": [_entry(entry) for entry in facts.entries],
        "log": _log(facts.log) if facts.log else None,
        "proofs": facts.log.proofs if facts.log else None,
    }
    return words | _seal(facts)


def _both(text: Both) -> Both:
    return Both(printable(text.zh), printable(text.en))


def _joined(texts: Sequence[Both]) -> Both:
    if not texts:
        return NOTHING
    return Both("；".join(text.zh for text in texts if text.zh), "; ".join(text.en for text in texts if text.en))


def _content(facts: CertificateFacts) -> Both:
    if facts.entries and not facts.content:
        count = len(facts.entries)
        records = "record" if count == 1 else "records"
        return Both(f"共 {count:,} 条服务记录，见附页", f"{count:,} service {records}, listed overleaf")
    contents = [_both(text) for text in facts.content[:CONTENTS_SHOWN]]
    if more := len(facts.content) - len(contents):
        contents.append(Both(f"另有 {more} 项", f"and {more} more"))
    return _joined(contents)


def _remarks(facts: CertificateFacts) -> Both:
    remarks = [_both(text) for text in facts.remarks]
    for character in sorted(fonts.missing(facts.name)):
        if number := fonts.written(character, is_lacking=True):
            zh = f"{number}是字库没有的字，以统一码编号代替"
            remarks.append(Both(zh, f"{number} is the Unicode number of a character that the typeface lacks"))
    return _joined(remarks)


def _day(day: date) -> Both:
    return Both(f"{day.year} 年 {day.month} 月 {day.day} 日", f"{day.day}\u00a0{MONTHS[day.month - 1]}\u00a0{day.year}")


def _period(starts_on: date, ends_on: date) -> Both:
    first, last = _day(starts_on), _day(ends_on)
    if starts_on == ends_on:
        return Both(first.zh, f"on {first.en}")
    return Both(f"{first.zh}至 {last.zh}", f"from {first.en} to {last.en}")


def _tenths(minutes: int) -> int:
    """Tenths of an hour, half a tenth rounded up."""
    return (minutes + 3) // 6


def _hours(tenths: int) -> str:
    return f"{tenths // 10:,}.{tenths % 10}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:,}:{minutes % 60:02}"


def _mix(minutes: Mapping[str, int]) -> list[dict[str, object]]:
    """Grade by grade, the hours rounded so that they add up to the totals above them (largest remainder)."""
    rounded: dict[str, int] = {}
    for group in (CREDIT_GRADES, HONOUR_GRADES):
        given = {grade: minutes.get(grade, 0) for grade in group if minutes.get(grade, 0)}
        rounded |= {grade: count // 6 for grade, count in given.items()}
        left = _tenths(sum(given.values())) - sum(rounded[grade] for grade in given)
        for grade in sorted(given, key=lambda grade: (-(given[grade] % 6), grade))[:left]:
            rounded[grade] += 1
    return [{"grade": grade, "minutes": minutes[grade], "hours": _hours(tenths)} for grade, tenths in rounded.items()]


def _log(log: LogFacts) -> Both:
    day = _day(log.signed_on)
    records = "The one service record" if log.records == 1 else f"All {log.records:,} service records"
    are = "is" if log.records == 1 else "are"
    return Both(
        f"本证明的 {log.records:,} 条服务记录已封存于公开日志（校验点 {log.size:,}，{day.zh}），证据随本文件附上",
        f"{records} {are} sealed in the public log (checkpoint {log.size:,}, {day.en}); the proofs are attached to this file",
    )


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "day": entry.day.isoformat(),
        "content": _both(entry.content),
        "organization": _both(entry.organization),
        "time": _clock(entry.minutes),
        "grade": entry.grade,
    }


def _seal(facts: CertificateFacts) -> dict[str, object]:
    text = facts.seal_text or facts.issuer.zh or facts.issuer.en
    columns = seal.columns("".join(character for character in text if character not in fonts.missing(text)))
    return {
        "seal-image": _picture(facts.seal_image) if facts.seal_image else None,
        "seal-columns": columns,
        "seal-words": printable(facts.seal_text or facts.issuer.en or facts.issuer.zh),
    }


def _picture(image: bytes) -> str:
    """An uploaded seal as SVG, drawn anew: whatever else the file carried stays behind."""
    with Image.open(io.BytesIO(image)) as opened:
        opened.thumbnail((SEAL_PIXELS, SEAL_PIXELS))
        drawn = io.BytesIO()
        opened.convert("RGBA").save(drawn, "PNG")
        width, height = opened.size
    data = base64.b64encode(drawn.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )
