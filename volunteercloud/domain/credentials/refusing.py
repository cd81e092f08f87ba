"""Why a package is not taken, in words: one sentence for each thing that can be wrong with a file."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

from .reading import Fault

WHOLE_AGAIN = _("Download it again at the place that made it, and bring the file as it is.")

UNSAFE: Mapping[str, Promise] = {
    "copy.no_zip": _("This file is no ZIP file, or it is cut short."),
    "copy.no_package": _("This ZIP file is not a copy of anybody's service: the signed list of contents is missing."),
    "copy.missing": _("This ZIP file is not a copy of anybody's service: the signed list of contents is missing."),
    "copy.version": _("This copy was made by a newer program than the one here."),
    "copy.too_many": _("This file holds more files than a copy ever has."),
    "copy.too_large": _("Unpacked, this file would be far larger than any copy."),
    "copy.path": _("This file holds names that lead outside of it."),
    "copy.doubled": _("This file holds one name twice, so nobody could tell which is meant."),
    "copy.locked": _("This file is locked with a password, or packed in a way that is not used here."),
    "copy.broken": _("This file is damaged."),
}
FAULTS: Mapping[str, Promise] = {
    "copy.added": _("a file was added after it was signed"),
    "copy.missing": _("a file of it is missing"),
    "copy.changed": _("a file was changed after it was signed"),
    "copy.log_key": _("it names no public log that could be checked"),
    "copy.proof": _("a record is not what stands in the public log"),
    "copy.details": _("the details of a record are not what was sealed"),
    "copy.other_person": _("it holds a record of somebody else"),
    "copy.doubled_version": _("it holds one version of a record twice"),
    "copy.table": _("its table of records is not what its records say"),
    "copy.totals": _("its hours are not the sum of its records"),
    "copy.unreadable": _("a file of it can't be read"),
    "copy.too_many_records": _("it holds more than 20,000 versions of records"),
    "paper.key_unknown": _("it is signed by a key that is not that place's"),
    "paper.key_revoked": _("it is signed by a key that was revoked"),
    "paper.key_not_valid": _("it is signed by a key that was not valid that day"),
    "paper.signature": _("its signature is not that place's"),
    "paper.early": _("it says that it was made in the future"),
}
OTHERWISE = _("its signature can't be read")


def why(fault: Fault) -> Promise:
    """What is wrong, as a clause that goes on after “it”, or “because”."""
    return FAULTS.get(fault.code, OTHERWISE)


def unsafe(code: str) -> Refused:
    """For a file that is no package, or that can't be opened without harm."""
    return Refused(code, UNSAFE.get(code, UNSAFE["copy.broken"]), next_step=WHOLE_AGAIN, field="file")


def changed(fault: Fault) -> Refused:
    """For a package that does not hold."""
    return Refused(
        "copy.changed",
        format_lazy(_("This copy does not hold: {why}."), why=why(fault)),
        next_step=WHOLE_AGAIN,
        field="file",
        facts={"fault": fault.code, "file": fault.path},
    )
