"""Questions that the worker answers: ordered, looked at, cancelled."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.statistics.questions import actions, answering, asking, keeping
from volunteercloud.domain.statistics.questions.models import InquiryState
from volunteercloud.web.office.desk import officers_only, region_name

from . import asking as pages
from . import tables


@require_POST
@officers_only(Right.STATISTICS)
def inquire(request, desk):
    query = request.POST.get("query", "")[: asking.MOST_SIGNS]
    question = asking.read(query, desk.regions[0], timezone.localdate(desk.at))
    asked = actions.inquire(actor=desk.officer, question=question, at=desk.at)
    return redirect("office:inquiry", asked.id)


@require_safe
@officers_only(Right.STATISTICS)
def answer(request, desk, inquiry_id):
    """How far it is, or the answer; not found any more where the right to the region is gone."""
    asked = keeping.inquiry(desk.officer, inquiry_id)
    facts = {
        "desk": desk,
        "asked": asked,
        "name": region_name(asked.region_code),
        "is_working": asked.state in keeping.WORKING,
        "reason": _reason(asked.refusal),
    }
    if asked.state == InquiryState.DONE:
        facts["table"] = _table(desk, asked)
    return render(request, "office/statistics/answer.html", facts)


@require_safe
@officers_only(Right.STATISTICS)
def file(request, desk, inquiry_id, form):
    asked = keeping.inquiry(desk.officer, inquiry_id)
    if asked.state != InquiryState.DONE:
        raise NotFound
    return pages.written(desk, _question(desk, asked), _table(desk, asked), form)


@require_POST
@officers_only(Right.STATISTICS)
def cancel(request, desk, inquiry_id):
    actions.cancel(actor=desk.officer, inquiry_id=inquiry_id, at=desk.at)
    messages.success(request, _("The question is cancelled."))
    return redirect("office:ask")


def _question(desk, asked):
    return asking.read(asked.query, "", timezone.localdate(desk.at))


def _table(desk, asked):
    return tables.table(_question(desk, asked), answering.heard(asked.answer))


def _reason(code: str) -> str:
    match code:
        case "ask.large":
            return _(
                "The answer has more than 10,000 cells. Choose a higher level, longer steps or fewer things to split by."
            )
        case "ask.region":
            return _("Your office did not include the figures of this region any more.")
        case _:
            return _("It took longer than half an hour. Choose a shorter time or a smaller region.")
