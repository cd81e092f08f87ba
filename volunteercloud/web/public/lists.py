"""The code lists, for everybody to look up and take along: what stood on a day, and what others call the same."""

import io
from datetime import date

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from volunteercloud.core import cells
from volunteercloud.domain.codes import queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.codes.models import Relation, Scheme

TITLES = {
    CodeList.CATEGORY: _("Categories of service"),
    CodeList.BENEFICIARY: _("Beneficiaries"),
    CodeList.SKILL: _("Skills"),
    CodeList.LANGUAGE: _("Languages"),
    CodeList.ORGANIZATION_KIND: _("Kinds of organizations"),
    CodeList.SDG_GOAL: _("Sustainable Development Goals"),
    CodeList.SDG_TARGET: _("Targets of the goals"),
    CodeList.DOCUMENT_KIND: _("Identity documents"),
    CodeList.SEX: _("Sex"),
    CodeList.ETHNICITY: _("Ethnicity"),
    CodeList.NATIONALITY: _("Nationality"),
    CodeList.EDUCATION: _("Education"),
    CodeList.EMPLOYMENT: _("Employment"),
    CodeList.POLITICAL_STATUS: _("Political status"),
    CodeList.GUARDIAN_RELATION: _("Relation of a guardian"),
}
SCHEMES = {
    Scheme.VDS_CAUSE: _("Volunteering Data Standard, causes"),
    Scheme.VDS_SKILL: _("Volunteering Data Standard, skills"),
    Scheme.SDG_GOAL: _("Sustainable Development Goals"),
    Scheme.CIOC_INTEREST: _("OpenCIOC, areas of interest"),
    Scheme.CIOC_SKILL: _("OpenCIOC, skills"),
    Scheme.ISCO_08: _("ISCO-08, occupations"),
}
RELATIONS = {
    Relation.EXACT: _("the same"),
    Relation.CLOSE: _("nearly the same"),
    Relation.BROAD: _("wider than ours"),
    Relation.NARROW: _("narrower than ours"),
    Relation.RELATED: _("related"),
}
HEADINGS = ("code", "name", "name_en", "valid_from", "valid_to", "scheme", "target", "target_name", "relation")


class DayForm(forms.Form):
    on = forms.DateField(
        label=_("As it stood on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@require_safe
def lists(request):
    today = timezone.localdate()
    rows = [(name, title, len(queries.terms(name, today))) for name, title in TITLES.items()]
    return render(request, "public/lists/index.html", {"rows": rows})


@require_safe
def code_list(request, name):
    """A list as it stood on a day; what is on it today unless another day is asked for."""
    _check(name)
    form = DayForm(request.GET or None)
    on = (form.is_valid() and form.cleaned_data["on"]) or timezone.localdate()
    matches = queries.matches(name)
    facts = {
        "name": name,
        "title": TITLES[CodeList(name)],
        "form": form,
        "on": on,
        "changed_on": queries.changed_on(name, on),
        "rows": [(term, [_told(match) for match in matches.get(term.code, [])]) for term in queries.terms(name, on)],
        "has_matches": bool(matches),
    }
    return render(request, "public/lists/list.html", facts)


@require_safe
def download(request, name):
    """The whole list with every term it ever had, a line a term and match."""
    _check(name)
    kept = io.StringIO()
    lines = cells.Lines(kept)
    lines.add(HEADINGS)
    matches = queries.matches(name)
    for term in queries.history(name):
        said = [term.code, term.name, term.name_en, _day(term.valid_from), _day(term.valid_to)]
        for match in matches.get(term.code, [None]):
            beside = [match.scheme, match.target, match.target_name, match.relation] if match else [""] * 4
            lines.add([*said, *beside])
    # A mark of byte order, without which spreadsheets read the Chinese names wrongly.
    response = HttpResponse("\ufeff" + kept.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _check(name: str) -> None:
    if name not in set(CodeList):
        raise Http404


def _told(match):
    return SCHEMES[Scheme(match.scheme)], match.target, match.target_name, RELATIONS[Relation(match.relation)]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
