"""Lists that are taken in: sent, looked at row by row, entered, downloaded with their results."""

import tempfile
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.bulk import annotated
from volunteercloud.domain.bulk.models import LineState
from volunteercloud.domain.intake import actions, queries
from volunteercloud.domain.intake.models import RUNNING, Intake, IntakeState, Kind
from volunteercloud.web import answers, cursors
from volunteercloud.web.organizer.bulk.downloads import FORMS, IN_MEMORY

from .forms import ColumnsForm, OpportunitiesOrderForm, OrderForm

STATES = {
    IntakeState.CHECKING: ("quiet", gettext_lazy("Being checked")),
    IntakeState.CHECKED: ("look", gettext_lazy("Checked, nothing entered yet")),
    IntakeState.UNREAD: ("stop", gettext_lazy("Could not be read")),
    IntakeState.ENTERING: ("quiet", gettext_lazy("Being entered")),
    IntakeState.ENTERED: ("good", pgettext_lazy("list", "Entered")),
}
LINE_STATES = annotated.STATES | {LineState.SAME: lambda: _("There already")}
TABS = {
    "mend": (pgettext_lazy("rows", "To look at"), (LineState.ASKS, LineState.REFUSED)),
    "good": (pgettext_lazy("rows", "Good"), (LineState.READY, LineState.ENTERED)),
    "same": (gettext_lazy("There already"), (LineState.SAME,)),
    "all": (pgettext_lazy("rows", "All"), ()),
}

ORDERS = {
    Kind.ORGANIZATIONS: OrderForm,
    Kind.MEMBERS: OrderForm,
    Kind.OPPORTUNITIES: OpportunitiesOrderForm,
}


@dataclass(frozen=True, slots=True)
class Console:
    """Where the pages stand: whose lists they show, and the names of their addresses."""

    actor: Actor
    kind: Kind
    owner_id: UUID
    names: str  # of the addresses: "office:intake", "organizer:intake"
    arguments: tuple[UUID, ...] = ()
    source_id: UUID | None = None  # of lists of opportunities

    def address(self, part: str = "s", *more: object) -> str:
        return reverse(f"{self.names}{part}", args=[*self.arguments, *more])

    def intake(self, intake_id: UUID) -> Intake:
        return queries.intake(self.actor, self.kind, self.owner_id, intake_id)


def send(request, console, form, template, **facts):
    """The form, and the lists so far."""
    if form.is_valid() and (sent := _sent(request, console, form)):
        return redirect(console.address("", sent.id))
    before = cursors.read(request.GET.get("before"), cursors.instant, cursors.identifier)
    found = queries.intakes(console.actor, console.kind, console.owner_id, before, source_id=console.source_id)
    shown = found[: queries.LISTS]
    facts |= {
        "lists": [(one, console.address("", one.id), *STATES[IntakeState(one.state)]) for one in shown],
        "older": cursors.written(shown[-1].sent_at, shown[-1].id) if len(found) > len(shown) else "",
    }
    return answers.form_page(request, template, form, **facts)


def _sent(request, console, form):
    at = answers.reader_now()
    content, name = form.content
    sent = answers.run(
        form,
        lambda: actions.send(
            actor=console.actor,
            kind=console.kind,
            owner_id=console.owner_id,
            region_code=form.cleaned_data.get("region", ""),
            source_id=console.source_id,
            is_whole=form.cleaned_data.get("is_whole", False),
            content=content,
            file_name=name,
            language=translation.get_language(),
            at=at,
        ),
    )
    if sent and sent.sent_at != at:
        messages.info(request, _("You sent this list before; here is how far it has come. Nothing is entered twice."))
    return sent


def look(request, console, intake_id, **facts):
    """How far a list is; once it was checked, its rows."""
    found = console.intake(intake_id)
    which = {"actor": console.actor, "owner_id": console.owner_id, "intake_id": intake_id, "at": answers.reader_now()}
    do = request.POST.get("do", "")
    order = ORDERS[console.kind](request.POST if do == "enter" else None, label_suffix="")
    columns = _columns(request, found, do)
    if do == "discard":
        actions.discard(**which)
        messages.success(request, _("The list is thrown away; nothing of it was entered."))
        return redirect(console.address())
    if order.is_valid() and answers.run(order, lambda: actions.order(**which, **order.cleaned_data)):
        return redirect(console.address("", intake_id))
    if (
        columns
        and columns.is_valid()
        and answers.run(columns, lambda: actions.map_columns(**which, mapping=columns.mapping))
    ):
        return redirect(console.address("", intake_id))
    facts |= {
        "intake": found,
        "columns": columns,
        "lists_address": console.address(),
        "trouble": found.trouble.get(translation.get_language()) or next(iter(found.trouble.values()), []),
    }
    if found.state in RUNNING:
        return render(
            request,
            "intake/running.html",
            facts | {"percent": _percent(found), "progress_address": console.address("_progress", intake_id)},
        )
    facts |= _results(request, console, found) | {"order": order}
    is_wrong = order.errors or (columns and columns.errors)
    return render(request, "intake/results.html", facts, status=422 if is_wrong else 200)


def _columns(request, found, do):
    """Which column holds what: of opportunities alone, whose headings differ from source to source."""
    if found.kind != Kind.OPPORTUNITIES or found.state != IntakeState.CHECKED:
        return None
    return ColumnsForm(found, request.POST if do == "columns" else None, label_suffix="")


def _results(request, console, found):
    counts = {state.value: found.counts.get(state, 0) for state in LineState}
    show = request.GET.get("show", "")
    if show not in TABS:
        show = "mend" if counts["asks"] + counts["refused"] else "all"
    after = request.GET.get("after", "")
    states = tuple(state.value for state in TABS[show][1])
    rows = queries.lines(found, states, int(after) if after.isdecimal() and len(after) < 8 else 0)
    page = rows[: queries.PAGE]
    return {
        "counts": counts,
        "codes": queries.codes(found) if found.kind == Kind.OPPORTUNITIES else {},
        "show": show,
        "tabs": [
            (name, words, sum(counts[state] for state in states or counts)) for name, (words, states) in TABS.items()
        ],
        "rows": page,
        "after": page[-1].line.line if len(rows) > len(page) else None,
        "workbook": console.address("_results", found.id, "xlsx"),
    }


def progress(console, intake_id):
    """For the script that fills the bar."""
    found = console.intake(intake_id)
    return JsonResponse({"is_running": found.state in RUNNING, "percent": _percent(found), "done": found.done})


def results(console, intake_id, form):
    """Every row with its result beside it."""
    if form not in FORMS:
        raise NotFound
    found = console.intake(intake_id)
    write, kind = FORMS[form]
    kept = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  the answer closes it
    write(found.headings, queries.every_line(found), kept, LINE_STATES)
    kept.seek(0)
    sent = found.file_name.rpartition(".")[0] or _("list")
    name = _("%(list)s with results") % {"list": sent} + f".{form}"
    return FileResponse(kept, as_attachment=True, filename=name, content_type=kind)


def _percent(found) -> int:
    """Never full while it runs: the last step comes after the last line. Without a number yet, it has just begun."""
    return min(99, found.done * 100 // found.lines) if found.lines else 0
