"""Words drawn as outlines, for pictures that are shown where none of our typefaces is.

``data/letters.json`` holds the characters that a badge may show; ``tools/letters.py`` writes it.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

OUTLINES = Path(__file__).parent / "data" / "letters.json"
EM = 1000
FIGURES = "0123456789.,"
# Each face: the file of `core.fonts` it comes from, and its characters.
FACES = {
    "bold": ("NotoSerifSC-Bold.ttf", FIGURES + "志愿服务"),
    "regular": ("NotoSerifSC-Regular.ttf", FIGURES + " –信用时数荣誉志愿服务credit hours honour Voluntary service"),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of text as paths, each with its distance from the beginning, and how wide it is; in units of the em."""

    letters: list[tuple[int, str]]
    width: int


def drawn(text: str, face: str) -> Drawn:
    known = _outlines()[face]
    letters, width = [], 0
    for character in text:
        advance, path = known[character]
        if path:
            letters.append((width, path))
        width += advance
    return Drawn(letters, width)


@cache
def _outlines() -> dict[str, dict[str, tuple[int, str]]]:
    faces: dict[str, dict[str, tuple[int, str]]] = json.loads(OUTLINES.read_text())
    return faces
