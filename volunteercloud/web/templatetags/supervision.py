"""Money, steps of the ladder and particulars of a registration, as pages say them."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.web import formats
from volunteercloud.web.supervision import words
from volunteercloud.web.supervision.money import FEN

register = template.Library()
LISTS = {"kind": CodeList.ORGANIZATION_KIND, "categories": CodeList.CATEGORY}


@register.filter
def yuan(fen: int | None) -> str:
    return "" if fen is None else _("¥%(amount)s") % {"amount": number_format(fen / FEN, 2, force_grouping=True)}


@register.filter
def rung_name(rung: str) -> str:
    return str(words.RUNGS[rung][0])


@register.filter
def stated(value, field: str) -> str:
    """A particular as it was handed in, in words: terms and regions by their names."""
    if value in (None, "", []):
        return "—"
    language = get_language() or ""
    if field == "region_id":
        return region_queries.full_name(value, language)
    if field in LISTS:
        codes = value if isinstance(value, list) else [value]
        return ("、" if formats.in_chinese() else ", ").join(code_queries.labels(LISTS[field], codes, language))
    return str(value)
