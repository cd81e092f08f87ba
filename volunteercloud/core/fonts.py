"""The typefaces of the paper: which there are, where the typesetter finds them, and what they can't write.

Only these faces are used, never those of the machine, so that a document looks the same wherever it is made. They
are stored compressed and unpacked once into the data folder. ``fonts/MANIFEST.md`` names their sources and licences.
"""

import lzma
import os
import tempfile
import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path

from django.conf import settings

PACKED = Path(__file__).parent / "fonts"
FILES = ("NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold.ttf", "RareHan.ttf")
# The chain a character is looked up in. Rare Han writes extensions B to F, which Noto Serif SC all but lacks.
FAMILIES = ("Noto Serif SC", "Rare Han")


@cache
def folder() -> Path:
    """The folder with the unpacked faces. Takes two seconds on the first call of an installation."""
    folder: Path = settings.DATA / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        if not (folder / name).exists():
            _unpack(PACKED / f"{name}.xz", folder / name)
    return folder


def _unpack(packed: Path, target: Path) -> None:
    # Renamed only when whole: another process may look for the file at the same moment.
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".draft", delete=False) as draft:
        draft.write(lzma.decompress(packed.read_bytes()))
    os.replace(draft.name, target)


@cache
def coverage() -> tuple[tuple[int, int], ...]:
    """What the faces can write together: ranges of code points, first and last, in order.

    Read from a list beside the faces, because reading their own tables takes 55 MB; a test holds the two together.
    """
    lines = (PACKED / "coverage.txt").read_text().split()
    return tuple((int(first, 16), int(last, 16)) for first, last in (line.split("-") for line in lines))


def missing(text: str) -> set[str]:
    """The visible characters of ``text`` that no face can write.

    These are the rarest Han (extensions G and later), most foreign scripts, and emoji.
    """
    return {
        character
        for character in text
        if unicodedata.category(character)[0] not in "CZ" and not _is_covered(ord(character))
    }


def printable(text: str) -> str:
    """``text`` as the faces can write it, on one line.

    Control and direction marks go; a symbol that no face has (an emoji) goes; any other character that no face has is
    shown by its Unicode number, so that a name is never wrong and never a box.
    """
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    lacking = missing(text)
    return " ".join("".join(written(character, is_lacking=character in lacking) for character in text).split())


def written(character: str, *, is_lacking: bool) -> str:
    """One character as `printable` writes it; empty for one that nobody misses."""
    category = unicodedata.category(character)
    is_mark = category[0] == "C" or unicodedata.name(character, "").startswith("VARIATION SELECTOR")
    if is_mark or (is_lacking and category in {"So", "Sk"}):
        return ""
    return f"〔U+{ord(character):04X}〕" if is_lacking else character


def _is_covered(code_point: int) -> bool:
    following = bisect_right(coverage(), (code_point, 0x110000))
    return following > 0 and code_point <= coverage()[following - 1][1]
