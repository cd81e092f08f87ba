"""Parsers under bytes that nobody thought of: the seeds, what was found before, and both with something changed at random.

`guided.py` looks further, by what the code does; what it finds is kept in the folder `found`, and comes again here.
"""

import random
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

FOUND = Path(__file__).parent / "found"
CHANGES = 60
PIECES = (
    b"\x00",
    b"\xff",
    b"\xc3\x28",
    b"\\u0000",
    b'"\\ud800"',
    b"9" * 20,
    b"-1",
    b"[" * 50,
    b"<" * 20,
    b"\n\n",
    b"http://[",
    b"=",
    b"NaN",
)


def begun_with(name: str) -> list[bytes]:
    return [*TARGETS[name].seeds, *(path.read_bytes() for path in sorted(FOUND.glob(f"{name.replace(' ', '_')}-*")))]


@pytest.mark.parametrize("name", TARGETS)
def test_seed_is_read_or_refused(name):
    for given in (b"", *begun_with(name)):
        TARGETS[name].take(given)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_changed_at_random_is_read_or_refused(name):
    drawn = random.Random(name)
    seeds = begun_with(name)
    for _ in range(CHANGES):
        given = changed(drawn.choice(seeds), drawn)
        try:
            TARGETS[name].take(given)
        except Exception as error:
            error.add_note(repr(given))
            raise


def changed(seed: bytes, drawn: random.Random) -> bytes:
    given = bytearray(seed)
    for _ in range(drawn.randint(1, 4)):
        at = drawn.randint(0, len(given))
        match drawn.randint(0, 4):
            case 0:
                given[at : at + 1] = bytes([drawn.randint(0, 255)])
            case 1:
                given[at:at] = drawn.choice(PIECES)
            case 2:
                given[at : at + drawn.randint(1, 8)] = b""
            case 3:
                given[at:at] = given[at : at + drawn.randint(1, 16)]
            case _:
                given[at : at + 4] = drawn.choice(PIECES)
    return bytes(given)
