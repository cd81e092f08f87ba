"""Photos of documents: proved to be pictures, cut down to what an officer needs to read, and sealed."""

import io
import warnings
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from volunteercloud.core import keys
from volunteercloud.core.errors import Refused

LARGEST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 60_000_000  # phones take up to 50 million, as JPEG, which is unpacked at a fraction of its size
MOST_PIXELS_UNPACKED = 20_000_000  # of the other kinds: 80 million bytes
LONGEST_SIDE = 2000
SHORTEST_SIDE = 300
FORMATS = ["JPEG", "PNG", "WEBP"]
TYPE = "image/jpeg"


def cleaned(upload: bytes) -> bytes:
    """The photo as a JPEG without anything but pixels: no place, no device, nothing hidden behind the picture.

    Refused: over 10 MB, no picture of a kind we read, too small to read a document on, or too many pixels to unpack.
    """
    if len(upload) > LARGEST_BYTES:
        raise _refusal("photo.too_large", _("The photo is larger than 10 MB."))
    try:
        with warnings.catch_warnings():
            # Our own limit stands below Pillow's, whose warning would say the same.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(upload), formats=FORMATS)
        if opened.width * opened.height > (MOST_PIXELS if opened.format == "JPEG" else MOST_PIXELS_UNPACKED):
            raise _refusal("photo.too_large", _("The photo has more pixels than can be unpacked safely."))
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise _refusal("photo.not_an_image", _("This file is not a picture that can be opened here.")) from error
    if min(picture.size) < SHORTEST_SIDE:
        raise _refusal("photo.too_small", _("The photo is too small: nobody could read a document on it."))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # Pillow carries comments and profiles over to the file that it writes.
    picture.info.clear()
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=85)
    return kept.getvalue()


def seal(photo: bytes, document_id: UUID) -> bytes:
    return keys.seal_bytes("document-photo", photo, bound_to=document_id.bytes)


def unseal(sealed: bytes | memoryview, document_id: UUID) -> bytes:
    return keys.unseal_bytes("document-photo", sealed, bound_to=document_id.bytes)


def _refusal(code: str, message: Promise) -> Refused:
    next_step = _("Take a photo of the whole document in good light, and choose that file (JPEG, PNG or WebP).")
    return Refused(code, message, next_step=next_step, field="photo")
