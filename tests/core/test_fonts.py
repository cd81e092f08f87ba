import hashlib

import pytest
from fontTools.ttLib import TTFont

from volunteercloud.core import fonts


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


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("林小满", "林小满"),
        ("  林\t小满\n", "林 小满"),
        ("\u202e满小林\u202c", "满小林"),
        ("林小\x00满", "林小满"),
        ("林小满😀👍🏽", "林小满"),
        ("葛\U000e0100飾", "葛飾"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("Jose\u0301 Ñandú", "José Ñandú"),
        ("𠮷龘㐂𪚥", "𠮷龘㐂𪚥"),
        ("林\U00030ede明", "林〔U+30EDE〕明"),
        ("김", "〔U+AE40〕"),
    ],
)
def test_text_is_cleaned_and_never_a_box(given, printed):
    assert fonts.printable(given) == printed
