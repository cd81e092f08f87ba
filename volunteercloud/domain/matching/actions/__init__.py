"""All writes of matching: what people wish, who may find them, who asks them, and what weighs how much."""

from .answering import allow_again, answer, lapse
from .asking import ask_people
from .consenting import give_consent, withdraw_consent
from .preferring import Wished, set_preference
from .weights import set_weights

__all__ = [
    "Wished",
    "allow_again",
    "answer",
    "ask_people",
    "give_consent",
    "lapse",
    "set_preference",
    "set_weights",
    "withdraw_consent",
]
