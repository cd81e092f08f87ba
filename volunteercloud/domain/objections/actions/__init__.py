"""All writes of objections: raising, answering, deciding, appealing, what happens when nobody does, erasing."""

from .answering import answer_objection, settle_objection, state_view
from .appealing import appeal_decision
from .deadlines import close_unappealed, refer_unanswered, remind_officers
from .deciding import decide_objection
from .erasing import erase_objections
from .raising import object_to_record, withdraw_objection

__all__ = [
    "answer_objection",
    "appeal_decision",
    "close_unappealed",
    "decide_objection",
    "erase_objections",
    "object_to_record",
    "refer_unanswered",
    "remind_officers",
    "settle_objection",
    "state_view",
    "withdraw_objection",
]
