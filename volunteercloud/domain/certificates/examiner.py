"""The examiner of certificates (`core.press`): looks at the signature of one file and ends, as the file is a stranger's.
`examining` starts it."""

import base64
import json
from typing import Any

from volunteercloud.core import press
from volunteercloud.domain.certificates import signing


def examined(order: dict[str, Any]) -> bytes:
    found = signing.examine(base64.b64decode(order["pdf"]))
    return json.dumps({"intact": found.intact, "ours": found.ours}).encode()


if __name__ == "__main__":
    press.work(examined, most=1)
