"""Documents as PDF: a template, and facts that are put into words already. The same words give the same bytes.

Typesetter and faces take some 150 MB, so that only a press loads this module (`press`); run as a module it is one, for
documents that are only set.
"""

import json
import threading
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from volunteercloud.core import fonts, press

_one_at_a_time = threading.Lock()


@cache
def _compiler(template: Path) -> typst.Compiler:
    faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts.folder()])
    return typst.Compiler(template, root=template.parent, font_paths=faces)


def typeset(template: Path, said: dict[str, Any], *, standards: list[str], at: datetime) -> bytes:
    """``said`` reaches the template as JSON in `sys.inputs.facts`; ``at`` is the document's own date, to the second."""
    # One compiler keeps the faces in memory; it takes one document at a time.
    with _one_at_a_time:
        pdf = _compiler(template).compile(
            format="pdf",
            sys_inputs={"facts": json.dumps(said, ensure_ascii=False)},
            pdf_standards=cast(Any, standards),
            timestamp=at.replace(microsecond=0),
        )
    return cast(bytes, pdf)


def ordered(order: dict[str, Any]) -> bytes:
    at = datetime.fromisoformat(order["at"])
    return typeset(Path(order["template"]), order["said"], standards=order["standards"], at=at)


if __name__ == "__main__":
    press.work(ordered)
