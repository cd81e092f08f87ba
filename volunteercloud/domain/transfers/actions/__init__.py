"""All writes to transfers: what people decide, what a step of the other node brings about, and what time ends."""

from .asking import agree, ask, decline
from .deadlines import lapse

__all__ = ["agree", "ask", "decline", "lapse"]
