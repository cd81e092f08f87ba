"""The certificate as an accessible PDF for archives (PDF/A-2a, PDF/UA-1).

The same words give the same bytes, wherever and whenever they are set. Signs nothing; see signing.py. Typesetter and
faces take some 150 MB, so that only the press loads this module.
"""

import json
import threading
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from volunteercloud.domain.certificates import fonts

TEMPLATE = Path(__file__).parent / "data" / "certificate.typ"

_one_at_a_time = threading.Lock()


@cache
def _compiler() -> typst.Compiler:
    faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts.folder()])
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=faces)


def typeset(said: dict[str, Any]) -> bytes:
    """The words of `paper.said` as PDF. A page takes some 25 ms, an extract of 2,000 entries a second."""
    # One compiler keeps the faces in memory; it takes one document at a time.
    with _one_at_a_time:
        pdf = _compiler().compile(
            format="pdf",
            sys_inputs={"facts": json.dumps(said, ensure_ascii=False)},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=datetime.fromisoformat(said["issued-on"]).replace(tzinfo=UTC),
        )
    return cast(bytes, pdf)
