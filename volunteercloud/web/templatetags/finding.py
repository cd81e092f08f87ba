"""The many terms one may choose from on the page of results, each said with how many it would find."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from volunteercloud.web.finding.choices import Option

register = template.Library()

SELECTED, CHECKED, NOTHING = SafeString(" selected"), SafeString(" checked"), SafeString("")
OPTION = '<option value="{}"{}>{}{}</option>'
PICK = '<label class="pick"><input type="checkbox" name="{}" value="{}"{}><span>{}{}</span></label>'
COUNTED = ' <span class="sub">{}</span>'
MOST_KEPT = 5_000


@register.simple_tag
def options(offered: Iterable[Option]) -> SafeString:
    """What stands in a select."""
    return SafeString("".join(map(_option, offered)))


@register.simple_tag
def picks(name: str, offered: Iterable[Option]) -> SafeString:
    """Boxes to tick."""
    return SafeString("".join(_pick(name, one) for one in offered))


# A page has more than a hundred of them, mostly the same ones.
@lru_cache(maxsize=MOST_KEPT)
def _option(option: Option) -> SafeString:
    counted = f" ({option.said})" if option.said else ""
    return format_html(OPTION, option.value, SELECTED if option.is_chosen else NOTHING, option.label, counted)


@lru_cache(maxsize=MOST_KEPT)
def _pick(name: str, option: Option) -> SafeString:
    chosen = CHECKED if option.is_chosen else NOTHING
    counted = format_html(COUNTED, option.said) if option.said else ""
    return format_html(PICK, name, option.value, chosen, option.label, counted)
