"""What pages about service say: texts that exist in two languages, names of codes, steps of evidence."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django import template
from django.utils import translation
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from volunteercloud.core import ids
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.records import rules as record_rules
from volunteercloud.domain.regions.models import Region
from volunteercloud.web import evidence, formats

register = template.Library()

register.filter("sentence", evidence.sentence)
register.filter("grade_name", evidence.grade_name)
register.filter("kind_name", evidence.kind_name)
register.filter("dated", formats.dated)


@register.filter
def text(thing: object, name: str) -> str:
    """What {% said %} says, as plain text: for titles and attributes, which take no markup."""
    chinese, english = getattr(thing, name), getattr(thing, f"{name}_en", "")
    return chinese if formats.in_chinese() or not english else english


@register.filter
def of(table: Mapping[Hashable, object], key: Hashable) -> object:
    """What a table holds for a key; nothing where it does not know it."""
    return table.get(key)


@register.filter
def instant(value: str) -> datetime:
    """A moment that stands in facts as ISO 8601."""
    return datetime.fromisoformat(value)


@register.filter
def as_day(value: str) -> date:
    """A day that stands in a document as ISO 8601."""
    return date.fromisoformat(value)


@register.filter
def month_of_year(value: date) -> str:
    return f"{value.year}年{formats.month(value)}" if formats.in_chinese() else f"{formats.month(value)} {value.year}"


@register.simple_tag
def querystring_of(**parameters: object) -> str:
    """Those parameters that say something, as the query of an address."""
    return urlencode({name: value for name, value in parameters.items() if value})


@register.filter
def either(pair: Sequence[str]) -> str:
    """Of a text in Chinese and in English the one for the reader; the Chinese one where there is no other."""
    chinese, english = pair
    return chinese if formats.in_chinese() or not english else english


@register.filter
def term(code: str, name: str) -> str:
    """The label of a code of the list `name`."""
    return code_queries.label(name, code, translation.get_language() or "")


@register.filter
def terms(codes: list[str], name: str) -> str:
    between = "、" if formats.in_chinese() else ", "
    return between.join(code_queries.labels(name, codes, translation.get_language() or ""))


@register.filter
def length_of(shift: object) -> int:
    """Minutes between start and end of a shift without its break."""
    return record_rules.worked_minutes(shift.starts_at, shift.ends_at, shift.break_minutes)


@register.filter
def own_name(region: Region) -> str:
    """The name of a region at hand, without asking for it."""
    return region.name if formats.in_chinese() or not region.name_latin else region.name_latin


@register.simple_tag
def said_text(thing: object, name: str) -> SafeString:
    """A longer text in paragraphs, marked as Chinese where an English page has to show it so."""
    words = text(thing, name)
    is_translated = formats.in_chinese() or words == getattr(thing, f"{name}_en", "")
    paragraphs = [part.strip() for part in words.splitlines() if part.strip()]
    marked = SafeString("") if is_translated else SafeString(' lang="zh-Hans"')
    return format_html_join("", "<p{}>{}</p>", ((marked, part) for part in paragraphs))


@register.simple_tag
def delivery_id() -> UUID:
    """The id of one check-in or check-out to come, made with the page: the page sent twice is one scan."""
    return ids.uuid7()
