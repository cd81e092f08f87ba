"""Lists of service: sent, their columns matched, their results looked at, entered."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.domain.bulk import actions, queries
from volunteercloud.domain.bulk.models import RUNNING, SheetState
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.web import answers, cursors
from volunteercloud.web.templatetags.service import text

from .forms import AnswersForm, ColumnsForm, OrderForm, SendForm
from .results import Results

STATES = {
    SheetState.SENT: ("look", gettext_lazy("Columns to be matched")),
    SheetState.CHECKING: ("quiet", gettext_lazy("Being checked")),
    SheetState.CHECKED: ("look", gettext_lazy("Checked, nothing entered yet")),
    SheetState.ENTERING: ("quiet", gettext_lazy("Being entered")),
    SheetState.ENTERED: ("good", pgettext_lazy("list", "Entered")),
    SheetState.DISCARDED: ("quiet", pgettext_lazy("list", "Discarded")),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheets(request, organization_id):
    actor = answers.actor_of(request)
    organization = organization_queries.organization(actor, organization_id)
    form = SendForm(request.POST or None, request.FILES or None)
    activities = [(str(row.id), text(row, "title")) for row in queries.activities(actor, organization_id)]
    form.fields["activity_id"].choices = [("", _("Several, or as the rows say")), *activities]
    form.fields["activity_id"].coerce = UUID
    if form.is_valid() and (sent := _sent(request, actor, organization_id, form)):
        return redirect("organizer:bulk_sheet", organization_id, sent.id)
    before = cursors.read(request.GET.get("before"), cursors.instant, cursors.identifier)
    found = queries.sheets(actor, organization_id, before)
    shown = found[: queries.SHEETS]
    facts = {
        "organization": organization,
        "sheets": [(one, *STATES[SheetState(one.state)]) for one in shown],
        "older": cursors.written(shown[-1].sent_at, shown[-1].id) if len(found) > len(shown) else "",
    }
    return answers.form_page(request, "organizer/bulk/list.html", form, **facts)


def _sent(request, actor, organization_id, form):
    at = answers.reader_now()
    content, name = form.content
    given = {name: form.cleaned_data[name] for name in ("activity_id", "worksheet", "reason")}
    sheet = answers.run(
        form,
        lambda: actions.send(
            actor=actor,
            organization_id=organization_id,
            content=content,
            file_name=name,
            language=translation.get_language(),
            **given,
            at=at,
        ),
    )
    if sheet and sheet.sent_at != at:
        messages.info(request, _("You sent this list before; here is how far it has come. Nothing is entered twice."))
    return sheet


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request, organization_id, sheet_id):
    actor = answers.actor_of(request)
    found = queries.sheet(actor, organization_id, sheet_id)
    page = PAGES.get(SheetState(found.state), results)
    if found.state == SheetState.CHECKED and "columns" in request.GET:
        page = columns
    facts = {
        "sheet": found,
        "organization": organization_queries.organization(actor, organization_id),
        "trouble": found.trouble.get(translation.get_language()) or next(iter(found.trouble.values()), []),
    }
    if request.POST.get("do") == "discard":
        actions.discard(actor=actor, organization_id=organization_id, sheet_id=sheet_id, at=answers.reader_now())
        messages.success(request, _("The list is thrown away; nothing of it was entered."))
        return redirect("organizer:bulk", organization_id)
    return page(request, actor, found, facts)


def columns(request, actor, found, facts):
    form = ColumnsForm(found.headings, found.mapping, request.POST or None)
    samples = [[row[column] if column < len(row) else "" for row in found.sample] for column in range(len(form.fields))]
    if form.is_valid() and answers.run(
        form, lambda: _step(request, found, actions.match_columns, mapping=form.mapping)
    ):
        return redirect("organizer:bulk_sheet", found.organization_id, found.id)
    facts["columns"] = list(zip(form, samples, strict=True))
    return answers.form_page(request, "organizer/bulk/columns.html", form, **facts)


def running(request, actor, found, facts):
    return render(request, "organizer/bulk/running.html", facts | {"percent": _percent(found)})


def results(request, actor, found, facts):
    shown = Results.of(actor, found, request.GET.get("show", ""), request.GET.get("after", ""))
    do = request.POST.get("do", "")
    form = AnswersForm(
        shown.lines, request.POST if do == "answer" else None, initial={"added_reason": found.added_reason}
    )
    order = OrderForm(request.POST if do == "enter" else None)
    steps = (
        (order, lambda: _step(request, found, actions.order, **order.cleaned_data)),
        (form, lambda: _answered(request, found, form)),
    )
    for filled, step in steps:
        if filled.is_valid() and answers.run(filled, step):
            return redirect("organizer:bulk_sheet", found.organization_id, found.id)
    facts |= {"shown": shown, "order": order, "rows": [(one, form.parts_of(one.line.line)) for one in shown.lines]}
    return answers.form_page(request, "organizer/bulk/results.html", form, **facts)


@login_required
@require_safe
def progress(request, organization_id, sheet_id):
    """For the script that fills the bar."""
    found = queries.sheet(answers.actor_of(request), organization_id, sheet_id)
    return JsonResponse({"is_running": found.state in RUNNING, "percent": _percent(found), "done": found.done})


PAGES = {SheetState.SENT: columns, SheetState.CHECKING: running, SheetState.ENTERING: running}


def _answered(request, found, form):
    given = {"answers": form.answers, "added_reason": form.cleaned_data["added_reason"]}
    return _step(request, found, actions.answer, **given)


def _step(request, found, action, **given):
    return action(
        actor=answers.actor_of(request),
        organization_id=found.organization_id,
        sheet_id=found.id,
        **given,
        at=answers.reader_now(),
    )


def _percent(found) -> int:
    """Never full while it runs: the last step comes after the last line."""
    return min(99, found.done * 100 // max(found.lines, 1))
