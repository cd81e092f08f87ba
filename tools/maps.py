"""Make the maps of `volunteercloud/domain/statistics/data/maps`: the provinces of China, and the demo province.

    npm pack echarts@4.9.0
    python tools/maps.py echarts-4.9.0.tgz

Run by a maintainer; the result is committed. Output is the same, byte for byte, for the same input. The demo province is
drawn here: corners set by hand, borders between them roughened, each border once, so that neighbours fit together.
"""

import argparse
import json
import tarfile
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from volunteercloud.domain.statistics import outlines
from volunteercloud.domain.statistics.outlines import Point, Ring

MAPS = Path(__file__).resolve().parent.parent / "volunteercloud/domain/statistics/data/maps"
DIGITS = 3  # about 100 metres
CHINA_TOLERANCE = 0.04  # degrees: what is nearer to a straight line than this is left out
LEAST_RING = 0.03  # degrees across: smaller islands are left out, except where a region has nothing larger
# ECharts draws the islands of the South China Sea in a box of its own, in units of its own; here it stands in the south-east.
BOX_AT, BOX_X, BOX_Y = (119, 21), 10.5, -10.5 / 0.75

# The demo province, in hundredths of a degree around 120.15 E 30.26 N.
ORIGIN = (120.15, 30.26)
CORNERS: dict[str, Point] = {
    "nw": (-7, 6), "ne": (6, 7), "se": (7, -5), "sw": (-6, -7),
    "NW": (-21, 20), "NE": (18, 21), "SE": (20, -16), "SW": (-17, -21),
    "N": (1, 26), "W": (-27, 1), "S": (3, -25), "E": (25, 3),
    "l1": (47, 18), "l2": (51, -13), "m1": (33, 24), "m2": (36, -20), "r1": (70, 12), "r2": (66, -18), "r3": (74, -3),
}  # fmt: skip
DEMO: dict[str, tuple[str, str]] = {
    "990101": ("9901", "nw ne se sw"),
    "990102": ("9901", "ne NE E SE se"),
    "990103": ("9901", "nw sw SW W NW"),
    "990104": ("9901", "sw se SE S SW"),
    "990105": ("9901", "nw NW N NE ne"),
    "990201": ("9902", "NE m1 l1 l2 m2 SE E"),
    "990202": ("9902", "l1 r1 r3 r2 l2"),
    "9901": ("99", "NW N NE E SE S SW W"),
    "9902": ("99", "NE m1 l1 r1 r3 r2 l2 m2 SE E"),
    "99": ("", "NW N NE m1 l1 r1 r3 r2 l2 m2 SE S SW W"),
}


def rough(start: str, end: str) -> list[Point]:
    """The border from one corner to another without the latter, the same in both directions."""
    first, last = sorted((start, end))
    random = Random(f"{first}-{last}")  # noqa: S311  a drawing, not a secret
    line = [CORNERS[first], CORNERS[last]]
    for _ in range(4):
        finer = [line[0]]
        for (ax, ay), (bx, by) in pairwise(line):
            aside = random.uniform(-0.17, 0.17)
            middle = ((ax + bx) / 2 - (by - ay) * aside, (ay + by) / 2 + (bx - ax) * aside)
            finer += [middle, (bx, by)]
        line = finer
    return (line if start == first else line[::-1])[:-1]


def demo() -> list[dict[str, Any]]:
    features = []
    for code, (_, names) in DEMO.items():
        corners = names.split()
        units = [point for start, end in zip(corners, corners[1:] + corners[:1], strict=True)
                 for point in rough(start, end)]  # fmt: skip
        ring = [(ORIGIN[0] + x / 100, ORIGIN[1] + y / 100) for x, y in units]
        features.append(feature(code, [[*ring, ring[0]]]))
    return features


