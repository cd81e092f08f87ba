"""Proof that comes with a claim: pictures drawn anew and measured, PDF files looked at, both sealed."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageStat

from volunteercloud.core import keys, pdfs, pictures
from volunteercloud.core.errors import Refused

MOST = 3
LARGEST_BYTES = 5 * 1024 * 1024
LONGEST_SIDE = 2000
SHORTEST_SIDE = 200
PDF = pdfs.TYPE
# Below this spread of brightness, of 128 at most, there is nothing to see: a wall, a lens cap, a single pixel drawn large.
LEAST_SPREAD = 4.0


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A proof as it is kept. ``digest`` is that of the file as it was sent; a PDF has no ``picture_hash``."""

    media_type: str
    content: bytes
    digest: bytes
    picture_hash: int | None


def cleaned(upload: bytes) -> Cleaned:
    """The proof without anything but what it shows. Refused: over 5 MB, neither picture nor PDF, too small or too large to
    unpack, blank, or a PDF that is more than paper."""
    digest = hashlib.sha256(upload).digest()
    if len(upload) > LARGEST_BYTES:
        raise _refusal("proof.too_large", _("This file is larger than 5 MB."))
    if pdfs.is_one(upload):
        return Cleaned(PDF, _paper(upload), digest, None)
    try:
        picture = pictures.unpacked(upload, LONGEST_SIDE)
    except pictures.TooManyPixels as error:
        raise _refusal("proof.too_large", _("This picture has more pixels than can be unpacked safely.")) from error
    except pictures.NoPicture as error:
        raise _refusal(
            "proof.unreadable", _("This file is neither a picture nor a PDF that can be opened here.")
        ) from error
    if min(picture.size) < SHORTEST_SIDE:
        raise _refusal("proof.too_small", _("This picture is too small to show anything."))
    if is_blank(picture):
        raise _refusal("proof.blank", _("This picture shows nothing: it is of one colour all over."))
    return Cleaned(pictures.TYPE, pictures.as_jpeg(picture, LONGEST_SIDE), digest, difference_hash(picture))


def is_blank(picture: Image.Image) -> bool:
    return ImageStat.Stat(picture.convert("L").resize((64, 64))).stddev[0] < LEAST_SPREAD


def difference_hash(picture: Image.Image) -> int:
    """The dHash of a picture: for each of 8 × 8 places whether it is brighter than the place to its right, as a signed
    64-bit number. The same picture in another size or quality differs in a few bits."""
    small = picture.convert("L").resize((9, 8), Image.Resampling.BILINEAR).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            place = row * 9 + column
            bits = bits << 1 | (small[place] > small[place + 1])
    return bits - (1 << 64) if bits >> 63 else bits


def seal(content: bytes, claim_id: UUID, position: int) -> bytes:
    return keys.seal_bytes("claim-proof", content, bound_to=_bound(claim_id, position))


def unseal(sealed: bytes | memoryview, claim_id: UUID, position: int) -> bytes:
    return keys.unseal_bytes("claim-proof", sealed, bound_to=_bound(claim_id, position))


def _bound(claim_id: UUID, position: int) -> bytes:
    return claim_id.bytes + bytes([position])


def _paper(upload: bytes) -> bytes:
    try:
        pdfs.check(upload)
    except pdfs.NoPdf as error:
        raise _refusal("proof.unreadable", _("This file calls itself a PDF, but is not a whole one.")) from error
    except pdfs.MoreThanPaper as error:
        raise _refusal(
            "proof.not_paper", _("This PDF is locked or carries more than pages, such as a script or a file.")
        ) from error
    return upload


def _refusal(code: str, message: Promise) -> Refused:
    next_step = _(
        "Send up to three photos (JPEG, PNG, WebP) or plain PDF files of at most 5 MB each that show the service."
    )
    return Refused(code, message, next_step=next_step, field="proofs")
