import pytest
from django.utils import translation

from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import names


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("林小满", "林小满"),
        ("  林 小　满\n", "林小满"),
        ("满", "满"),
        ("〇", "〇"),
        ("𠮷田", "𠮷田"),
        ("王\U00031350", "王\U00031350"),  # Unicode 15
        ("李\U0002ebf0", "李\U0002ebf0"),  # Unicode 15.1
        ("谷雨·立夏", "谷雨·立夏"),
        ("谷雨•立夏", "谷雨·立夏"),
        ("谷雨・立夏", "谷雨·立夏"),
        ("谷雨‧立夏", "谷雨·立夏"),
        ("谷雨 ． 立夏", "谷雨·立夏"),
        ("谷雨.立夏", "谷雨·立夏"),
        ("Ｇｕ　Ｙｕ", "Gu Yu"),
        ("D’Arcy  O`Neil", "D'Arcy O'Neil"),
        ("Anne–Marie", "Anne-Marie"),
        ("Gu Yu Jr.", "Gu Yu Jr."),
        ("Jose\u0301", "José"),
        ("नीतू सिंह", "नीतू सिंह"),
        ("김유신", "김유신"),
        ("林\u200b小满\ufeff", "林小满"),
        ("满" * 300, "满" * 300),
    ],
)
def test_clean(typed, kept):
    assert names.clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "name.empty"),
        (" \u200b\n", "name.empty"),
        ("满" * 301, "name.too_long"),
        ("林小满1", "name.digits"),
        ("林小满１", "name.digits"),
        ("林小满٣", "name.digits"),
        ("林小满😀", "name.characters"),
        ("林❤️", "name.characters"),
        ("<b>林</b>", "name.characters"),
        ("林&小满", "name.characters"),
        ("林（小满）", "name.characters"),
        ("林,小满", "name.characters"),
        ("林\x00小满", "name.characters"),
        ("林\ue000", "name.private_character"),
        ("·林", "name.form"),
        ("林小满·", "name.form"),
        ("谷雨··立夏", "name.form"),
        ("-", "name.form"),
        ("\u0301a", "name.form"),
    ],
)
def test_refused(typed, code):
    with pytest.raises(Refused) as caught:
        names.clean(typed, field="guardian_name")

    assert (caught.value.code, caught.value.field) == (code, "guardian_name")
    assert str(caught.value.message)
    assert str(caught.value.next_step)


def test_refusal_names_the_sign():
    with pytest.raises(Refused) as caught:
        names.clean("林😀")

    assert caught.value.facts == {"sign": "😀"}
    with translation.override("en"):
        assert str(caught.value.message) == "A name can't contain “😀”."


def test_cleaning_twice_changes_nothing():
    once = names.clean(" 谷雨 • 立夏 ")

    assert names.clean(once) == once


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("林小满", "林＊＊"),
        ("谷雨", "谷＊"),
        ("满", "＊"),
        ("谷雨·立夏", "谷＊＊"),
        ("𠮷田", "𠮷＊"),
        ("김유신", "김＊＊"),
        ("Li Xia", "L. X."),
        ("anne-marie o'neil", "A. M. O."),
        ("", ""),
    ],
)
def test_masked(name, shown):
    assert names.masked(name) == shown
