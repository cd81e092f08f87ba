"""Reading which partner sites there are, who lets them know what, and the keys that sign for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from allauth.idp.oidc.models import Client, PrivateKey, Token
from django.db.models import Q

from volunteercloud.core import keys
from volunteercloud.core.actor import Actor

from .models import KEY_PURPOSE, SigningKey

# How long the key before is still published: longer than any token by it holds.
KEPT = timedelta(days=1)
MOST = 200


@dataclass(frozen=True, slots=True)
class Agreed:
    """A site that holds tokens of a person: what it may learn, since when, and until when unless it renews them."""

    id: str
    name: str
    scopes: frozenset[str]
    since: datetime
    until: datetime


def partners() -> list[Client]:
    """Every site, by name; an operator names tens."""
    return list(Client.objects.order_by("name", "id")[:MOST])


def agreed(viewer: Actor, at: datetime) -> list[Agreed]:
    """The sites that this person lets know something, by name."""
    found: dict[str, list[Token]] = {}
    tokens = Token.objects.filter(Q(expires_at__gt=at), user_id=viewer.id, client__isnull=False)
    for token in tokens.select_related("client").order_by("client__name", "client_id", "id"):
        found.setdefault(token.client_id, []).append(token)
    return [
        Agreed(
            id=client_id,
            name=held[0].client.name,
            scopes=frozenset(scope for token in held for scope in token.get_scopes()),
            since=min(token.created_at for token in held),
            until=max(token.expires_at for token in held),
        )
        for client_id, held in found.items()
    ]


def signing_keys() -> list[PrivateKey]:
    """Every key, each until a day after the next one signs."""
    found = list(SigningKey.objects.order_by("number"))
    return [
        PrivateKey(
            not_before=key.signs_from,
            issued_at=key.signs_from,
            expires_at=following.signs_from + KEPT if following else None,
            pem=_opened(key),
        )
        for key, following in zip_longest(found, found[1:])
    ]


def _opened(key: SigningKey) -> str:
    return keys.unseal(KEY_PURPOSE, key.sealed, bound_to=bytes([key.number]))
