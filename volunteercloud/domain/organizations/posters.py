"""The poster of an organization: its name, what it does, and a QR code that leads to its public page for good."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from volunteercloud.core import fonts, ids, press, qr
from volunteercloud.core.errors import Refused
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.regions import queries as region_queries

from .models import Organization

TEMPLATE = Path(__file__).parent / "data" / "poster.typ"
PRESS = press.command("volunteercloud.core.typesetter")
LONGEST_PURPOSE = 400  # about ten lines; the rest stands on the page


def path_of(number: str) -> str:
    """The stable path of an organization's public page: its number never changes, whatever becomes of it."""
    return f"/o/{number}/"


def address_of(organization: Organization) -> str:
    return settings.SITE_URL + path_of(organization.number)


def pdf(organization: Organization, language: str, at: datetime) -> bytes:
    """The poster, A4. Refused (`poster.printing`) when the press is busy for too long or fails."""
    order = {
        "template": str(TEMPLATE),
        "said": said(organization, language),
        "standards": ["ua-1"],
        "at": at.isoformat(),
    }
    try:
        return press.printed(PRESS, order)
    except press.NotPrinted:
        raise Refused(
            "poster.printing",
            _("The poster could not be printed just now: the press is busy or has failed."),
            next_step=_("Try again in a minute."),
        ) from None


def said(organization: Organization, language: str) -> dict[str, object]:
    """Everything the template sets, in one language, cleaned for the typefaces; plain enough for JSON."""
    in_english = language == "en"
    name = (organization.name_en if in_english else "") or organization.name
    purpose = (organization.purpose_en if in_english else "") or organization.purpose
    address = address_of(organization)
    with override(language):
        return {
            "families": fonts.FAMILIES,
            "language": "en" if in_english else "zh",
            "name": fonts.printable(name),
            "other_name": fonts.printable(organization.name if in_english else organization.name_en),
            "kind": code_queries.label("organization_kind", organization.kind, language),
            "region": region_queries.full_name(organization.region_id, language),
            "purpose": fonts.printable(_shortened(" ".join(purpose.split()))),
            "invite": say("Serve with us"),
            "hint": say("Scan to see who we are, what is open and how to join."),
            "alt": say("QR code of the address of this organization"),
            "number": ids.grouped(organization.number),
            "number_label": say("Organization number"),
            "address": address.removeprefix("https://").removeprefix("http://"),
            "site": say("Volunteer Cloud"),
            "qr": qr.svg(address, ground=False),
        }


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_PURPOSE else text[:LONGEST_PURPOSE].rstrip() + "…"
