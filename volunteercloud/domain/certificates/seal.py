"""The drawn seal of an issuer that has uploaded none: which character stands where in the square."""

import math
import unicodedata

# A seal's name ends with one of these; the one that makes the square full is taken.
ENDINGS = ("印", "之印", "")
MOST = 49


def columns(name: str) -> tuple[tuple[str, ...], ...]:
    """The characters of a Chinese name column by column, as a seal is read: from the right, each from top to bottom.

    Empty when the name is not mainly Chinese: then it is set as words. Columns differ by one character at most. Of
    names over 47 characters, the first 47 are cut: more can't be read in a square of 31 mm.
    """
    characters = [character for character in name if unicodedata.category(character)[0] in "LN"]
    if 2 * sum(map(_is_han, characters)) < len(characters) or not characters:
        return ()
    del characters[MOST - 2 :]
    characters += next((ending for ending in ENDINGS if _is_square(len(characters) + len(ending))), "之印")
    count = math.ceil(math.sqrt(len(characters)))
    shortest, longer = divmod(len(characters), count)
    sizes = [shortest + 1] * longer + [shortest] * (count - longer)
    starts = [sum(sizes[:index]) for index in range(count)]
    return tuple(tuple(characters[start : start + size]) for start, size in zip(starts, sizes, strict=True))


def _is_square(number: int) -> bool:
    return math.isqrt(number) ** 2 == number


def _is_han(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK UNIFIED IDEOGRAPH")
