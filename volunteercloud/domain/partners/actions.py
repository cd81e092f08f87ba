"""Naming partner sites, the keys that sign for them, and what a person lets a site know."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from allauth.idp.oidc.models import Client, Token
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import calls, keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit

from .models import KEY_PURPOSE, SigningKey
from .scopes import Scope

INSTALLATION = uuid5(NAMESPACE_URL, "installation")
BITS = 3072
# As long as partner sites keep what keys we publish (web/partners), and as clocks may be apart.
PUBLISHED_BEFORE = timedelta(hours=2)
MOST_KEYS = 255
LONGEST_NAME = 100


@transaction.atomic
def name_partner(
    *, actor: Actor, name: str, addresses: Collection[str], scopes: Collection[Scope], at: datetime
) -> tuple[Client, str]:
    """Name a site that people may sign in to with their account here; its secret is told this once.

    ``addresses`` are where people are sent back to, letter by letter. Refused without a name or an address, and for an
    address that could be listened to on the way.
    """
    name = name.strip()

    _require_operator(actor)

    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(
            "partners.name",
            _("The site has no name that can be shown."),
            next_step=_("Give it one of at most 100 letters."),
        )
    if not addresses or not all(calls.is_safe(one) and one.isprintable() and " " not in one for one in addresses):
        raise Refused(
            "partners.address",
            _("People cannot be sent back to such an address."),
            next_step=_("Give addresses that begin with https://, without a name or a # in them."),
        )

    secret = secrets.token_urlsafe(32)
    partner = Client(name=name, type=Client.Type.CONFIDENTIAL, created_at=at)
    partner.set_secret(secret)
    partner.set_redirect_uris(list(addresses))
    partner.set_scopes(sorted({Scope.OPENID, *scopes}))
    partner.set_response_types([Client.ResponseType.CODE])
    partner.set_grant_types([Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN])
    partner.save(force_insert=True)
    if not SigningKey.objects.exists():
        _make_key(at)

    facts = {"addresses": sorted(addresses), "scopes": partner.get_scopes()}
    audit.record(actor, "partners.named", at=at, owner_id=INSTALLATION, subject=_subject(partner), facts=facts)
    return partner, secret


@transaction.atomic
def end_partner(*, actor: Actor, partner_id: str, at: datetime) -> None:
    """End a site: every token it holds ends with it."""
    _require_operator(actor)

    partner = Client.objects.select_for_update().filter(id=partner_id).first()
    if partner is None:
        raise NotFound

    partner.delete()

    audit.record(actor, "partners.ended", at=at, owner_id=INSTALLATION, subject=_subject(partner))


@transaction.atomic
def renew_key(*, actor: Actor, at: datetime) -> SigningKey:
    """Make a further key to sign with. It is published at once and signs when every site had time to fetch it."""
    _require_operator(actor)

    key = _make_key(at)

    audit.record(
        actor,
        "partners.key_renewed",
        at=at,
        owner_id=INSTALLATION,
        subject=("installation", INSTALLATION, ""),
        facts={"number": key.number, "signs_from": key.signs_from.isoformat()},
    )
    return key


@transaction.atomic
def agree(*, actor: Actor, partner_id: str, scopes: Collection[str], at: datetime) -> None:
    """Note what a person lets a site know, before the site is given a code for it."""
    owner_id = _own(actor)

    partner = Client.objects.filter(id=partner_id).first()
    if partner is None:
        raise NotFound

    audit.record(
        actor, "partners.agreed", at=at, owner_id=owner_id, subject=_subject(partner), facts={"scopes": sorted(scopes)}
    )


@transaction.atomic
def withdraw(*, actor: Actor, partner_id: str, at: datetime) -> None:
    """Take back what a person lets a site know: its tokens end at once. What it learned before is with the site."""
    owner_id = _own(actor)

    partner = Client.objects.filter(id=partner_id).first()
    if partner is None:
        raise NotFound

    ended, _by_model = Token.objects.filter(client=partner, user_id=owner_id).delete()

    audit.record(
        actor, "partners.withdrawn", at=at, owner_id=owner_id, subject=_subject(partner), facts={"tokens": ended}
    )


@transaction.atomic
def end_stolen(*, actor: Actor, token_hash: str, at: datetime) -> None:
    """End what a site holds for a person, because a code that it was given for came a second time: one of the two had stolen
    it. ``token_hash`` is of the access token that the first one got; already ended, nothing happens."""
    _require_operator(actor)

    given = Token.objects.select_related("client").filter(type=Token.Type.ACCESS_TOKEN, hash=token_hash).first()
    if given is None or given.client is None or given.user_id is None:
        return

    ended, _by_model = Token.objects.filter(client=given.client, user_id=given.user_id).delete()

    subject = _subject(given.client)
    audit.record(actor, "partners.code_stolen", at=at, owner_id=given.user_id, subject=subject, facts={"tokens": ended})


def _require_operator(actor: Actor) -> None:
    if not actor.is_system:
        raise NotAllowed("partners.not_operator")


def _own(actor: Actor) -> UUID:
    if actor.id is None:
        raise NotAllowed("identity.own_account")
    return actor.id


def _subject(partner: Client) -> tuple[str, UUID, str]:
    return ("partner", uuid5(NAMESPACE_URL, f"partner:{partner.id}"), partner.name)


def _make_key(at: datetime) -> SigningKey:
    """The next key: the first signs at once, as nobody knows another one yet."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE partners_signingkey IN EXCLUSIVE MODE")
    last = SigningKey.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    if number > MOST_KEYS:
        raise Refused("partners.keys", _("There are 255 keys already."), next_step=_("Ask the makers of this program."))
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return SigningKey.objects.create(
        number=number,
        sealed=keys.seal(KEY_PURPOSE, pem, bound_to=bytes([number])),
        signs_from=at + PUBLISHED_BEFORE if last else at,
    )
