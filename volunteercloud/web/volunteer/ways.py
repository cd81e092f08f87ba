"""The way out of a refusal, as a link: where the reader can do what the refusal says is missing."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Way:
    label: Promise
    address: str


WAYS = {
    "signup.real_name": (_("Register your document"), "volunteer:real_name"),
    "signup.guardian_consent": (_("Ask a guardian for consent"), "volunteer:guardian_consent"),
    "signup.guardian_account": (_("How a guardian takes a child in"), "volunteer:wards"),
    "signup.ability": (_("Add it to my profile"), "volunteer:profile"),
    "signup.clash": (_("See what I have signed up for"), "volunteer:my_service"),
    "signup.already": (_("See what I have signed up for"), "volunteer:my_service"),
    "certificate.real_name": (_("Register your document"), "volunteer:real_name"),
    "certificate.nothing": (_("See my records"), "volunteer:my_service"),
}


def out_of(code: str) -> Way | None:
    if code not in WAYS:
        return None
    label, name = WAYS[code]
    return Way(label, reverse(name))
