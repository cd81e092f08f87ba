"""The examiner of certificates (`core.press`): looks at the signature of one file and ends. `examining` starts it."""

import base64
import json
import sys

from volunteercloud.domain.certificates import signing


def main() -> None:
    order = json.load(sys.stdin.buffer)
    found = signing.examine(base64.b64decode(order["pdf"]))
    sys.stdout.write(json.dumps({"intact": found.intact, "ours": found.ours}))


if __name__ == "__main__":
    main()
