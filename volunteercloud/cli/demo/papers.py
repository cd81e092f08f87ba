"""Documents of the demo's organizations: pages that say of themselves that they are specimens."""

import io
from datetime import datetime

from PIL import Image, ImageDraw, ImageFont

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.domain.organizations import actions as organizations
from volunteercloud.domain.organizations import papers
from volunteercloud.domain.organizations.models import Organization

PAGE = (620, 877)  # A4 at 75 dpi
INK, FRAME, GROUND = "#333333", "#99a3a0", "#fbfaf5"


def hand_in(owner: Actor, organization: Organization, at: datetime) -> None:
    """All documents that a registration of its kind needs."""
    for kind in papers.needed(organization.kind):
        organizations.add_document(
            actor=owner,
            organization_id=organization.id,
            document_id=ids.uuid7(),
            kind=kind,
            upload=_specimen(organization, kind.label),
            at=at,
        )


def _specimen(organization: Organization, title: str) -> bytes:
    page = Image.new("RGB", PAGE, GROUND)
    pen = ImageDraw.Draw(page)
    pen.rectangle((30, 30, PAGE[0] - 30, PAGE[1] - 30), outline=FRAME, width=3)
    lines = [
        (28, title),
        (20, organization.name_en),
        (20, organization.number),
        (16, "Specimen. Made up for the demo."),
    ]
    for step, (size, text) in enumerate(lines):
        pen.text((80, 180 + 70 * step), text, fill=INK, font=ImageFont.load_default(size))
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()
