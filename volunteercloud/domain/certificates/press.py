"""The press: a process of its own that sets one certificate, signs it and ends. `printing` starts it.

Typesetter, faces and signing take hundreds of megabytes, which a process that serves pages would keep for ever.
Takes an order on standard input and gives the PDF on standard output; says on the error stream what went wrong.
"""

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
