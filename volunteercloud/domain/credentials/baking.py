"""Badges as pictures that carry their credential (Open Badges 3.0, "baked badges"): SVG in an element of its own, PNG in a text
chunk. Both show the same: the seal, the hours and the years; whose they are stands in the credential alone.
"""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from volunteercloud.core import fonts

from . import lettering

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
KEYWORD = "openbadgecredential"
SIZE = 512
MIDDLE = SIZE // 2
# The roles of web/static/css/tokens.css: a picture that leaves the house takes its colours along.
SHEET, LINE, INK, QUIET = "#fffdf8", "#dcd7ca", "#1a1d1c", "#5f625b"
CREDIT, HONOUR, SEAL, ON_SEAL, PALE_SEAL = "#0b5654", "#775000", "#c23a20", "#fffaf5", "#e6b3a6"
# The mark 正, as in web/static/mark.svg: strokes on a square of 32.
STROKES = (((7.5, 9), (24.5, 9)), ((16.2, 9), (16.2, 23.2)), ((16.2, 15.5), (22.5, 15.5)), ((10.3, 14.8), (10.3, 23.2)),
           ((6, 23.5), (26, 23.5)))  # fmt: skip
STROKE = 2.6
SEAL_AT, SEAL_SCALE = (200, 62), 3.5
# Its edges, as those of the paper: a row of tallies above and one below.
TALLY_SCALE, TALLY_STEP, TALLIES, TALLY_ROWS = 0.5, 24, 18, (24, 472)
# Under a sum that was checked stands a double rule, as in accounts: how far below its baseline, and how thick.
RULES = ((17, 3), (23, 1.5))
RULE_BEYOND = 10
FINE = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the picture: its text, where its baseline is, how large and in which colour."""

    text: str
    y: int
    size: int
    colour: str
    is_sum: bool = False

    @property
    def face(self) -> str:
        return "bold" if self.is_sum else "regular"


def lines(credit: str, honour: str, from_on: date, to_on: date) -> list[Line]:
    """What the picture says: credit hours large, or honour hours where there are no others."""
    years = f"{from_on:%Y}" if from_on.year == to_on.year else f"{from_on:%Y} – {to_on:%Y}"
    shown, name, colour = (credit, "信用时数 credit hours", CREDIT)
    if credit == "0":
        shown, name, colour = (honour, "荣誉时数 honour hours", HONOUR)
    # Seven figures fill the width; more of them are smaller.
    said = [Line(shown, 290, min(116, 800 // len(shown)), colour, is_sum=True), Line(name, 353, 28, INK)]
    if credit != "0" != honour:
        said.append(Line(f"荣誉时数 honour hours {honour}", 388, 21, HONOUR))
    return [*said, Line("志愿服务 Voluntary service", 428, 20, QUIET), Line(years, 454, 18, QUIET)]


def plain() -> bytes:
    """The badge before anybody's hours are on it."""
    return svg([Line("志愿服务", 296, 76, INK, is_sum=True), Line("Voluntary service", 366, 32, QUIET)])


def svg(said: list[Line], document: Mapping[str, Any] | None = None) -> bytes:
    """The picture; with a document it is baked. Words are drawn, so that it looks the same wherever it is shown; no style
    and no script runs in it."""
    baked = ""
    if document is not None:
        # CDATA ends at the first such sequence; JSON can say it in another way.
        held = _json(document).replace("]]>", "]]\\u003e")
        baked = f"<openbadges:credential><![CDATA[{held}]]></openbadges:credential>"
    left, top = SEAL_AT
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{NAMESPACE}" viewBox="0 0 {SIZE} {SIZE}" '
        f'width="{SIZE}" height="{SIZE}" role="img">{baked}<title>{" · ".join(line.text for line in said)}</title>'
        f'<rect x="4" y="4" width="504" height="504" rx="28" fill="{SHEET}" stroke="{LINE}" stroke-width="3"/>'
        f'<path d="{"".join(_strokes(x, y, TALLY_SCALE) for x, y in _tallies())}" fill="none" stroke="{PALE_SEAL}" '
        f'stroke-width="{STROKE * TALLY_SCALE}"/>'
        f'<g transform="translate({left} {top}) scale({SEAL_SCALE})">'
        f'<rect x="1.5" y="1.5" width="29" height="29" rx="4" fill="{SEAL}"/>'
        f'<path d="{_strokes(0, 0, 1)}" fill="none" stroke="{ON_SEAL}" stroke-width="{STROKE}" '
        f'stroke-linecap="round"/></g>{"".join(_written(line) for line in said)}</svg>\n'
    ).encode()


