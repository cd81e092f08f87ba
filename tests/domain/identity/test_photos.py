import io

import pytest
from cryptography.exceptions import InvalidTag
from PIL import Image

from tests.domain.identity import factories
from volunteercloud.core import ids
from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import photos


def test_only_pixels_are_kept():
    picture = Image.new("RGB", (1200, 800), "white")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6  # lies on its side
    upload = io.BytesIO()
    picture.save(upload, "JPEG", exif=exif, comment=b"secret")

    kept = Image.open(io.BytesIO(photos.cleaned(upload.getvalue() + b"PK\x03\x04 something else")))
    assert (kept.format, kept.size, dict(kept.getexif()), kept.info.get("comment")) == ("JPEG", (800, 1200), {}, None)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "JPEG"])
def test_large_ones_are_cut_down(form):
    assert Image.open(io.BytesIO(photos.cleaned(factories.photo((4000, 3000), form)))).size == (2000, 1500)


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (b"", "photo.not_an_image"),
        (b"%PDF-1.7", "photo.not_an_image"),
        (factories.photo(form="GIF"), "photo.not_an_image"),
        (factories.photo()[:200], "photo.not_an_image"),
        (factories.photo((8000, 8000)), "photo.too_large"),
        (factories.photo((299, 3000)), "photo.too_small"),
    ],
)
def test_refused(upload, code):
    with pytest.raises(Refused) as refusal:
        photos.cleaned(upload)
    assert (refusal.value.code, refusal.value.field) == (code, "photo")


def test_bomb_is_refused_before_it_is_unpacked():
    header = factories.photo((400, 400))
    bomb = header[:16] + (60_000).to_bytes(4) + (60_000).to_bytes(4) + header[24:]
    with pytest.raises(Refused):
        photos.cleaned(bomb)


def test_sealed_to_its_document():
    mine, other = ids.uuid7(), ids.uuid7()
    sealed = photos.seal(b"pixels", mine)
    assert photos.unseal(sealed, mine) == b"pixels"
    with pytest.raises(InvalidTag):
        photos.unseal(sealed, other)
