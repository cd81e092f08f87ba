"""Whether a PDF that somebody holds is a certificate as this installation signed it."""

import base64
import json

from volunteercloud.core import pdfs, press

EXAMINER = press.command("volunteercloud.domain.certificates.examiner")


def is_ours(pdf: bytes) -> bool | None:
    """Whether it bears the signature of this installation and was not changed since; None where nobody could look just now.

    Looked at in a process of its own, which ends: what examines takes as much memory as what signs, and the file is a
    stranger's.
    """
    if not pdfs.is_one(pdf):
        return False
    try:
        found = json.loads(press.printed(EXAMINER, {"pdf": base64.b64encode(pdf).decode()}))
    except press.NotPrinted:
        return None
    return bool(found["intact"] and found["ours"])
