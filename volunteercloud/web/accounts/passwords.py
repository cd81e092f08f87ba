"""What no password is made of, beside the common ones: what others can find out about its owner, and words of this site.

There is no rule about kinds of characters: people answer those with a capital letter in front and a 1 at the end.
"""

import re
import unicodedata
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# What the product and the people in it are called, in the letters that people type.
PRODUCT = ("volunteercloud", "volunteer", "zhiyuanyun", "zhiyuanzhe", "zhiyuan", "志愿云", "志愿者", "志愿")
ROLES = ("admin", "administrator", "officer", "coordinator", "guanliyuan", "管理员")
# A part of the site's address that is shorter says nothing about it: `www`, `gov`, `cn`.
SHORTEST_PART = 4
# What has to be left of a password without the words, figures and signs in it.
FEWEST_LETTERS = 4
BETWEEN_FIGURES = re.compile(r"[\s./_-]")
PHONE = re.compile(r"(?:86)?1[3-9]\d{9}")
DOCUMENT_FIGURES = (15, 18)
YEARS = range(1900, 2100)
# Where year, month and day stand in eight figures.
DAYS = (((0, 4), (4, 6), (6, 8)), ((4, 8), (2, 4), (0, 2)), ((4, 8), (0, 2), (2, 4)))
NOTHING_FOUND_OUT = _(
    "This is a day, a phone number or the number of a document, which others can find out. Choose another one."
)
NO_WORD_OF_THE_SITE = _(
    "This is made of words of this site, which are guessed first. Choose another one, such as three words of yours."
)


class NothingFoundOut:
    """No birthday, phone number or number of a document."""

    def validate(self, password, user=None):
        figures = BETWEEN_FIGURES.sub("", password)
        if not (figures.isascii() and figures.isdigit()):
            return
        if _is_day(figures) or PHONE.fullmatch(figures) or len(figures) in DOCUMENT_FIGURES:
            raise ValidationError(NOTHING_FOUND_OUT, code="password_found_out")

    def get_help_text(self):
        return str(NOTHING_FOUND_OUT)


class NoWordOfTheSite:
    """Not just the site's name, address or place, the product or a role, whatever figures and signs stand around it."""

    def validate(self, password, user=None):
        left = typed = unicodedata.normalize("NFKC", password).casefold()
        for word in sorted(words(), key=len, reverse=True):
            left = left.replace(word, "")
        if left != typed and sum(character.isalpha() for character in left) < FEWEST_LETTERS:
            raise ValidationError(NO_WORD_OF_THE_SITE, code="password_word_of_site")

    def get_help_text(self):
        return str(NO_WORD_OF_THE_SITE)


def words() -> set[str]:
    """The words of this site in small letters; docs/operations/signing-in.md says where they come from."""
    name = unicodedata.normalize("NFKC", settings.SITE_NAME).casefold()
    own = re.sub("|".join(PRODUCT), " ", name).split()
    parts = (urlsplit(settings.SITE_URL).hostname or "").split(".")
    further = [word.casefold() for word in settings.PASSWORD_WORDS]
    return {*PRODUCT, *ROLES, *own, *(part for part in parts if len(part) >= SHORTEST_PART), *further}


def _is_day(figures: str) -> bool:
    return len(figures) == 8 and any(_is_day_in(*(int(figures[slice(*part)]) for part in order)) for order in DAYS)


def _is_day_in(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return year in YEARS
