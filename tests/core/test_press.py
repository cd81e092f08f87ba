"""Presses made of a few lines, which say who printed."""

import sys

import pytest

from volunteercloud.core import press

PRINTS = """
import os
from volunteercloud.core import press
press.work(lambda order: f"{{os.getpid()}} {{order['says'] + 0}}".encode(), {most})
"""


def a_press(most=press.MOST_ORDERS):
    return [sys.executable, "-P", "-c", PRINTS.format(most=most)]


def by(command, number):
    """Which process printed a number."""
    process, says = press.printed(command, {"says": number}).decode().split()
    assert says == str(number)
    return process


@pytest.fixture(autouse=True)
def an_empty_room():
    press._room.clear()
    yield
    press._room.clear()


def test_a_press_waits_for_the_next_order():
    one, other = a_press(), a_press(50)
    first = by(one, 1)
    assert by(one, 2) == first
    assert by(other, 3) != first
    assert by(one, 4) != first  # which made room for the other


def test_a_press_ends_when_nobody_comes(monkeypatch):
    monkeypatch.setattr(press, "IDLE_SECONDS", 0.2)
    first = by(a_press(), 1)
    watch, standing = press._room._watch, press._room._press
    watch.join()
    while press._room._watch:  # it was looked a moment too early
        press._room._watch.join()
    assert not standing.is_alive
    assert by(a_press(), 2) != first


def test_a_press_ends_after_its_last_order():
    command = a_press(2)
    assert by(command, 1) == (second := by(command, 2))
    assert by(command, 3) != second


def test_an_order_that_cannot_be_printed_costs_nobody_else_anything(caplog):
    first = by(a_press(), 1)
    with pytest.raises(press.NotPrinted):
        press.printed(a_press(), {"says": "nothing"})
    assert "TypeError" in caplog.text
    assert by(a_press(), 2) != first


def test_a_press_that_was_killed_is_started_anew():
    first = by(a_press(), 1)
    press._room._press._process.kill()
    press._room._press._process.wait()
    assert by(a_press(), 2) != first
