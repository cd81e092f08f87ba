"""How Chinese signs are read, for the search: made from the data of pypinyin (MIT licence) by `python tools/pinyin.py`.

Of its 47,000 phrases only those are kept that are read otherwise than their signs one by one, and those that would be misread
once the others are gone. The rest of them says nothing new, and all of them together take 50 MiB in each process.
"""

import csv
from collections import defaultdict
from pathlib import Path

from pypinyin import lazy_pinyin
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

from volunteercloud.domain.search import pinyin

DATA = Path(pinyin.__file__).parent / "data"


def main() -> None:
    signs = {chr(number): lazy_pinyin(chr(number))[0] for number in sorted(pinyin_dict)}
    by_syllable = defaultdict(list)
    for sign, syllable in signs.items():
        by_syllable[syllable].append(sign)
    _write("pinyin.csv", ("syllable", "signs"), ((key, "".join(by_syllable[key])) for key in sorted(by_syllable)))
    phrases: dict[str, list[str]] = {}
    while missing := _misread(pinyin.Readings(signs, phrases)):
        phrases |= missing
    _write("phrases.csv", ("phrase", "syllables"), ((key, " ".join(phrases[key])) for key in sorted(phrases)))


def _misread(readings: pinyin.Readings) -> dict[str, list[str]]:
    asked = ((phrase, lazy_pinyin(phrase)) for phrase in phrases_dict)
    return {phrase: wanted for phrase, wanted in asked if readings.of(phrase) != wanted}


def _write(name: str, head: tuple[str, str], rows) -> None:
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


if __name__ == "__main__":
    main()
