"""Sessions in the database, sealed: while somebody proves a phone or an address, it stands in theirs.

Django signs what it keeps and leaves it readable. A session that cannot be opened, since its master key is gone or somebody
changed it, is an empty one: whoever had it signs in again.
"""

import base64
from typing import Any

from cryptography.exceptions import InvalidTag
from django.contrib.sessions.backends import db

from volunteercloud.core import keys

PURPOSE = "session"


class SessionStore(db.SessionStore):
    def encode(self, session_dict: dict[str, Any]) -> str:
        return base64.b64encode(keys.seal_bytes(PURPOSE, self.serializer().dumps(session_dict))).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            opened: dict[str, Any] = self.serializer().loads(
                keys.unseal_bytes(PURPOSE, base64.b64decode(session_data, validate=True))
            )
        except (InvalidTag, ValueError, IndexError):
            return {}
        return opened
