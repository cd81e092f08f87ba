import hashlib

import pytest
from fontTools.ttLib import TTFont

from volunteercloud.domain.certificates import fonts


@pytest.mark.parametrize("name", fonts.FILES)
def test_unpacked_faces_are_those_of_the_manifest(name):
    digest = hashlib.sha256((fonts.folder() / name).read_bytes()).hexdigest()

    assert f"| {name} | {digest} |" in (fonts.PACKED / "MANIFEST.md").read_text().splitlines()


def test_listed_coverage_is_what_the_faces_cover_and_bold_covers_what_regular_does():
    regular, bold, rare = (_code_points(fonts.folder() / name) for name in fonts.FILES)

    assert bold == regular
    assert {point for first, last in fonts.coverage() for point in range(first, last + 1)} == regular | rare


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("林小满 Lin·Xiaoman", set()),
        ("𠮷龘㐂𪚥", set()),
        ("\t\u200b\u202e", set()),
        ("林\U00030ede明", {"\U00030ede"}),
        ("김😀", {"김", "😀"}),
    ],
)
def test_missing_names_the_characters_without_a_glyph(text, missing):
    assert fonts.missing(text) == missing


def _code_points(path):
    with TTFont(path, lazy=True) as face:
        return set(face.getBestCmap())
