"""Reports that officers get by mail: when one is due, what is in it, and the link that ends it.

A monthly report is about the month that is over, and leaves on its second day; a weekly one is about the month as far as it
went by Monday. Both compare with the month before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from volunteercloud.core import fonts, press, tokens
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import texts
from volunteercloud.domain.messages.mail import Attached
from volunteercloud.domain.statistics import disclosure, measures, periods, places, queries, saying, sheets
from volunteercloud.domain.statistics.lists import DATA
from volunteercloud.domain.statistics.measures import Measure, Unit, Value
from volunteercloud.domain.statistics.periods import Period

from .models import Report, Rhythm

TEMPLATE = DATA / "report.typ"
PRESS = press.command("volunteercloud.core.typesetter")
PURPOSE = "report-ending"
MONTHLY_ON = 2  # the day of the month: by then what ended on the last evening is confirmed and counted
FROM_HOUR = 7
MOST = 20  # that one officer gets
AT_ONCE = 200
COLUMNS_ON_PAPER = 4
ROWS_ON_PAPER = 40
LINES_IN_MAIL = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A measure with its value, and that of the time before."""

    measure: Measure
    value: Value
    before: Value | None


@dataclass(frozen=True, slots=True)
class Content:
    """What a report says: of the region, and of those right below it."""

    region_code: str
    period: Period
    as_of: datetime
    lines: list[Line]
    below: list[tuple[str, list[Value]]]


def offered() -> list[Measure]:
    """Measures that are one number, which a line can hold."""
    return [each for each in measures.listed() if each.unit != Unit.MIX]


def mine(viewer: Actor) -> list[Report]:
    """What the viewer gets, by region."""
    found = Report.objects.filter(account_id=viewer.person_id, ended_at__isnull=True)
    return list(found.order_by("region_code", "rhythm", "id")[:MOST])


