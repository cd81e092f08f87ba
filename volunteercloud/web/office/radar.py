"""The radar at the desk: cases by region, each with the records behind it, and what an officer makes of them."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.radar import actions, queries, rulebook
from volunteercloud.domain.radar.models import CaseState, RadarCase
from volunteercloud.web import answers, cursors, formats

from .desk import officers_only

STATES = {
    CaseState.OPEN: pgettext_lazy("radar cases", "Open"),
    CaseState.OBJECTED: pgettext_lazy("radar cases", "Objected to"),
    CaseState.DISMISSED: pgettext_lazy("radar cases", "Dismissed"),
}
DISMISS, OBJECT = "dismiss", "object"


class CaseForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        widget=forms.RadioSelect,
        choices=[
            (OBJECT, gettext_lazy("Object to every record of this case")),
            (DISMISS, gettext_lazy("Dismiss the case: it is explained")),
        ],
    )
    reason = forms.CharField(
        label=gettext_lazy("What you found out"),
        help_text=gettext_lazy(
            "With an objection the volunteers and the organization read exactly this. With a dismissal it stays here."
        ),
        max_length=2000,
        widget=forms.Textarea,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


@require_safe
@officers_only(Right.RECORDS)
def listing(request, desk):
    """Cases of the officer's regions, or of one below; the open ones unless others are asked for."""
    state = request.GET.get("state", "")
    state = state if state in STATES else CaseState.OPEN
    region = request.GET.get("region", "")
    region = region if desk.covers(region) else ""
    after = cursors.read(request.GET.get("after"), cursors.instant, UUID)
    found = list(queries.cases(desk.officer, queries.Wanted(region, state, after=after)))
    page = found[: queries.PAGE]
    facts = {
        "desk": desk,
        "state": state,
        "states": STATES.items(),
        "region": region,
        "regions": queries.counts(desk.officer),
        "rows": [(row, named(row.rules)) for row in page],
        "cursor": cursors.written(page[-1].opened_at, page[-1].id) if len(found) > len(page) else "",
    }
    return render(request, "office/radar/listing.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.RECORDS)
def case(request, desk, case_id):
    """A case with its records; names are masked until somebody asks for them."""
    found = queries.case(desk.officer, case_id)
    form = CaseForm(request.POST or None)
    said = form.is_valid() and answers.run(form, lambda: _decide(desk, found, **form.cleaned_data))
    if said:
        messages.success(request, said)
        return redirect("office:radar_case", case_id)
    after = cursors.read(request.GET.get("after"), UUID)
    rows = queries.rows(desk.officer, case_id, after=after[0] if after else None)
    return _page(request, desk, found, rows, form)


@require_POST
@officers_only(Right.RECORDS)
def case_names(request, desk, case_id):
    """The same page with the names on it: no address leads to it, and every look stands in the trail."""
    after = cursors.read(request.POST.get("after"), UUID)
    rows = actions.read_names(actor=desk.officer, case_id=case_id, at=desk.at, after=after[0] if after else None)
    return _page(request, desk, queries.case(desk.officer, case_id), rows, CaseForm(), are_named=True)


def named(codes: Iterable[str]) -> list[str]:
    """What the rules are called; a code of a rule that is no more stands for itself."""
    return [str(rulebook.BY_CODE[code].name) if code in rulebook.BY_CODE else code for code in codes]


def _decide(desk, found: RadarCase, decision: str, reason: str) -> str:
    """What became of it, in a sentence."""
    if decision == DISMISS:
        dismissed = actions.dismiss(actor=desk.officer, case_id=found.id, reason=reason, at=desk.at)
        if dismissed.state == CaseState.OPEN:
            return _("Kept. A second officer has to say the same.")
        return _("Dismissed. These reasons stay quiet for these records.")
    objected = actions.object_to_case(actor=desk.officer, case_id=found.id, grounds=reason, at=desk.at)
    if not objected:
        return _("Kept. A second officer has to say the same.")
    raised = sum(one.refusal is None for one in objected)
    said = ngettext("%(raised)s objection raised.", "%(raised)s objections raised.", raised) % {"raised": raised}
    refusals = {one.refusal.code: one.refusal for one in objected if one.refusal}
    if not refusals:
        return said
    number = len(objected) - raised
    left = ngettext("%(number)s record is left out: %(why)s", "%(number)s records are left out: %(why)s", number) % {
        "number": number,
        "why": " ".join(str(refusal.message) for refusal in refusals.values()),
    }
    return f"{said} {left}"


def _page(request, desk, found, rows, form, *, are_named=False):
    page = rows[: queries.PAGE]
    facts = {
        "desk": desk,
        "case": found,
        "is_open": found.state == CaseState.OPEN,
        "state": STATES[found.state],
        "rules": named(found.rules),
        "rows": [(row, [_told(code, facts) for code, facts in row.reasons]) for row in page],
        "are_named": are_named,
        "after": request.GET.get("after") or request.POST.get("after", ""),
        "cursor": cursors.written(page[-1].record.record_id) if len(rows) > len(page) else "",
    }
    response = answers.form_page(request, "office/radar/case.html", form, **facts)
    response.headers["Cache-Control"] = "no-store"
    return response


def _told(code, facts) -> str:
    rule = rulebook.BY_CODE.get(code)
    return rule.told(facts, formats.moment) if rule else code
