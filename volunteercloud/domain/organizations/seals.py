"""The picture of an organization's seal: checked to be one, freed of everything else that came in its file."""

import io
import warnings

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from volunteercloud.core.errors import Refused

LARGEST_BYTES = 2_000_000
LARGEST_SIDE = 4_000  # beyond it a small file unpacks to more memory than a seal is worth
KEPT_SIDE = 600  # 40 mm on paper at 380 dpi
FORMATS = ("PNG", "JPEG", "WEBP")


def clean_seal(content: bytes) -> bytes:
    """The picture as a PNG of at most 600 pixels a side, without metadata. Refused if it is no picture, or too large."""
    if len(content) > LARGEST_BYTES:
        raise Refused(
            "seal.too_large",
            _("The picture is larger than 2 MB."),
            next_step=_("Save it smaller, for instance 600 pixels wide, and choose it again."),
            field="seal",
        )
    try:
        with warnings.catch_warnings():
            # Our own limit stands far below Pillow's, whose warning would say the same.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            file = Image.open(io.BytesIO(content), formats=FORMATS)
            if max(file.size) > LARGEST_SIDE:
                raise Image.DecompressionBombError
            picture = file.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise Refused(
            "seal.not_a_picture",
            _("The file can't be read as a picture of at most 4,000 pixels a side."),
            next_step=_("Choose a PNG, JPEG or WebP file."),
            field="seal",
        ) from None
    picture.info.clear()  # or Pillow carries comments and profiles over
    picture.thumbnail((KEPT_SIDE, KEPT_SIDE))
    kept = io.BytesIO()
    picture.save(kept, "PNG", optimize=True)
    return kept.getvalue()
