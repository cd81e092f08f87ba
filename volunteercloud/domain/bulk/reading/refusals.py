"""Why a file is not read, in words. What several readers say stands here once."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

from .limits import MOST_COLUMNS


def refused(code: str, message: str | Promise, next_step: str | Promise) -> Refused:
    return Refused(code, message, next_step=next_step, field="file")


def damaged() -> Refused:
    return refused(
        "sheet.damaged",
        _("The file is damaged, or not a workbook."),
        _("Open it, save it again as an Excel workbook (.xlsx), and choose the new file."),
    )


def empty() -> Refused:
    return refused("sheet.empty", _("There is nothing in this list."), _("Choose the file with your list."))


def too_many(most: int) -> Refused:
    return refused(
        "sheet.too_many",
        _("The list has more than %(most)s rows.") % {"most": f"{most:,}"},
        _("Send it in parts, for example a month each."),
    )


def too_wide() -> Refused:
    return refused(
        "sheet.too_wide",
        _("The list has more than %(most)s columns.") % {"most": MOST_COLUMNS},
        _("Keep the columns that are needed and delete the others."),
    )


def macros() -> Refused:
    return refused(
        "sheet.macros",
        _("This workbook carries a program (macros), which is never opened here."),
        _("Save it as an Excel workbook without macros (.xlsx)."),
    )


def formula(cell: str) -> Refused:
    return refused(
        "sheet.formula",
        _("Cell %(cell)s holds a formula, and what a formula shows can't be trusted.") % {"cell": cell},
        _("Copy the column and paste it in its place as values, then save the list."),
    )
