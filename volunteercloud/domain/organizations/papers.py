"""Documents of a registration: pages drawn anew, PDF files looked at, both sealed; and which a kind of organization needs."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import keys, pdfs, pictures
from volunteercloud.core.errors import Refused

from .models import DocumentKind
from .particulars import BRANCH, TEAM

MOST = 20
LARGEST_BYTES = 10 * 1024 * 1024
LONGEST_SIDE = 2600  # a page of A4 at 220 dpi
SHORTEST_SIDE = 400  # below it no stamp can be read
FORMS = ("application/pdf", "image/jpeg", "image/png")
PDF = pdfs.TYPE

# Bodies with members or a board of their own stand on a charter; a team stands on the word of its liaison organization, a
# branch on that of its parent, which founded it here.
NEEDED = {
    "social-group": (DocumentKind.CERTIFICATE, DocumentKind.CHARTER),
    "social-service": (DocumentKind.CERTIFICATE, DocumentKind.CHARTER),
    "foundation": (DocumentKind.CERTIFICATE, DocumentKind.CHARTER),
    TEAM: (DocumentKind.LETTER,),
    BRANCH: (),
}
NEEDED_BY_OTHERS = (DocumentKind.CERTIFICATE,)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A document as it is kept. ``digest`` is that of the file as it was sent."""

    media_type: str
    content: bytes
    digest: bytes


def needed(kind: str) -> tuple[DocumentKind, ...]:
    return NEEDED.get(kind, NEEDED_BY_OTHERS)


def cleaned(upload: bytes) -> Cleaned:
    """The document without anything but its pages. Refused: over 10 MB, no PDF, JPEG or PNG, too small to be read or too
    large to unpack, a PDF that is more than paper."""
    digest = hashlib.sha256(upload).digest()
    if len(upload) > LARGEST_BYTES:
        raise _refusal("document.too_large", _("This file is larger than 10 MB."))
    if pdfs.is_one(upload):
        return Cleaned(PDF, _paper(upload), digest)
    try:
        picture = pictures.unpacked(upload, LONGEST_SIDE)
    except pictures.TooManyPixels as error:
        raise _refusal("document.too_large", _("This picture has more pixels than can be unpacked safely.")) from error
    except pictures.NoPicture as error:
        raise _refusal(
            "document.unreadable", _("This file is neither a picture nor a PDF that can be opened here.")
        ) from error
    if min(picture.size) < SHORTEST_SIDE:
        raise _refusal("document.too_small", _("This picture is too small for anybody to read what it shows."))
    return Cleaned(pictures.TYPE, pictures.as_jpeg(picture, LONGEST_SIDE), digest)


def seal(content: bytes, organization_id: UUID, document_id: UUID) -> bytes:
    return keys.seal_bytes("organization-document", content, bound_to=organization_id.bytes + document_id.bytes)


def unseal(sealed: bytes | memoryview, organization_id: UUID, document_id: UUID) -> bytes:
    return keys.unseal_bytes("organization-document", sealed, bound_to=organization_id.bytes + document_id.bytes)


def _paper(upload: bytes) -> bytes:
    try:
        pdfs.check(upload)
    except pdfs.NoPdf as error:
        raise _refusal("document.unreadable", _("This file calls itself a PDF, but is not a whole one.")) from error
    except pdfs.MoreThanPaper as error:
        raise _refusal(
            "document.not_paper", _("This PDF is locked or carries more than pages, such as a script or a file.")
        ) from error
    return upload


def _refusal(code: str, message: Promise) -> Refused:
    next_step = _("Send a plain PDF, or a clear photo of the page (JPEG or PNG), of at most 10 MB.")
    return Refused(code, message, next_step=next_step, field="file")
