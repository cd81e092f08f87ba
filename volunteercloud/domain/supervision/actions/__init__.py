"""All writes of supervision: the yearly reports and their review, the ladder of sanctions."""

from .answering import answer_sanction
from .imposing import confirm_sanction, end_sanction, impose_sanction
from .overdue import mark_overdue
from .reporting import ReportWords, decide_report, open_reports, remind_of_report, submit_report, write_report

__all__ = [
    "ReportWords",
    "answer_sanction",
    "confirm_sanction",
    "decide_report",
    "end_sanction",
    "impose_sanction",
    "mark_overdue",
    "open_reports",
    "remind_of_report",
    "submit_report",
    "write_report",
]
