"""Which addresses may be told of what happens, and of which kinds."""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import calls
from volunteercloud.core.errors import Refused

from .kinds import CHOSEN, Kind

LONGEST_NAME, LONGEST_URL = 60, 500


def checked_name(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(
            "hooks.name",
            _("The address has no name that can be shown."),
            next_step=_("Name the system that listens there, in at most 60 letters."),
            field="name",
        )
    return name


def checked_url(url: str) -> str:
    """The address, if it may be asked as far as can be told without asking anybody what its name stands for: that is looked
    at again before every single try."""
    url = url.strip()
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or not calls.is_safe(url):
        raise Refused(
            "hooks.address",
            _("Nothing can be sent to this address."),
            next_step=_(
                "Give an address of at most 500 letters that begins with https://, without a name or a # in it."
            ),
            field="url",
        )
    if not _may_be_public(urlsplit(url).hostname or ""):
        raise Refused(
            "hooks.private",
            _("This address is for machines of one network alone, and nothing is sent there."),
            next_step=_(
                "Give the public address. An operator can allow the network by VOLUNTEERCLOUD_PRIVATE_NETWORKS."
            ),
            field="url",
        )
    return url


def checked_kinds(kinds: Collection[str]) -> list[Kind]:
    if not kinds or not {*kinds} <= {*CHOSEN}:
        raise Refused(
            "hooks.kinds",
            _("No kind of event is chosen that there is."),
            next_step=_("Choose at least one from the list."),
            field="kinds",
        )
    return [kind for kind in CHOSEN if kind in kinds]


def _may_be_public(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host != "localhost" or calls.is_allowed("127.0.0.1", settings.PRIVATE_NETWORKS)
    return calls.is_allowed(host, settings.PRIVATE_NETWORKS)
