"""Services outside that people may sign in with 外部登录服务, as an operator names them: a city's, a university's."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from . import calls

ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
TEXTS = frozenset({"id", "name", "client_id", "secret", "server"})
MEMBERS = TEXTS | {"proves_email", "origins"}


@dataclass(frozen=True, slots=True)
class Provider:
    """A service that speaks OpenID Connect. ``server`` is its issuer, letter by letter. ``proves_email`` says that an e-mail
    address which it calls verified is believed. ``origins`` are where its own sign-in pages lie."""

    id: str
    name: str
    client_id: str
    server: str
    secret: str = field(repr=False)
    proves_email: bool = False
    origins: tuple[str, ...] = ()


def parsed(text: str) -> tuple[Provider, ...]:
    """Those of a JSON list. Raises ValueError that says what is wrong, and nothing of a secret."""
    try:
        listed = json.loads(text or "[]")
    except ValueError:
        raise ValueError("The services to sign in with are no JSON.") from None
    if not isinstance(listed, list):
        raise ValueError("The services to sign in with are a JSON list of objects.")
    found = tuple(_one(said) for said in listed)
    if len({one.id for one in found}) < len(found):
        raise ValueError("Two services to sign in with have one id.")
    return found


def _one(said: Any) -> Provider:
    if not isinstance(said, dict) or not TEXTS <= said.keys() <= MEMBERS:
        raise ValueError(
            f"A service to sign in with says {', '.join(sorted(TEXTS))}, and may say proves_email, origins."
        )
    if not all(isinstance(said[name], str) and said[name] for name in TEXTS):
        raise ValueError(f"A service to sign in with leaves something empty of {', '.join(sorted(TEXTS))}.")
    if not ID.fullmatch(said["id"]):
        raise ValueError("The id of a service to sign in with is of small letters, figures and hyphens.")
    origins = said.get("origins", [])
    if not isinstance(said.get("proves_email", False), bool) or not isinstance(origins, list):
        raise ValueError(f"{said['id']}: proves_email is true or false, origins is a list.")
    if not all(isinstance(one, str) and calls.is_safe(one) for one in [said["server"], *origins]):
        raise ValueError(f"{said['id']}: its addresses begin with https://, or http:// on this machine.")
    return Provider(
        **{name: said[name] for name in TEXTS},
        proves_email=said.get("proves_email", False),
        origins=tuple(dict.fromkeys(_origin(one) for one in [said["server"], *origins])),
    )


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
