"""What pages about needs say: states with their sign, urgency, reasons, and when help is needed."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from volunteercloud.domain.needs.models import Need, Offer
from volunteercloud.domain.search.models import Urgency
from volunteercloud.web import formats
from volunteercloud.web.needs import words

from .parts import status, tag

register = template.Library()

register.filter("need_when", words.when)


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
