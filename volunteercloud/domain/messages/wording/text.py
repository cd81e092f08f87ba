"""The shape of one text."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Text:
    """``subject`` heads the mail and the line in the inbox; ``body`` is whole by itself, so it is the SMS too."""

    subject: str | Promise
    body: str | Promise
