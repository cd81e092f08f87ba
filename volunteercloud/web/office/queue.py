import base64
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.web import answers, cursors

from . import cases
from .desk import officers_only
from .forms import DecisionForm


@require_safe
@officers_only()
def queue(request, desk):
    """The list; on a wide window with the case beside it that has waited longest."""
    facts = _list(request, desk)
    if facts["rows"]:
        first = cases.opened(desk, facts["rows"][0][0].id)
        facts |= {"opened": first, "form": DecisionForm(), **first.about}
    return render(request, "office/queue.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only()
def case(request, desk, case_id):
    opened = cases.opened(desk, case_id)
    if opened.page:
        return redirect(opened.page)
    form = DecisionForm(request.POST or None)
    decided = form.is_valid() and answers.run(
        form,
        lambda: cases.DECIDE[opened.case.kind](actor=desk.officer, case_id=case_id, at=desk.at, **form.cleaned_data),
    )
    if decided:
        messages.success(request, _("Decided: %(title)s") % {"title": opened.case.title})
        return redirect("office:queue")
    return _case_page(request, desk, opened, form)


@require_POST
@officers_only()
def photo(request, desk, case_id):
    """The case with the photo of the document in the page itself: no address leads to it, and every look is audited."""
    seen = identity_actions.read_photo(actor=desk.officer, case_id=case_id, at=desk.at)
    picture = f"data:{seen.type};base64,{base64.b64encode(seen.content).decode()}"
    return _case_page(request, desk, cases.opened(desk, case_id), DecisionForm(), picture=picture)


def _case_page(request, desk, opened, form, **more):
    facts = {**_list(request, desk), "opened": opened, **opened.about, **more}
    response = answers.form_page(request, "office/case.html", form, **facts)
    response.headers["Cache-Control"] = "no-store"
    return response


def _list(request, desk):
    """What waits in the officer's regions and below, the kinds with their numbers, longest waiting first."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in cases.KINDS else ""
    after = cursors.read(request.GET.get("after"), cursors.instant, UUID)
    found = list(review_queries.waiting(desk.regions, kind=kind, after=after))
    page = found[: review_queries.PAGE]
    counts = review_queries.counts(desk.regions)
    return {
        "desk": desk,
        "kind": kind,
        "kinds": [(name, title, counts.get(name, 0)) for name, title in cases.KINDS.items()],
        "total": sum(counts.values()),
        "rows": [(row, cases.KINDS[row.kind]) for row in page],
        "cursor": cursors.written(page[-1].submitted_at, page[-1].id) if len(found) > len(page) else "",
    }