def _tallies() -> Iterator[tuple[float, float]]:
    """The corner of each small 正 of the two rows."""
    first = MIDDLE - (TALLIES - 1) * TALLY_STEP / 2 - 16 * TALLY_SCALE
    return ((first + number * TALLY_STEP, y) for y in TALLY_ROWS for number in range(TALLIES))


def _strokes(left: float, top: float, scale: float) -> str:
    return "".join(
        f"M{left + x * scale:g} {top + y * scale:g}L{left + to_x * scale:g} {top + to_y * scale:g}"
        for (x, y), (to_x, to_y) in STROKES
    )


def _written(line: Line) -> str:
    """A line in the middle, its letters as outlines; under a sum its double rule."""
    drawn, scale = lettering.drawn(line.text, line.face), line.size / lettering.EM
    width = drawn.width * scale
    letters = "".join(f'<path transform="translate({at} 0)" d="{path}"/>' for at, path in drawn.letters)
    rules = "".join(
        f'<rect x="{MIDDLE - width / 2 - RULE_BEYOND:g}" y="{line.y + below}" width="{width + 2 * RULE_BEYOND:g}" '
        f'height="{thick}" fill="{INK}"/>'
        for below, thick in RULES
        if line.is_sum
    )
    place = f"translate({MIDDLE - width / 2:g} {line.y}) scale({scale:g} {-scale:g})"
    return f'<g transform="{place}" fill="{line.colour}">{letters}</g>{rules}'


def png(said: list[Line], document: Mapping[str, Any]) -> bytes:
    """The same as pixels, baked."""
    # Drawn at four times the size: Pillow smooths text, and shapes only by being made smaller.
    picture = Image.new("RGBA", (FINE * SIZE, FINE * SIZE))
    _draw(ImageDraw.Draw(picture), said)
    held = PngImagePlugin.PngInfo()
    held.add_itxt(KEYWORD, _json(document))
    out = io.BytesIO()
    picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(out, "PNG", pnginfo=held, optimize=True)
    return out.getvalue()


def _draw(drawn: ImageDraw.ImageDraw, said: list[Line]) -> None:
    drawn.rounded_rectangle(_scaled(2.5, 2.5, 509.5, 509.5), 29.5 * FINE, fill=SHEET, outline=LINE, width=3 * FINE)
    for x, y in _tallies():
        _mark(drawn, x, y, TALLY_SCALE, PALE_SEAL, is_round=False)
    left, top = SEAL_AT
    inner, outer = 1.5 * SEAL_SCALE, 30.5 * SEAL_SCALE
    drawn.rounded_rectangle(
        _scaled(left + inner, top + inner, left + outer, top + outer), 4 * SEAL_SCALE * FINE, fill=SEAL
    )
    _mark(drawn, left, top, SEAL_SCALE, ON_SEAL, is_round=True)
    for line in said:
        face = _face(line.face, FINE * line.size)
        drawn.text((FINE * MIDDLE, FINE * line.y), line.text, fill=line.colour, font=face, anchor="ms")
        half = face.getlength(line.text) / FINE / 2 + RULE_BEYOND
        for below, thick in RULES if line.is_sum else ():
            y = line.y + below
            drawn.rectangle(_scaled(MIDDLE - half, y, MIDDLE + half, y + thick), fill=INK)


def _mark(drawn: ImageDraw.ImageDraw, left: float, top: float, scale: float, colour: str, *, is_round: bool) -> None:
    """Every stroke of 正 goes across or down, so it is a box; a round end reaches half its thickness further."""
    radius = STROKE * scale / 2
    for (x, y), (to_x, to_y) in STROKES:
        beside, below = (radius if is_round or x == to_x else 0), (radius if is_round or y == to_y else 0)
        box = (
            left + x * scale - beside,
            top + y * scale - below,
            left + to_x * scale + beside,
            top + to_y * scale + below,
        )
        drawn.rounded_rectangle(_scaled(*box), radius * FINE if is_round else 0, fill=colour)


def _scaled(*places: float) -> tuple[float, ...]:
    return tuple(FINE * place for place in places)


@cache
def _face(face: str, size: int) -> ImageFont.FreeTypeFont:
    name, _characters = lettering.FACES[face]
    return ImageFont.truetype(fonts.folder() / name, size)


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
