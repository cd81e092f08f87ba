"""The national node at the officer's desk: whose figures came, what was wrong with the others', and who asks how much."""

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.national import queries, totals
from volunteercloud.domain.national.actions import serving
from volunteercloud.domain.nodes import queries as nodes_queries

from .desk import officers_only

TROUBLES = {
    "timeout": gettext_lazy("It took too long to answer."),
    "unreachable": gettext_lazy("It could not be reached."),
    "figures.proof": gettext_lazy("Its log does not hold what it signed."),
    "figures.early": gettext_lazy("It told figures of a month that has not begun."),
    "figures.gap": gettext_lazy("A version in between is missing."),
    "figures.backwards": gettext_lazy("It opened a month again that was over."),
    "figures.reason": gettext_lazy("It changed a month that was over without a reason."),
    "national.two_versions": gettext_lazy("It signed two versions with one number."),
    "not_trusted": gettext_lazy("It is not trusted any more."),
    "national.not_for_you": gettext_lazy(
        "It does not know yet that this node is the national one. An officer there confirms what changed."
    ),
}
OTHER_TROUBLE = gettext_lazy("What it sent does not hold.")


@require_safe
@officers_only(Right.SYSTEM)
def nation(request, desk):
    """Every node that is counted, with trouble; officers of the whole country alone."""
    require_country(desk)
    asked = queries.spent_on(desk.at)
    rows = [
        (each, trouble_of(each.contributor.trouble if each.contributor else ""), asked.get(each.name, 0) // 2)
        for each in totals.sources(desk.at)
    ]
    facts = {"desk": desk, "rows": rows, "deposits": queries.deposits(), "most": serving.POINTS_A_DAY // 2}
    return render(request, "office/nation.html", facts)


@require_safe
@officers_only(Right.SYSTEM)
def document(request, desk, name, period):
    """The newest signed document of a month with its proof. It names small groups: for officers, not for publishing."""
    require_country(desk)
    found = totals.version(name, period)
    answer = HttpResponse(
        json.dumps({"text": found.text, "proof": found.proof}, ensure_ascii=False), content_type="application/json"
    )
    answer["Content-Disposition"] = f'attachment; filename="{period}-{found.version}.figures.json"'
    return answer


def require_country(desk) -> None:
    if not nodes_queries.own().is_national:
        raise NotFound
    if not desk.covers(""):
        raise NotAllowed("national.not_for_you")


def trouble_of(code: str):
    return TROUBLES.get(code, OTHER_TROUBLE) if code else ""
