"""What somebody typed before they were known: it goes with them through signing in, sealed in their session."""

import base64
import json
from contextlib import suppress
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.http import HttpRequest, QueryDict

from volunteercloud.core import keys

SESSION_KEY = "need_typed"
PURPOSE = "needs/typed"
MOST_SIGNS = 20_000  # far more than a whole form holds; a session is not a store


def keep(request: HttpRequest, names: set[str]) -> None:
    """Keep these fields of what was sent, until it is taken up again or the session ends."""
    fields = {name: values for name, values in request.POST.lists() if name in names}
    text = json.dumps(fields)
    if len(text) <= MOST_SIGNS:
        request.session[SESSION_KEY] = base64.b64encode(keys.seal(PURPOSE, text)).decode()


def typed(request: HttpRequest, need_id: UUID | None = None) -> QueryDict | None:
    """What was kept, as a form takes it, of this need or of any; nothing where nothing was, or the key is no longer ours."""
    sealed = request.session.get(SESSION_KEY)
    if not sealed:
        return None
    with suppress(InvalidTag, ValueError):
        fields = QueryDict(mutable=True)
        for name, values in json.loads(keys.unseal(PURPOSE, base64.b64decode(sealed))).items():
            fields.setlist(name, values)
        return fields if need_id is None or fields.get("need_id") == str(need_id) else None
    return None


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
