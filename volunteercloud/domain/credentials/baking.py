"""Badges as pictures that carry their credential (Open Badges 3.0, "baked badges"): SVG in an element of its own, PNG in a text
chunk. Both show the same: the seal, the hours and the years; whose they are stands in the credential alone.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from volunteercloud.core import fonts

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
KEYWORD = "openbadgecredential"
SIZE = 512
# The roles of web/static/css/tokens.css: a picture that leaves the house takes its colours along.
SHEET, LINE, INK, QUIET = "#fffdf8", "#dcd7ca", "#1a1d1c", "#5f625b"
CREDIT, HONOUR, SEAL, ON_SEAL = "#0b5654", "#775000", "#c23a20", "#fffaf5"
FACES = "'Noto Serif SC','Songti SC','Source Han Serif SC',serif"
# The mark 正, as in web/static/mark.svg: strokes on a square of 32.
STROKES = (((7.5, 9), (24.5, 9)), ((16.2, 9), (16.2, 23.2)), ((16.2, 15.5), (22.5, 15.5)), ((10.3, 14.8), (10.3, 23.2)),
           ((6, 23.5), (26, 23.5)))  # fmt: skip
MARK_AT, MARK_SCALE, STROKE = (192, 56), 4, 2.6


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the picture: its text, where its baseline is, how large and in which colour."""

    text: str
    y: int
    size: int
    colour: str


def lines(credit: str, honour: str, from_on: date, to_on: date) -> list[Line]:
    """What the picture says: credit hours large, or honour hours where there are no others."""
    years = f"{from_on:%Y}" if from_on.year == to_on.year else f"{from_on:%Y} – {to_on:%Y}"
    shown, name, colour = (credit, "信用时数 credit hours", CREDIT)
    if credit == "0":
        shown, name, colour = (honour, "荣誉时数 honour hours", HONOUR)
    said = [Line(shown, 308, 96, colour), Line(name, 352, 28, INK)]
    if credit != "0" != honour:
        said.append(Line(f"荣誉时数 honour hours {honour}", 392, 22, HONOUR))
    return [*said, Line("志愿服务 Voluntary service", 432, 22, INK), Line(years, 464, 20, QUIET)]


def plain() -> bytes:
    """The badge before anybody's hours are on it."""
    return svg([Line("志愿服务", 324, 72, INK), Line("Voluntary service", 380, 34, INK)])


def svg(said: list[Line], document: Mapping[str, Any] | None = None) -> bytes:
    """The picture; with a document it is baked. No style and no script: it is shown wherever pictures are."""
    left, top = MARK_AT
    strokes = "".join(f"M{x} {y}L{to_x} {to_y}" for (x, y), (to_x, to_y) in STROKES)
    texts = "".join(
        f'<text x="{SIZE // 2}" y="{line.y}" font-size="{line.size}" fill="{line.colour}">{line.text}</text>'
        for line in said
    )
    baked = ""
    if document is not None:
        # CDATA ends at the first such sequence; JSON can say it in another way.
        held = _json(document).replace("]]>", "]]\\u003e")
        baked = f"<openbadges:credential><![CDATA[{held}]]></openbadges:credential>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{NAMESPACE}" viewBox="0 0 {SIZE} {SIZE}" '
        f'width="{SIZE}" height="{SIZE}">{baked}'
        f'<rect x="8" y="8" width="496" height="496" rx="32" fill="{SHEET}" stroke="{LINE}" stroke-width="4"/>'
        f'<g transform="translate({left} {top}) scale({MARK_SCALE})">'
        f'<rect x="1.5" y="1.5" width="29" height="29" rx="4" fill="{SEAL}"/>'
        f'<path d="{strokes}" fill="none" stroke="{ON_SEAL}" stroke-width="{STROKE}" stroke-linecap="round"/></g>'
        f'<g font-family="{FACES}" text-anchor="middle">{texts}</g></svg>\n'
    ).encode()


def png(said: list[Line], document: Mapping[str, Any]) -> bytes:
    """The same as pixels, baked."""
    # Drawn at twice the size: Pillow smooths text, and shapes only by being made smaller.
    picture = Image.new("RGBA", (2 * SIZE, 2 * SIZE))
    _draw(ImageDraw.Draw(picture), said)
    held = PngImagePlugin.PngInfo()
    held.add_itxt(KEYWORD, _json(document))
    out = io.BytesIO()
    picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(out, "PNG", pnginfo=held, optimize=True)
    return out.getvalue()


def _draw(drawn: ImageDraw.ImageDraw, said: list[Line]) -> None:
    drawn.rounded_rectangle((12, 12, 1012, 1012), 68, fill=SHEET, outline=LINE, width=8)
    left, top, scale = 2 * MARK_AT[0], 2 * MARK_AT[1], 2 * MARK_SCALE
    drawn.rounded_rectangle((left + 12, top + 12, left + 244, top + 244), 32, fill=SEAL)
    radius = STROKE * scale / 2
    for stroke in STROKES:
        ends = [(left + x * scale, top + y * scale) for x, y in stroke]
        drawn.line(ends, fill=ON_SEAL, width=round(2 * radius))
        for x, y in ends:
            drawn.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ON_SEAL)
    for line in said:
        drawn.text((SIZE, 2 * line.y), line.text, fill=line.colour, font=_face(2 * line.size), anchor="ms")


@cache
def _face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(fonts.folder() / "NotoSerifSC-Regular.ttf", size)


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
