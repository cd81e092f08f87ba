"""Real names: how they are cleaned, which are refused, and how they are shown to people who need not know them.

Any script is a name's script, and one character can be a whole name. Pure; no list of surnames, no guess of gender.
"""

import re
import unicodedata

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

LONGEST = 300
# Names of other languages in Chinese letters are joined by U+00B7; keyboards offer all of these for it.
MIDDLE_DOT = "·"
MIDDLE_DOTS = "•・‧･∙⋅⸱●．"
APOSTROPHES = "’‘ʼʻ`´′＇"
HYPHENS = "‐‑‒–—−－"
# Pasted along with a name and never seen: zero-width signs, direction marks, soft hyphen, variation selectors of emoji.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
MARKS_INSIDE = MIDDLE_DOT + "'-."
# Planes 2 and 3 hold Han characters only. Python's tables may be older than the newest of them, and people bear them.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇\U00020000-\U0003fffd"
IS_HAN = re.compile(f"[{HAN}]")
SPACE_BETWEEN_HAN = re.compile(f"(?<=[{HAN}]) (?=[{HAN}])")
DOT_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}]) ?[.{MIDDLE_DOT}] ?(?=[{HAN}])")
MASK = "＊"

_TABLE = str.maketrans(
    dict.fromkeys(MIDDLE_DOTS, MIDDLE_DOT) | dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-")
)


def clean(text: str, *, field: str = "name") -> str:
    """The name as it is kept: NFC, half-width Latin letters, single spaces, one middle dot.

    Refused: empty, longer than 300 characters, or holding what no name holds: digits, emoji, control signs, markup,
    private-use characters; or a mark where a letter must stand.
    """
    name = _tidied(text)
    if not name:
        raise Refused(
            "name.empty",
            _("The name is missing."),
            next_step=_("Enter it as it stands on your document."),
            field=field,
        )
    if len(name) > LONGEST:
        raise Refused(
            "name.too_long",
            format_lazy(
                _("The name has {count} characters; at most {most} can be kept."), count=len(name), most=LONGEST
            ),
            next_step=_("Enter the name alone, as it stands on your document."),
            field=field,
            facts={"characters": len(name), "most": LONGEST},
        )
    for sign in name:
        if not _may_stand(sign):
            raise _stranger(sign, field)
    if not _may_begin(name[0]) or name[-1] in MIDDLE_DOT + "-" or re.search(rf"[{MIDDLE_DOT}'\-.]{{2}}", name):
        raise Refused(
            "name.form",
            _("A dot, hyphen or apostrophe stands where a letter is expected."),
            next_step=_("Enter the name as it stands on your document."),
            field=field,
        )
    return name


def masked(name: str) -> str:
    """The name as strangers see it: 林小满 → 林＊＊, Li Xia → L. X., a name of one character → ＊."""
    if not name:
        return ""
    if name[0].isalpha() and not _is_east_asian(name[0]):
        words = [word for word in re.split(rf"[ {MIDDLE_DOT}\-]+", name) if word]
        return " ".join(f"{word[0].upper()}." for word in words)
    if len(name) == 1:
        return MASK
    # Never more than two, so that a rare long name is not told by its length.
    return name[0] + MASK * min(len(name) - 1, 2)


def _tidied(text: str) -> str:
    name = unicodedata.normalize("NFC", INVISIBLE.sub("", text)).translate(_TABLE)
    # Only Latin letters and signs have full-width forms to undo; NFKC on all would change rare Han characters.
    name = "".join(chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign for sign in name)
    name = SPACE_BETWEEN_HAN.sub("", " ".join(name.split()))
    return DOT_BETWEEN_HAN.sub(MIDDLE_DOT, name)


def _may_begin(sign: str) -> bool:
    return bool(IS_HAN.match(sign)) or unicodedata.category(sign)[0] == "L"


def _may_stand(sign: str) -> bool:
    return sign in MARKS_INSIDE + " " or _may_begin(sign) or unicodedata.category(sign)[0] == "M"


def _stranger(sign: str, field: str) -> Refused:
    category = unicodedata.category(sign)
    if category == "Co":
        return Refused(
            "name.private_character",
            _("One character of the name is from a private set that other computers show as a box."),
            next_step=_("Enter the standard character; a dictionary on the net has it to copy."),
            field=field,
        )
    if category == "Nd":
        return Refused(
            "name.digits",
            _("A name can't contain digits."),
            next_step=_("Enter the name alone, as it stands on your document."),
            field=field,
        )
    if category[0] == "C":
        return Refused(
            "name.characters",
            _("The name contains a sign that can't be shown."),
            next_step=_("Type the name instead of pasting it."),
            field=field,
        )
    return Refused(
        "name.characters",
        format_lazy(_("A name can't contain “{sign}”."), sign=sign),
        next_step=_("Leave it out and enter the name as it stands on your document."),
        field=field,
        facts={"sign": sign},
    )


def _is_east_asian(sign: str) -> bool:
    """Han, kana and hangul are masked by character, other scripts by word."""
    return bool(IS_HAN.match(sign)) or "\u3040" <= sign <= "\u30ff" or "\uac00" <= sign <= "\ud7a3"