def due(at: datetime) -> list[tuple[Report, date]]:
    """Reports that were not sent for the time that is over, with the day on which they were due."""
    now = timezone.localtime(at)
    today = now.date()
    if now.hour < FROM_HOUR:
        return []
    monday = today - timedelta(days=today.weekday())
    month = (
        today.replace(day=1) if today.day >= MONTHLY_ON else (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    )
    found: list[tuple[Report, date]] = []
    for rhythm, due_on in ((Rhythm.MONTH, month), (Rhythm.WEEK, monday)):
        waiting = Report.objects.filter(rhythm=rhythm, ended_at__isnull=True, since_on__lte=due_on)
        unsent = waiting.exclude(sentreport__due_on=due_on).select_related("account").order_by("id")
        found += [(report, due_on) for report in unsent[:AT_ONCE]]
    return found


def is_entitled(report: Report) -> bool:
    """Whether its officer may still see these figures."""
    return report.account.is_active and disclosure.sees_exact(
        identity_queries.actor_for(report.account), report.region_code
    )


def content(viewer: Actor, region_code: str, codes: Sequence[str], due_on: date, at: datetime) -> Content:
    """What the viewer may see of a region: exact only with the right to it. Raises `NotFound` without."""
    disclosure.check_exact(viewer, region_code)
    period = periods.month(due_on - timedelta(days=1))
    earlier = periods.previous(period)
    now = measures.values(viewer, region_code, period, codes)
    before = measures.values(viewer, region_code, earlier, codes) if earlier else {}
    chosen = [each for each in offered() if each.code in codes]
    below = [row.code for row in places.below(region_code, period) if row.counts_for_itself]
    parts = {each.code: measures.compare(viewer, below, period, each.code) for each in chosen} if below else {}
    fresh = queries.as_of(at)
    return Content(
        region_code,
        period,
        fresh.at if fresh else at,
        [Line(each, now[each.code], before.get(each.code)) for each in chosen],
        [(code, [parts[each.code][code] for each in chosen]) for code in below],
    )


def made(found: Content, language: str, at: datetime) -> tuple[dict[str, str], list[Attached]] | None:
    """The facts of the mail and what goes with it, in the reader's language; None where the press is busy or fails."""
    with translation.override(language):
        try:
            printed = paper(found, language, at)
        except press.NotPrinted:
            return None
        period = saying.period(found.period)
        lines = "\n".join(
            f"{line.measure.title}{_(': ')}{said(line.value, line.measure)}" for line in found.lines[:LINES_IN_MAIL]
        )
        facts = {
            "region": saying.region(found.region_code),
            "period": period,
            "lines": lines,
            "until": found.as_of.isoformat(),
        }
        name = f"{found.region_code or 'nation'}-{found.period.start:%Y-%m}"
        return facts, [
            Attached(f"{name}.pdf", "application/pdf", printed),
            Attached(f"{name}.xlsx", sheets.SPREADSHEET, sheets.workbook(tables(found))),
        ]


def said(value: Value | None, measure: Measure) -> str:
    """A value with its unit, or why there is none."""
    if value is None:
        return "–"
    if value.number is not None:
        return saying.number(measure.unit, value.number)
    return saying.missing(value.missing) if value.missing else "–"


def tables(found: Content) -> list[sheets.Table]:
    """One of the measures, one of the regions below; shares as fractions, time in hours, money in yuan."""
    head = [_("Measure"), _("Value"), _("Unit"), _("The month before"), _("of it"), _("out of"), _("Remark")]
    first = [
        [
            str(line.measure.title),
            plain(line.value, line.measure),
            unit(line.measure),
            plain(line.before, line.measure),
            line.value.top,
            line.value.bottom,
            saying.missing(line.value.missing) if line.value.missing else "",
        ]
        for line in found.lines
    ]
    columns = [f"{line.measure.title} ({unit(line.measure)})" for line in found.lines]
    below = [
        [
            code,
            saying.region(code),
            *(plain(value, line.measure) for value, line in zip(values, found.lines, strict=True)),
        ]
        for code, values in found.below
    ]
    name = _("Figures of %(period)s") % {"period": saying.period(found.period)}
    second = [sheets.Table(_("Regions"), [_("Code"), _("Region"), *columns], below)] if below else []
    return [sheets.Table(name, head, first), *second]


def unit(measure: Measure) -> str:
    return {Unit.SHARE: _("share"), Unit.MINUTES: _("hours"), Unit.PEOPLE: _("people"), Unit.FEN: _("yuan")}[
        measure.unit
    ]


def plain(value: Value | None, measure: Measure) -> float | None:
    """The number alone, in the unit of the sheet."""
    if value is None or value.number is None:
        return None
    return round(value.number / {Unit.MINUTES: 60, Unit.FEN: 100}.get(measure.unit, 1), 6)


def paper(found: Content, language: str, at: datetime) -> bytes:
    """The same on A4. Raises `press.NotPrinted`."""
    columns = found.lines[:COLUMNS_ON_PAPER]
    told = {
        "families": fonts.FAMILIES,
        "language": "en" if language == "en" else "zh",
        "title": fonts.printable(_("Figures of %(region)s") % {"region": saying.region(found.region_code)}),
        "period": saying.period(found.period),
        "as_of": _("As of %(moment)s") % {"moment": date_format(timezone.localtime(found.as_of), _("j F Y, H:i"))},
        "head": [_("Measure"), _("Value"), _("The month before")],
        "lines": [
            [fonts.printable(str(line.measure.title)), said(line.value, line.measure), said(line.before, line.measure)]
            for line in found.lines
        ],
        "below_label": _("Regions"),
        "below_head": [_("Region"), *(fonts.printable(str(line.measure.title)) for line in columns)],
        "below": [
            [
                fonts.printable(saying.region(code)),
                *(said(value, line.measure) for value, line in zip(values, columns, strict=False)),
            ]
            for code, values in found.below[:ROWS_ON_PAPER]
        ],
        "note": _("For officers. It holds groups of fewer than ten people, which nobody else is shown."),
        "site": texts.site_name(),
    }
    return press.printed(PRESS, {"template": str(TEMPLATE), "said": told, "standards": ["ua-1"], "at": at.isoformat()})


def ending(report_id: UUID) -> str:
    """The signed end of the address in a mail by which the report is ended. It does not expire."""
    return tokens.sign(PURPOSE, report_id.bytes)


def read_ending(token: str) -> Report:
    """The report of such a link. Refused for anything that was not made here (`report.link`)."""
    try:
        payload = tokens.verify(PURPOSE, token)
    except tokens.Forged:
        payload = b""
    if len(payload) != 16:
        raise Refused(
            "report.link",
            gettext_lazy("This link is not whole, or it was changed."),
            next_step=gettext_lazy(
                "Open it again from the mail, or sign in and end the report under “Reports by mail”."
            ),
        )
    found = Report.objects.filter(id=UUID(bytes=payload)).first()
    if found is None:
        raise NotFound
    return found
