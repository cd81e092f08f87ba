"""Writes the outlines of the characters that a badge may show, from the typefaces of the paper.

    .venv/bin/python tools/letters.py

A badge is shown on machines that have none of our typefaces, so its words are drawn. Only the few characters that are
needed are kept, beside the code that draws them: opening the whole typeface takes 55 MB.
"""

import json
import os
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

from volunteercloud.core import fonts
from volunteercloud.domain.credentials import lettering


def outlines(path: Path, characters: str) -> dict[str, tuple[int, str]]:
    """The width and the path of each character, on an em of 1,000."""
    font = TTFont(path)
    glyphs, names, unit = font.getGlyphSet(), font.getBestCmap(), 1000 / font["head"].unitsPerEm
    found = {}
    for character in sorted(set(characters)):
        glyph = glyphs[names[ord(character)]]
        pen = SVGPathPen(glyphs, ntos=lambda number: str(round(number * unit)))
        glyph.draw(pen)
        found[character] = (round(glyph.width * unit), pen.getCommands())
    return found


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "volunteercloud.settings")
    faces = {face: outlines(fonts.folder() / name, characters) for face, (name, characters) in lettering.FACES.items()}
    lines = (f'"{face}":{json.dumps(letters, ensure_ascii=False)}' for face, letters in faces.items())
    lettering.OUTLINES.write_text("{" + ",\n".join(lines) + "}\n")


if __name__ == "__main__":
    main()
