"""What a text may say of whoever reads it: a closed list by audience, and limits of length. Pure."""

from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused
from volunteercloud.domain.messages import circulars

from .models import Audience

ANYBODY = ("name", "organization")
OF_PROJECT = (*ANYBODY, "project")
OF_POST = (*OF_PROJECT, "post", "place")
OF_SHIFT = (*OF_POST, "shift_start", "shift_end")
PLACEHOLDERS = {
    Audience.MEMBERS: ANYBODY,
    Audience.LABEL: ANYBODY,
    Audience.PROJECT: OF_PROJECT,
    Audience.POST: OF_POST,
    Audience.SHIFT: OF_SHIFT,
}
LONGEST = {"subject": 100, "subject_en": 200, "body": 2000, "body_en": 4000}


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and body in Chinese, and in English for those who read that."""

    subject: str
    body: str
    subject_en: str = ""
    body_en: str = ""

    def cleaned(self) -> "Words":
        """A subject is one line; no text has control characters, which a mail must not carry."""
        return Words(_line(self.subject), _text(self.body), _line(self.subject_en), _text(self.body_en))

    def as_dict(self) -> dict[str, str]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def of(row: Any) -> Words:
    """The words of a mailing or a template."""
    return Words(row.subject, row.body, row.subject_en, row.body_en)


def check(words: Words, allowed: tuple[str, ...]) -> None:
    """Refused: nothing said, too long, one half of the English text, a placeholder that nobody fills in."""
    for name, said in words.as_dict().items():
        if len(said) > LONGEST[name]:
            raise Refused(
                "mailing.long",
                _("This text is longer than a message may be."),
                next_step=_("Shorten it, and lead to a page for what is left."),
                field=name,
                facts={"longest": LONGEST[name]},
            )
    for name in ("subject", "body"):
        if not getattr(words, name):
            raise Refused("mailing.empty", _("A message needs a subject and a text."), field=name)
    if bool(words.subject_en) != bool(words.body_en):
        missing = "body_en" if words.subject_en else "subject_en"
        raise Refused("mailing.half", _("In English there is a subject without a text, or the reverse."), field=missing)
    for name, said in words.as_dict().items():
        unknown = sorted(circulars.placeholders(said) - set(allowed))
        if unknown:
            raise Refused(
                "mailing.placeholder",
                _("Nothing stands for %(unknown)s in this message.") % {"unknown": "{" + unknown[0][:40] + "}"},
                next_step=_("Use these: %(known)s") % {"known": " ".join(f"{{{known}}}" for known in allowed)},
                field=name,
                facts={"unknown": unknown[:10], "known": list(allowed)},
            )


def _line(text: str) -> str:
    return " ".join(_text(text).split())


def _text(text: str) -> str:
    """Line ends as one sign; without what is neither text nor line end."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain if sign == "\n" or sign.isprintable()).strip()
