"""What pages about needs say: states with their sign, urgency, reasons, and when help is needed."""

from django import template
from django.utils.safestring import SafeString

from volunteercloud.domain.needs.models import Need, Offer
from volunteercloud.domain.search.models import Urgency
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
def need_flag(code: str) -> str:
    return str(words.FLAGS.get(code, code))


@register.filter
def rating(number: int) -> str:
    return str(words.RATINGS.get(number, ""))
