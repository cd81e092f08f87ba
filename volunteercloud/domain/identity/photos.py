"""Photos of documents: proved to be pictures, cut down to what an officer needs to read, and sealed."""

from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import keys, pictures
from volunteercloud.core.errors import Refused

LARGEST_BYTES = 10 * 1024 * 1024
LONGEST_SIDE = 2000
SHORTEST_SIDE = 300
TYPE = pictures.TYPE


def cleaned(upload: bytes) -> bytes:
    """The photo as a JPEG without anything but pixels: no place, no device, nothing hidden behind the picture.

    Refused: over 10 MB, no picture of a kind we read, too small to read a document on, or too many pixels to unpack.
    """
    if len(upload) > LARGEST_BYTES:
        raise _refusal("photo.too_large", _("The photo is larger than 10 MB."))
    try:
        picture = pictures.unpacked(upload, LONGEST_SIDE)
    except pictures.TooManyPixels as error:
        raise _refusal("photo.too_large", _("The photo has more pixels than can be unpacked safely.")) from error
    except pictures.NoPicture as error:
        raise _refusal("photo.not_an_image", _("This file is not a picture that can be opened here.")) from error
    if min(picture.size) < SHORTEST_SIDE:
        raise _refusal("photo.too_small", _("The photo is too small: nobody could read a document on it."))
    return pictures.as_jpeg(picture, LONGEST_SIDE)


def seal(photo: bytes, document_id: UUID) -> bytes:
    return keys.seal_bytes("document-photo", photo, bound_to=document_id.bytes)


def unseal(sealed: bytes | memoryview, document_id: UUID) -> bytes:
    return keys.unseal_bytes("document-photo", sealed, bound_to=document_id.bytes)


def _refusal(code: str, message: Promise) -> Refused:
    next_step = _("Take a photo of the whole document in good light, and choose that file (JPEG, PNG or WebP).")
    return Refused(code, message, next_step=next_step, field="photo")
