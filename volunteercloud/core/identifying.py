"""What a free text gives away about somebody: numbers, accounts and doors by which a person is reached or known.

Found as people write them: in groups, with signs between, full-width, in Chinese digits and numbers, in the digits of other
scripts, with letters for digits. Made for texts that go before the public, where a hit is shown to the writer, who knows
better: it finds rather too much than too little.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from stdnum import luhn
from stdnum.iso7064 import mod_11_2


class Kind(StrEnum):
    DOCUMENT = "document"
    CARD = "card"
    PHONE = "phone"
    EMAIL = "email"
    ACCOUNT = "account"
    DOOR = "door"


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in a text; ``text`` is what stands there, from ``start`` to ``end``."""

    kind: Kind
    start: int
    end: int
    text: str


DIGITS = str.maketrans("〇零一幺二三四五六七八九壹贰叁肆伍陆柒捌玖", "001123456789123456789")
TEN, HUNDRED = frozenset("十拾"), frozenset("百佰")
INVISIBLE = frozenset({"Cf", "Mn", "Me"})
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs of which nothing is seen
GAP = r"[\s_·•*~—–-]{0,2}"  # between the digits of one number; a dot only where all are dots, as times have them too
ALIKE = str.maketrans("OoIl", "0011")
MOST_ALIKE = 6
SHORTEST_NAME = 2
SHORTEST_WORD = 5  # of Latin letters: shorter ones stand within other words, or mean something else in small letters


def _digits(count: str, gap: str = GAP, digit: str = r"\d") -> str:
    """So many digits with gaps between them; ``count`` as a regular expression counts."""
    return rf"(?:{gap}{digit}){{{count}}}"


MOBILE = re.compile(
    rf"(?<![0-9A-Za-z])(?:\+?86{GAP})?[1Il]{GAP}[3-9](?:{_digits('9', digit='[0-9OoIl]')}|{_digits('9', r'[.]?')})(?![0-9A-Za-z])"
    # Eleven digits stand out beside letters too; and so do three and four and four, whatever stands between them.
    r"|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)1[3-9]\d[^\w\n]{1,3}\d{4}[^\w\n]{1,3}\d{4}(?!\d)"
)
LANDLINE = re.compile(
    rf"(?<![0-9.])[(]?0(?:10|2\d|[3-9]\d{{2}})[)]?{GAP}[2-9]{_digits('6,7')}(?![0-9])"
    rf"|(?:电话|座机|热线|手机|致电|打|拨|tel(?:ephone)?|phone|call)[号码]*[:.是为\s]{{0,3}}[2-9]{_digits('6,7')}(?![0-9])",
    re.IGNORECASE,
)
ABROAD = re.compile(rf"(?<![0-9])(?:\+|00){GAP}[1-9]{_digits('7,14')}(?![0-9])")
LONG_NUMBER = re.compile(rf"(?<![0-9A-Za-z])[1-9]{_digits('14,18', GAP)}{GAP}[Xx]?(?![0-9A-Za-z])")
PASSPORT = re.compile(r"(?<![0-9A-Za-z])[EGHMeghm][A-Za-z]?\d{7,8}(?![0-9A-Za-z])")
EMAIL = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|#|[(\[]at[)\]])\s?[A-Za-z0-9-]{1,63}(?:[.。][A-Za-z0-9-]{1,63}){1,4}"
    r"|[\w.+-]{1,64}\s+at\s+[A-Za-z0-9-]{1,63}(?:\s+dot\s+[A-Za-z]{2,63}){1,3}",
    re.IGNORECASE,
)
SERVICE = (
    r"(?:[微薇威V][信❤]|wei\s?xin|we\s?chat|(?<![A-Za-z])[wv]x|[q扣]{2}|q\s?q|加我?\s?[v微薇威扣]|支付宝|抖音|快手|小红书"
    r"|whats\s?app|telegram|(?<![A-Za-z])tg(?![A-Za-z]))"
)
ACCOUNT = re.compile(
    rf"{SERVICE}(?:(?:[号群]|\s?id|号码)?\s*[:是为]|[号群]|\s?id)\s*@?(?:[A-Za-z][\w-]{{4,19}}|\d{{5,11}})"
    rf"|{SERVICE}\s*@?(?=[A-Za-z_-]*\d)(?:[A-Za-z][\w-]{{4,19}}|\d{{5,11}})",
    re.IGNORECASE,
)
DOOR = re.compile(
    r"[路街巷弄道]\s*\d{1,5}\s*[号弄](?![线车公楼])(?:\s*[之-]\s*\d{1,3})?"
    r"(?:(?:\s*\d{1,4}\s*(?:号楼|[栋幢座]|单元|门)){1,3}(?:\s*\d{2,4}\s*[室号房]?)?|\s*\d{2,4}\s*(?:室|号?房))?"
    r"|\d{1,4}\s*(?:号[楼院]|[栋幢座号#])\s*\d{1,2}\s*(?:单元|门)(?:\s*\d{2,4}\s*[室号房]?)?"
    r"|\d{1,2}\s*单元\s*\d{2,4}\s*[室号房]?"
    r"|\d{1,4}\s*(?:号楼|[栋幢]|单元)\s*\d{1,2}\s*[楼层]"
    r"|\d{1,3}#\s?\d{1,2}-\d{3,4}"
    r"|\d{1,4}\s*(?:号楼|[栋幢])\s*\d{3,4}(?!\d)\s*(?![年人名元个级位])[室号房]?"
    r"|(?<!\d)\d{3,4}[A-Za-z]?\s*(?:室|号?房)(?![间屋])"
    r"|(?<![0-9-])\d{1,3}-\d{1,2}-(?!19\d\d|20\d\d)\d{3,4}(?![0-9-])"
    r"|\b(?:room|flat|apt\.?|apartment)\s*#?\d{1,5}[A-Za-z]?\b"
    r"|\b\d{1,5}[A-Za-z]?,?\s+(?-i:(?:[A-Z][a-z]+\s+){1,3}(?:Road|Rd|Street|St|Avenue|Ave|Lane)\b)"
    r"|\b(?:no\.?\s?\d{1,5},?\s+)?(?-i:[A-Z][a-z]+\s+){0,3}(?-i:Road|Rd|Street|St|Avenue|Ave|Lane|Alley)\.?,?\s+(?:no\.?\s?)?\d{1,5}\b"
    r"(?!\s*(?:people|persons|volunteers|hours|minutes|am|pm|[:.]\d))"
    r"|\b(?:building|bldg\.?|block)\s?#?\d{1,4},?\s*(?:unit|entrance|door|#)\s?#?\d{1,4}",
    re.IGNORECASE,
)


