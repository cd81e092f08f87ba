"""The three ways an action or query says no. Each door maps them once; nothing else crosses the border."""

from django.utils.functional import Promise


class NotFound(Exception):
    """There is no such thing, or the viewer may not know of it: the same answer by design."""


class NotAllowed(Exception):
    """The actor is known and the thing is known, but this actor may not do this to it.

    What is missing and who can give it may be said as in `Refused`; otherwise the door has general words.
    """

    def __init__(
        self, code: str = "not_allowed", message: str | Promise = "", *, next_step: str | Promise = ""
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.next_step = next_step


class Refused(Exception):
    """The request is understood and refused: what happened and why, then what to do next.

    ``code`` is stable and never translated; ``message`` and ``next_step`` are lazy translations, rendered in the
    reader's language at the door; ``field`` names the input to mend, if it is one; ``facts`` go to the API as they are.
    """

    def __init__(
        self,
        code: str,
        message: str | Promise,
        *,
        next_step: str | Promise = "",
        field: str | None = None,
        facts: dict[str, object] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.next_step = next_step
        self.field = field
        self.facts = facts or {}

    def __str__(self) -> str:
        """Both sentences as one text; between Chinese sentences stands no space."""
        message, next_step = str(self.message), str(self.next_step)
        gap = " " if next_step and message[-1:] not in "。！？" else ""
        return f"{message}{gap}{next_step}"
