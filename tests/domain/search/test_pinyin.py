import pytest
from pypinyin import lazy_pinyin
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

from volunteercloud.domain.search import pinyin


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("重庆", ["chong", "qing"]),
        ("重量", ["zhong", "liang"]),
        ("银行卡", ["yin", "hang", "ka"]),
        ("吕梁", ["lv", "liang"]),
        ("々", ["々"]),
        ("", []),
    ],
)
def test_a_word_is_read_as_people_say_it(word, syllables):
    assert pinyin.syllables(word) == syllables


def test_every_phrase_and_every_sign_is_read_as_by_the_library_that_the_data_is_from():
    asked = [*phrases_dict, *map(chr, pinyin_dict)]

    assert [word for word in asked if pinyin.syllables(word) != lazy_pinyin(word)] == []
