"""From where a request comes, as far as that can be believed."""

import ipaddress

from django.conf import settings

NETWORK_BITS = 64  # of an IPv6 address: what one line of a household or a telephone is given


def address_of(request) -> str:
    """The address of whoever asks. Each proxy of ours has added the one that it was asked from; everything before the first
    of them is what strangers say of themselves."""
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    nearest = request.META.get("REMOTE_ADDR", "")
    believed = told[-settings.PROXIES] if 0 < settings.PROXIES <= len(told) else nearest
    return str(_parsed(believed) or _parsed(nearest) or ipaddress.IPv4Address(0))


def network_of(request) -> str:
    """What is counted as one address."""
    address = ipaddress.ip_address(address_of(request))
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, NETWORK_BITS), strict=False))


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
