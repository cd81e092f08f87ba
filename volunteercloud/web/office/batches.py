"""One decision about many cases: ordered from the list, carried through by the worker if they are many, told line by line."""

from uuid import UUID

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from volunteercloud.domain.office import actions, queries, tasks
from volunteercloud.domain.office.models import Outcome
from volunteercloud.web import answers, cursors

from . import cases
from .desk import officers_only
from .forms import DECISIONS, BatchForm
from .queue import ALL, address, asked

AT_ONCE = 50
OUTCOMES = {
    Outcome.DECIDED: ("good", pgettext_lazy("cases", "Decided")),
    Outcome.PROPOSED: ("look", pgettext_lazy("cases", "A second officer has to say the same")),
    Outcome.DECIDED_BEFORE: ("quiet", pgettext_lazy("cases", "Decided before")),
    Outcome.REFUSED: ("stop", pgettext_lazy("cases", "Not possible")),
    Outcome.NOT_YOURS: ("stop", pgettext_lazy("cases", "Not yours to decide")),
    Outcome.PENDING: ("quiet", pgettext_lazy("cases", "Waits for its turn")),
}


@require_POST
@officers_only()
def order(request, desk):
    """Up to 50 are decided at once; more go to the worker, and the page of the batch shows how far it is."""
    form = BatchForm(request.POST)
    _filters, wanted = asked(request)
    batch = form.is_valid() and answers.run(form, lambda: _order(request, desk, wanted, form.cleaned_data))
    if batch:
        return redirect("office:batch", batch.id)
    facts = {"desk": desk, "query": address(wanted), "cases": request.POST.getlist("cases"), "all": _is_all(request)}
    return answers.form_page(request, "office/batches/mend.html", form, **facts)


@require_safe
@officers_only()
def batch(request, desk, batch_id):
    found = queries.batch(desk.officer, batch_id)
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in Outcome.values else ""
    after = cursors.read(request.GET.get("after"), int)
    lines = queries.lines(found, outcome=outcome, after=after[0] if after else None)
    page = lines[: queries.LINES_SHOWN]
    numbers = queries.outcomes(found)
    facts = {
        "desk": desk,
        "batch": found,
        "decision": dict(DECISIONS)[found.decision],
        "is_running": queries.is_running(found),
        "outcome": outcome,
        "outcomes": [(name, words[1], numbers[name]) for name, words in OUTCOMES.items() if name in numbers],
        "rows": [(line, OUTCOMES[Outcome(line.outcome)], cases.KINDS.get(line.kind, "")) for line in page],
        **_progress(numbers),
        "cursor": cursors.written(page[-1].position) if len(lines) > len(page) else "",
    }
    return render(request, "office/batches/batch.html", facts)


@require_safe
@officers_only()
def progress(request, desk, batch_id):
    """For the bar of a batch that runs."""
    found = queries.batch(desk.officer, batch_id)
    return JsonResponse({"is_running": queries.is_running(found), **_progress(queries.outcomes(found))})


def _order(request, desk, wanted, said):
    if _is_all(request):
        case_ids = queries.queue_ids(desk.officer, wanted, desk.at, actions.MOST_CASES)
    else:
        case_ids = _ids(request.POST.getlist("cases"))
    by_worker = len(case_ids) > AT_ONCE
    ordered = actions.decide_many(
        actor=desk.officer,
        batch_id=said["batch"],
        decision=said["decision"],
        reason=said["reason"],
        case_ids=case_ids,
        language=get_language() or "",
        by_worker=by_worker,
        at=desk.at,
    )
    return ordered if by_worker else tasks.run(ordered.id)


def _is_all(request) -> bool:
    return request.POST.get("all") == ALL


def _ids(texts):
    """Without what is no id at all: somebody has changed the page."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _progress(numbers):
    lines = sum(numbers.values())
    done = lines - numbers.get(Outcome.PENDING, 0)
    return {"done": done, "lines": lines, "percent": done * 100 // lines if lines else 100}
