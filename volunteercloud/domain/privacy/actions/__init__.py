"""The rights of a person over what is kept: taking it along, stopping what rests on consent, closing the account."""

from .closing import ask_to_close, call_off_closing, close_account
from .restricting import lift_restriction, restrict
from .taking import take_everything

__all__ = ["ask_to_close", "call_off_closing", "close_account", "lift_restriction", "restrict", "take_everything"]
