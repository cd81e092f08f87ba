"""The value of a text is the same whoever asks and however it is blinded, and only the two together can make it."""

import pytest

from volunteercloud.domain.national import blinding
from volunteercloud.domain.national.blinding import Wrong

KEY = blinding.key_from(b"a" * 32)
OTHER = blinding.key_from(b"b" * 32)


def value(text, key=KEY, public=None):
    asked = blinding.ask(text)
    return blinding.token(asked, blinding.evaluate(key, asked.points), public or blinding.public_key(key))


def test_a_text_has_one_value_however_it_is_blinded():
    assert len({value(b"text") for _ in range(20)}) == 1
    assert len({value(b"text"), value(b"texs"), value(b""), value(b"text", OTHER)}) == 4


def test_the_value_is_that_of_the_written_rule():
    # Held by a constant, so that nodes of different versions find each other's deposits.
    assert str(value(b"volunteer")) == "b5166ea6-fc12-928f-ef7e-be4c37f28b53"


def test_what_is_sent_is_never_the_same_and_never_the_point():
    sent = [point for _ in range(20) for point in blinding.ask(b"text").points]
    assert len(set(sent)) == 40
    assert all(len(point) == 32 for point in sent)


def test_a_holder_that_uses_another_key_for_all_is_found_out():
    with pytest.raises(Wrong):
        value(b"text", OTHER, blinding.public_key(KEY))


def test_a_holder_that_guesses_the_decoy_wrong_is_found_out():
    asked = blinding.ask(b"text")
    honest, false = blinding.evaluate(KEY, asked.points), blinding.evaluate(OTHER, asked.points)
    mixed = [false[number] if number == asked.decoy else honest[number] for number in range(2)]
    with pytest.raises(Wrong):
        blinding.token(asked, mixed, blinding.public_key(KEY))


def test_where_the_decoy_stands_is_chance():
    assert {blinding.ask(b"text").decoy for _ in range(64)} == {0, 1}


@pytest.mark.parametrize("point", [b"", b"\x00" * 31, b"\xff" * 32, b"\x00" * 33])
def test_what_is_no_point_is_refused(point):
    with pytest.raises(Wrong):
        blinding.evaluate(KEY, [point])


def test_answers_that_are_missing_are_no_answer():
    asked = blinding.ask(b"text")
    with pytest.raises(Wrong):
        blinding.token(asked, blinding.evaluate(KEY, asked.points)[:1], blinding.public_key(KEY))


def test_what_is_secret_is_not_printed():
    asked = blinding.ask(b"3301")
    assert "3301" not in repr(asked)
    assert str(asked.numbers[0]) not in repr(asked)
