"""Pictures that people send: proved to be pictures, unpacked safely, and drawn anew without anything but pixels."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 60_000_000  # phones take up to 50 million, as JPEG, which is unpacked at a fraction of its size
MOST_PIXELS_UNPACKED = 20_000_000  # of the other kinds: 80 million bytes
FORMATS = ["JPEG", "PNG", "WEBP"]
TYPE = "image/jpeg"


class NoPicture(Exception):
    """Nothing that can be opened as a picture of a kind we read."""


class TooManyPixels(Exception):
    """A picture that would fill the memory: more pixels than any camera takes."""


def unpacked(upload: bytes, longest_side: int) -> Image.Image:
    """The picture upright, in plain colours, at most about so long on its longer side; of an animation the first frame.

    What it carries besides pixels is still with it; `as_jpeg` leaves that behind. Raises `NoPicture`, `TooManyPixels`.
    """
    try:
        with warnings.catch_warnings():
            # Our own limit stands below Pillow's, whose warning would say the same.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(upload), formats=FORMATS)
        if opened.width * opened.height > (MOST_PIXELS if opened.format == "JPEG" else MOST_PIXELS_UNPACKED):
            raise TooManyPixels
        opened.draft("RGB", (longest_side, longest_side))
        return ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NoPicture from error


def as_jpeg(picture: Image.Image, longest_side: int) -> bytes:
    """The picture without place, device, comments and profiles, with nothing hidden behind it."""
    picture.thumbnail((longest_side, longest_side))
    # Pillow carries comments and profiles over to the file that it writes.
    picture.info.clear()
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=85)
    return kept.getvalue()
