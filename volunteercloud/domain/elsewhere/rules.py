"""What a source is, and where its opportunities may lead."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

from .models import Source

SHORTEST, LONGEST = 2, 200
LONGEST_ADDRESS = 500
HOST = re.compile(r"[^\s@]+")
_valid = URLValidator(schemes=["http", "https"])


def check_name(name: str) -> None:
    if not SHORTEST <= len(name) <= LONGEST:
        raise Refused(
            "source.name",
            _("The name has fewer than 2 or more than 200 characters."),
            next_step=_("Write who publishes there, as people know them."),
            field="name",
        )


def check_address(address: str) -> None:
    if address and not is_way_out(address):
        raise Refused(
            "source.address",
            _("This is no address of a page on the web."),
            next_step=_("Copy it from the browser: it begins with https:// or http://."),
            field="address",
        )


def check_standing(source: Source) -> None:
    if source.ended_at is not None:
        raise Refused(
            "source.ended",
            _("This source was ended, so nothing of it is taken in any more."),
            next_step=_("Name it anew if its lists come again."),
        )


def is_way_out(address: str) -> bool:
    """Whether a link may lead there: a page of http or https, which names nobody and no password."""
    if len(address) > LONGEST_ADDRESS or not address.startswith(("https://", "http://")):
        return False
    try:
        _valid(address)
        return bool(HOST.fullmatch(urlsplit(address).netloc))
    except (ValidationError, ValueError):
        return False
