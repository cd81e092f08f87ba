"""What somebody would send who has nothing to show, or worse to send."""

import io
import struct
import zlib

import pytest
from PIL import Image

from tests.domain.claims import factories
from volunteercloud.core import ids, pictures
from volunteercloud.core.errors import Refused
from volunteercloud.domain.claims import proofs


def refusal_of(upload):
    with pytest.raises(Refused) as refused:
        proofs.cleaned(upload)
    return refused.value.code


def plain(colour="white", size=(640, 480)):
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, "PNG")
    return kept.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width=60_000, height=60_000):
    """A PNG of a few bytes that claims to be 3.6 thousand million pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (b"", "proof.unreadable"),
        (b"GIF89a" + b"\0" * 100, "proof.unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "proof.unreadable"),
        (factories.picture()[:200], "proof.unreadable"),
        (b"\0" * (5 * 1024 * 1024 + 1), "proof.too_large"),
        (bomb(), "proof.too_large"),
        (plain(size=(1, 1)), "proof.too_small"),
        (factories.picture(size=(1000, 199)), "proof.too_small"),
        (plain(), "proof.blank"),
        (plain("black"), "proof.blank"),
        (b"%PDF-", "proof.unreadable"),
        (b"%PDF-1.7 " + b"x" * 5000, "proof.unreadable"),
        (factories.pdf(b"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"), "proof.not_paper"),
        (factories.pdf(b"<< /Pages 1 0 R /J#53 (app.alert(1)) >>"), "proof.not_paper"),
        (factories.pdf(b"<< /Encrypt 5 0 R >>"), "proof.not_paper"),
    ],
    ids=[
        "nothing",
        "another kind",
        "script",
        "half",
        "huge file",
        "bomb",
        "one pixel",
        "a strip",
        "white",
        "black",
        "no PDF",
        "a PDF without end",
        "a PDF with a script",
        "a PDF with a script by another name",
        "a locked PDF",
    ],
)
def test_proof_that_is_none(upload, code):
    assert refusal_of(upload) == code


def test_a_picture_is_drawn_anew_without_what_it_carried():
    exif = Image.Exif()
    exif[0x010E] = "Qinghe, Linxi"
    kept = proofs.cleaned(factories.picture(form="JPEG", exif=exif.tobytes(), comment=b"hidden") + b"PK\x03\x04more")
    drawn = Image.open(io.BytesIO(kept.content))
    assert (drawn.format, dict(drawn.getexif()), drawn.info.get("comment")) == ("JPEG", {}, None)
    assert (kept.media_type, b"PK\x03\x04" in kept.content) == (pictures.TYPE, False)


def test_of_an_animation_the_first_frame_is_kept():
    frames = [Image.open(io.BytesIO(factories.picture(seed))) for seed in (1, 2)]
    moving = io.BytesIO()
    frames[0].save(moving, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    kept = proofs.cleaned(moving.getvalue())
    assert getattr(Image.open(io.BytesIO(kept.content)), "n_frames", 1) == 1
    assert kept.picture_hash == proofs.cleaned(factories.picture(1)).picture_hash


def test_a_large_photo_is_cut_down():
    kept = proofs.cleaned(factories.picture(size=(5000, 3000), form="JPEG"))
    assert Image.open(io.BytesIO(kept.content)).size == (2000, 1200)


def test_a_plain_pdf_is_kept_as_it_is_even_where_its_pixels_look_like_words():
    paper = factories.pdf(b"<< /Length 9 >>\nstream\n/JS /AA x\nendstream")
    kept = proofs.cleaned(paper)
    assert (kept.media_type, kept.content, kept.picture_hash) == ("application/pdf", paper, None)


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (b">> stream\n" * 500_000, None),
        (b">> stream\n" * 400_000 + b"endstream /JS ", "proof.not_paper"),
        (b"stream\n /Launch ", "proof.not_paper"),
        (b"/JSON /Launcher /AAbc", None),
    ],
    ids=["streams without end", "a script behind them", "no stream at all", "other words"],
)
def test_a_pdf_made_to_be_looked_at_for_ever_or_past_its_script(inside, code):
    if code:
        assert refusal_of(factories.pdf(inside)) == code
    else:
        assert proofs.cleaned(factories.pdf(inside)).media_type == "application/pdf"


def differing(one, other):
    hashes = [proofs.cleaned(upload).picture_hash % 2**64 for upload in (one, other)]
    return (hashes[0] ^ hashes[1]).bit_count()


def test_the_hash_knows_the_same_picture_again_and_tells_others_apart():
    original = factories.picture(7, (1200, 900))
    again = factories.picture(7, (600, 450), "JPEG", quality=40)
    assert differing(original, again) <= 6
    assert min(differing(original, factories.picture(seed)) for seed in range(20, 40)) > 12


def test_the_hash_is_a_signed_number_of_64_bits():
    hashes = [proofs.cleaned(factories.picture(seed)).picture_hash for seed in range(20)]
    assert all(-(2**63) <= one < 2**63 for one in hashes)
    assert min(hashes) < 0 < max(hashes)


def test_a_seal_holds_to_its_claim_and_place():
    claim_id = ids.uuid7()
    sealed = proofs.seal(b"pixels", claim_id, 1)
    assert proofs.unseal(sealed, claim_id, 1) == b"pixels"
    for other in ((ids.uuid7(), 1), (claim_id, 2)):
        with pytest.raises(Exception, match=r"^$"):
            proofs.unseal(sealed, *other)


def shades(*rows):
    """A picture of 9 × 8 places, so that none is blended with another."""
    drawn = Image.new("L", (9, 8))
    drawn.putdata([shade for row in (*rows, *[[0] * 9] * (8 - len(rows))) for shade in row])
    return drawn


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], 0),
        ([range(9)], 0),
        ([[7] * 9], 0),
        ([[1] + [0] * 8], -(1 << 63)),
        ([[0, 1] + [0] * 7], 1 << 62),
        ([range(9, 0, -1)] * 8, -1),
        ([[0] * 9] * 7 + [[0] * 7 + [1, 0]], 1),
        ([[0] * 9, [3, 2] + [5] * 7], 1 << 55),
    ],
)
def test_each_place_is_compared_with_the_one_to_its_right(rows, expected):
    assert proofs.difference_hash(shades(*rows)) == expected


def test_the_smallest_picture_that_shows_something():
    assert proofs.cleaned(factories.picture(size=(200, 200))).media_type == "image/jpeg"
    assert refusal_of(factories.picture(size=(200, 199))) == "proof.too_small"