def find(text: str) -> list[Passage]:
    """Every passage of a text by which somebody could be reached or known, in their order; none overlaps another."""
    plain, places = _plain(text)
    found: list[Passage] = []
    taken: set[int] = set()
    for kind, start, end in _all(plain):
        while start < end and plain[start].isspace():
            start += 1
        span = range(places[start], places[end - 1] + 1)
        if taken.isdisjoint(span):
            taken.update(span)
            found.append(Passage(kind, span.start, span.stop, text[span.start : span.stop]))
    return sorted(found, key=lambda passage: passage.start)


def quoted(text: str, said: str) -> str:
    """Where a text says what somebody knows already, a name or a number, as it stands there; empty where it does not. Signs,
    spaces and how digits are written make no difference; a name in Latin letters stands there only as a word."""
    if said.isascii() and any(sign.isalpha() for sign in said):
        found = re.search(rf"\b{re.escape(said)}\b", text, re.IGNORECASE if len(said) >= SHORTEST_WORD else 0)
        return found.group() if found else ""
    wanted, _places = _letters(said)
    letters, places = _letters(text)
    start = letters.find(wanted) if len(wanted) >= SHORTEST_NAME else -1
    return text[places[start] : places[start + len(wanted) - 1] + 1] if start >= 0 else ""


def _letters(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text alone, and where each stood."""
    signs = [(each, place) for sign, place in zip(*_plain(text), strict=True) for each in sign.casefold()]
    kept = [(sign, place) for sign, place in signs if sign.isalnum()]
    return "".join(sign for sign, _place in kept), [place for _sign, place in kept]


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in ordinary signs, without invisible ones; and where in the text each sign stood."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if unicodedata.category(sign) in INVISIBLE or sign in BLANK:
            continue
        for each in unicodedata.normalize("NFKC", sign).translate(DIGITS):
            signs.append(str(unicodedata.decimal(each)) if each.isdecimal() else each)
            places.append(place)
    return _counted(signs, places)


def _counted(signs: list[str], places: list[int]) -> tuple[str, list[int]]:
    """Numbers that are counted in tens and hundreds as their digits: 二十八 as 28, 一百零二 as 102, 十 as 10."""
    found: list[tuple[str, int]] = []
    for number, (sign, place) in enumerate(zip(signs, places, strict=True)):
        after_digit = number > 0 and signs[number - 1].isdecimal()
        before_digit = signs[number + 1 : number + 2] != [] and signs[number + 1].isdecimal()
        written = sign
        if sign in TEN:
            written = ("" if after_digit else "1") + ("" if before_digit else "0")
        elif sign in HUNDRED and after_digit:
            written = "" if before_digit else "00"
        found += [(each, place) for each in written]
    return "".join(sign for sign, _place in found), [place for _sign, place in found]


def _all(plain: str) -> Iterator[tuple[Kind, int, int]]:
    """What each pattern finds; what says most about a number comes first and keeps its place."""
    tests: list[tuple[Kind, re.Pattern[str], Callable[[str], bool]]] = [
        (Kind.EMAIL, EMAIL, bool),
        (Kind.DOCUMENT, LONG_NUMBER, _is_document),
        (Kind.CARD, LONG_NUMBER, _is_card),
        (Kind.DOCUMENT, PASSPORT, bool),
        (Kind.PHONE, MOBILE, _is_mobile),
        (Kind.PHONE, ABROAD, bool),
        (Kind.PHONE, LANDLINE, bool),
        (Kind.ACCOUNT, ACCOUNT, bool),
        (Kind.DOOR, DOOR, bool),
    ]
    for kind, pattern, is_one in tests:
        for match in pattern.finditer(plain):
            if is_one(match.group()):
                yield kind, match.start(), match.end()


def _bare(written: str) -> str:
    return "".join(sign for sign in written.upper() if sign.isascii() and sign.isalnum())


def _is_document(written: str) -> bool:
    """A number of a resident identity card: its check character is right, or a day of birth stands where it would."""
    number = _bare(written)
    if len(number) == 15:
        return _is_day("19" + number[6:12])
    return len(number) == 18 and (mod_11_2.is_valid(number) or _is_day(number[6:14]))


def _is_day(digits: str) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    return 1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31


def _is_card(written: str) -> bool:
    number = _bare(written)
    return 16 <= len(number) <= 19 and number[0] in "3456" and number.isdigit() and luhn.is_valid(number)


def _is_mobile(written: str) -> bool:
    """Eleven digits after the country code; a few letters that look like digits count as such."""
    letters = sum(sign.isalpha() for sign in written)
    digits = "".join(sign for sign in written.translate(ALIKE) if sign.isdigit())
    return letters <= MOST_ALIKE and len(digits) in (11, 13)
