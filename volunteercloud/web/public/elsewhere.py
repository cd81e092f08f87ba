"""An opportunity that somebody else publishes: what is known of it, and the way there."""

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.elsewhere import queries, showing
from volunteercloud.web import answers

LISTS = (
    (CodeList.BENEFICIARY, "beneficiaries"),
    (CodeList.SKILL, "skills"),
    (CodeList.LANGUAGE, "languages"),
)


@require_safe
def opportunity(request, opportunity_id):
    found, now = queries.opportunity(opportunity_id), answers.reader_now()
    language = get_language() or ""
    closes_at = showing.closes_at(found)
    over_at = min((moment for moment in (closes_at, found.ends_at or found.starts_at) if moment), default=None)
    facts = {
        "one": found,
        "is_over": over_at is not None and over_at <= now,
        "category": code_queries.label(CodeList.CATEGORY, found.category, language) if found.category else "",
        "terms": {name: code_queries.labels(of, getattr(found, name), language) for of, name in LISTS},
    }
    response = render(request, "public/opportunity.html", facts)
    # It is the source's page that search engines are to find.
    response.headers["X-Robots-Tag"] = "noindex"
    return response
