"""Which passwords are refused, and that nothing is asked of the kinds of their characters."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_NAME = "青禾志愿"
    settings.SITE_URL = "https://www.qinghe.gov.cn"
    settings.PASSWORD_WORDS = ["Qingshui"]


def codes(password):
    try:
        validate_password(password)
    except ValidationError as refused:
        return [error.code for error in refused.error_list]
    return []


@pytest.mark.parametrize(
    "password",
    [
        "19830517",
        "17051983",
        "05171983",
        "1983-05-17",
        "1983.05.17",
        "13900001234",
        "139 0000 1234",
        "8613900001234",
        "110101198305170018",
    ],
)
def test_what_others_can_find_out_is_none(password):
    assert codes(password) == ["password_found_out"]


@pytest.mark.parametrize(
    "password",
    [
        "qinghe2026",
        "Qinghe-2026!",
        "volunteer99",
        "VolunteerCloud1",
        "zhiyuanzhe1",
        "admin-qinghe",
        "qingshui#1",
        "青禾志愿2026",
        "Ｑｉｎｇｈｅ2026",
    ],
)
def test_words_of_the_site_are_none(password):
    assert codes(password) == ["password_word_of_site"]


@pytest.mark.parametrize(
    "password",
    [
        "84736251",
        "73 91 64 28",
        "kranichteich",
        "KRANICHTEICH",
        "!!==??++",
        "雨后春笋池塘蛙鸣",
        "qinghe rain frog",
        "x" * 64 + "Kranich " * 8,
    ],
)
def test_any_kind_of_character_and_any_length_will_do(password):
    assert codes(password) == []


def test_the_words_that_everybody_tries_and_short_ones_are_refused_as_before():
    assert (codes("password123"), codes("kranich")) == (["password_too_common"], ["password_too_short"])