def decoded(text: str, offset: Sequence[int]) -> Ring:
    """A ring as ECharts packs it: each point as its distance from the one before, zigzag, in 1/1024 degrees."""
    x, y = offset
    ring = []
    for at in range(0, len(text), 2):
        step_x, step_y = (ord(sign) - 64 for sign in text[at : at + 2])
        x += (step_x >> 1) ^ -(step_x & 1)
        y += (step_y >> 1) ^ -(step_y & 1)
        ring.append((x / 1024, y / 1024))
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def china(package: Path) -> list[dict[str, Any]]:
    with tarfile.open(package) as archive:
        member = archive.extractfile("package/map/json/china.json")
        if member is None:
            raise SystemExit(f"{package} has no map/json/china.json")
        packed = json.load(member)
    features = []
    for found in packed["features"]:
        geometry = found["geometry"]
        parts = zip(geometry["coordinates"], geometry["encodeOffsets"], strict=True)
        if geometry["type"] == "Polygon":
            rings = [decoded(text, offset) for text, offset in parts]
        else:
            rings = [decoded(text, offset) for texts, offsets in parts
                     for text, offset in zip(texts, offsets, strict=True)]  # fmt: skip
        wide = [ring for ring in rings if outlines.width(ring) >= LEAST_RING] or rings
        tolerance = min(CHINA_TOLERANCE, max(map(outlines.width, wide)) / 60)
        features.append(feature(found["properties"]["id"][:2], [outlines.simplified(ring, tolerance) for ring in wide]))
    features.append(feature("", [[_in_box(point) for point in ring] for ring in SOUTH_CHINA_SEA]))
    return sorted(features, key=lambda each: each["properties"]["code"])


def _in_box(point: Point) -> Point:
    return point[0] / BOX_X + BOX_AT[0], point[1] / BOX_Y + BOX_AT[1]


# From src/coord/geo/fix/nanhai.js of the same package.
SOUTH_CHINA_SEA: list[Ring] = [
    [(0, 3.5), (7, 11.2), (15, 11.9), (30, 7), (42, 0.7), (52, 0.7), (56, 7.7), (59, 0.7), (64, 0.7), (64, 0), (5, 0), (0, 3.5)],
    [(13, 16.1), (19, 14.7), (16, 21.7), (11, 23.1), (13, 16.1)],
    [(12, 32.2), (14, 38.5), (15, 38.5), (13, 32.2), (12, 32.2)],
    [(16, 47.6), (12, 53.2), (13, 53.2), (18, 47.6), (16, 47.6)],
    [(6, 64.4), (8, 70), (9, 70), (8, 64.4), (6, 64.4)],
    [(23, 82.6), (29, 79.8), (30, 79.8), (25, 82.6), (23, 82.6)],
    [(37, 70.7), (43, 62.3), (44, 62.3), (39, 70.7), (37, 70.7)],
    [(48, 51.1), (51, 45.5), (53, 45.5), (50, 51.1), (48, 51.1)],
    [(51, 35), (51, 28.7), (53, 28.7), (53, 35), (51, 35)],
    [(52, 22.4), (55, 17.5), (56, 17.5), (53, 22.4), (52, 22.4)],
    [(58, 12.6), (62, 7), (63, 7), (60, 12.6), (58, 12.6)],
    [(0, 3.5), (0, 93.1), (64, 93.1), (64, 0), (63, 0), (63, 92.4), (1, 92.4), (1, 3.5), (0, 3.5)],
]  # fmt: skip


def feature(code: str, rings: Iterable[Ring]) -> dict[str, Any]:
    rounded = [[[round(x, DIGITS), round(y, DIGITS)] for x, y in ring] for ring in rings]
    rounded = [ring for ring in rounded if not outlines.fault(ring)]  # a sliver may come to nothing
    geometry = {"type": "MultiPolygon", "coordinates": [[ring] for ring in rounded]}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def write(name: str, source: str, features: list[dict[str, Any]]) -> None:
    said = {"type": "FeatureCollection", "source": source}
    lines = ",\n".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in features)
    text = json.dumps(said, ensure_ascii=False)[:-1] + f', "features": [\n{lines}\n]}}\n'
    (MAPS / name).write_text(text, encoding="utf-8")
    print(f"{name}: {len(features)} shapes, {len(text):,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("echarts", type=Path)
    options = parser.parse_args()
    MAPS.mkdir(parents=True, exist_ok=True)
    write("demo.geojson", "Drawn for the demonstration; the province does not exist", demo())
    write("china.geojson", "Apache ECharts 4.9.0, map/json/china.json, simplified", china(options.echarts))


if __name__ == "__main__":
    main()
