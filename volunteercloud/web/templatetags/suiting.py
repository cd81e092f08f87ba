"""Where the reader can do what a condition asks for."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

register = template.Library()

WAYS = {
    "real_name": (_("Register your document"), "volunteer:real_name"),
    "consent": (_("Ask a guardian for consent"), "volunteer:guardian_consent"),
    "profile": (_("Add it to my profile"), "volunteer:profile"),
    "course": (_("State a qualification"), "volunteer:qualifications"),
    "preferences": (_("What suits me"), "volunteer:suits"),
}


@register.simple_tag
def way_to(way: str) -> str:
    """The address of what helps; empty where nothing here does."""
    return reverse(WAYS[way][1]) if way in WAYS else ""


@register.simple_tag
def way_label(way: str) -> str:
    return str(WAYS[way][0])
