"""What pages about needs say: states with their sign, urgency, reasons, and when help is needed."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from volunteercloud.domain.needs.models import Need, Offer
from volunteercloud.domain.search.models import Urgency
from volunteercloud.web import formats
from volunteercloud.web.needs import words

from .parts import status, tag

register = template.Library()

KEEP = mark_safe(' class="keep"')

HOURS = re.compile(r"(\d+:\d\d–\d+:\d\d)")


@register.filter
def need_when(need: Need) -> SafeString | str:
    """When help is needed; a line may break anywhere but between the hours of one day."""
    pieces = HOURS.split(words.when(need))  # every second one is hours
    if pieces == [""]:
        return ""
    kept = format_html_join("", "<span{}>{}</span>", ((KEEP if at % 2 else "", said) for at, said in enumerate(pieces)))
    return format_html("<span>{}</span>", kept)


@register.simple_tag
def need_state(need: Need) -> SafeString:
    """How a need stands: {% need_state need %}."""
    return status(*words.STATES[need.state])


@register.simple_tag
def offer_state(offer: Offer) -> SafeString:
    return status(*words.OFFER_STATES[offer.state])


@register.simple_tag
def urgency(need: Need) -> SafeString | str:
    """A label for what cannot wait; nothing for what can."""
    if need.urgency == Urgency.NORMAL:
        return ""
    return tag(words.URGENCIES[need.urgency], "look", "alert" if need.urgency == Urgency.URGENT else "clock")


@register.filter
def unmet_reason(code: str) -> str:
    return str(words.UNMET.get(code, code))


@register.filter
def need_way(code: str) -> str:
    return str(words.WAYS.get(code, code))


@register.filter
def need_flag(code: str) -> str:
    return str(words.FLAGS.get(code, code))


@register.filter
def of_needs(number: int | None) -> str:
    """A number of needs; one that is left open because it is small says so."""
    return _("fewer than 10") if number is None else formats.count(number)


@register.filter
def unlocalized(number: float) -> str:
    """A number as markup writes it, whoever reads."""
    return f"{number:g}"


@register.filter
def rating(number: int) -> str:
    return str(words.RATINGS.get(number, ""))
