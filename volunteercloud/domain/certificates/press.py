"""The press of certificates (`core.press`): sets certificates and signs them. `printing` starts it."""

from datetime import datetime
from typing import Any

from volunteercloud.core import press
from volunteercloud.domain.certificates import signing, typesetter


def signed(order: dict[str, Any]) -> bytes:
    return signing.sign(typesetter.typeset(order["said"]), at=datetime.fromisoformat(order["signed_at"]))


if __name__ == "__main__":
    press.work(signed)
