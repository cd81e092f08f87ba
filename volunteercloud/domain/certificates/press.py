"""The press of certificates (`core.press`): sets one certificate, signs it and ends. `printing` starts it."""

import json
import sys
from datetime import datetime

from volunteercloud.domain.certificates import signing, typesetter


def main() -> None:
    order = json.load(sys.stdin.buffer)
    pdf = typesetter.typeset(order["said"])
    sys.stdout.buffer.write(signing.sign(pdf, at=datetime.fromisoformat(order["signed_at"])))


if __name__ == "__main__":
    main()
