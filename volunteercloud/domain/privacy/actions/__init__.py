"""The rights of a person over what is kept of them: stopping what rests on consent, and closing the account."""

from .closing import ask_to_close, call_off_closing, close_account
from .restricting import restrict

__all__ = ["ask_to_close", "call_off_closing", "close_account", "restrict"]
