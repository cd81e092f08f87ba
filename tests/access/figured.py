"""Figures and what the officer of a region made of them: questions, bands, alerts, reports by mail, exports."""

from datetime import date, datetime
from typing import Any

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor, system
from volunteercloud.domain.statistics import recounting
from volunteercloud.domain.statistics.exports import actions as exports
from volunteercloud.domain.statistics.exports.models import Form
from volunteercloud.domain.statistics.questions import actions as questions
from volunteercloud.domain.statistics.questions import asking
from volunteercloud.domain.statistics.questions.answering import answer
from volunteercloud.domain.statistics.reports import contents
from volunteercloud.domain.statistics.reports.models import Report, Rhythm
from volunteercloud.domain.statistics.watching import actions as watching
from volunteercloud.domain.statistics.watching.alerts import Finding, Rule
from volunteercloud.domain.statistics.watching.models import Crossing

REGION = "990101"


def figured(officer: Actor, number: str, at: datetime) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The names of all of it, and what single routes are asked with instead."""
    mine = {"actor": officer, "at": at}
    recounting.recount(actor=system("statistics"), at=at)
    question = asking.Question(("records",), REGION)
    kept = questions.keep(**mine, question=question, name="每月记录", is_shared=False)
    asked = questions.inquire(**mine, question=question)
    questions.begin(**mine, inquiry_id=asked.id)
    questions.finish(**mine, inquiry_id=asked.id, answer=answer(officer, question, at.date()))
    band = watching.set_band(**mine, region_code=REGION, figure="no_show_rate", crossing=Crossing.ABOVE, limit=0.1)
    rule = Rule(str(band.id), "no_show_rate", Crossing.ABOVE, 0.1)
    alert = watching.note(**mine, finding=Finding(rule, REGION, date(2026, 5, 1), 0.3, None, is_out=True))
    report = Report.objects.create(
        id=ids.uuid7(),
        account_id=officer.person_id,
        region_code=REGION,
        rhythm=Rhythm.MONTH,
        measures=["credit_hours"],
        since_on=at.date(),
    )
    export = exports.order(**mine, region_code=REGION, since=date(2026, 1, 1), until=at.date(), form=Form.CSV)
    named = {
        "region": REGION,
        "question_id": kept.id,
        "inquiry_id": asked.id,
        "band_id": band.id,
        "alert_id": alert.id,
        "report_id": report.id,
        "export_id": export.id,
    }
    measures = ("data:measure", "api:statistics_measure", "api:statistics_compare")
    return named, {
        "data:organization": {"number": number},
        **{route: {"code": "credit_hours"} for route in measures},
        **{route: {"code": "service"} for route in ("data:open_columns", "data:open_dataset")},
        "data:open_file": {"code": "service", "name": "latest", "form": "csv"},
        "office:mailed_report_off": {"token": contents.ending(report.id)},
        "log:entry": {"index": 0},
    }
