"""The keys that sign credentials: the next one, and one that somebody else may have."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.credentials import keys
from volunteercloud.domain.credentials.models import IssuerKey

# Keys belong to nobody; their entries stand together.
NOBODY = UUID(int=0)


@transaction.atomic
def rotate_key(*, actor: Actor, at: datetime) -> IssuerKey:
    """Sign with a new key from now on. What the old ones signed still stands, and they stay published. For the operator."""
    newest = _newest()

    _allow(actor)

    newest.valid_until = newest.valid_until or at
    newest.save()
    following = IssuerKey.objects.create(version=newest.version + 1, valid_from=at)

    _tell(actor, "credentials.key_rotated", following, at)
    return following


@transaction.atomic
def revoke_key(*, actor: Actor, version: int, at: datetime) -> IssuerKey:
    """Nothing that a key signed is to be believed any more: it is published no longer. For the operator.

    Refused for the key that signs now (`credential.key_current`): another has to follow it first.
    """
    newest = _newest()
    found = newest if newest.version == version else IssuerKey.objects.filter(version=version).first()

    _allow(actor)

    if found is None:
        raise NotFound
    if found.version == newest.version:
        raise Refused(
            "credential.key_current",
            _("This key signs at present, so it cannot be revoked yet."),
            next_step=_("Rotate the key first, then revoke this one."),
        )
    if found.revoked_at is not None:
        return found

    found.revoked_at = at
    found.save(update_fields=["revoked_at"])

    _tell(actor, "credentials.key_revoked", found, at)
    return found


def _newest() -> IssuerKey:
    """Held until the end; the first one gets its row now."""
    IssuerKey.objects.bulk_create([IssuerKey(version=1, valid_from=keys.BEGINNING)], ignore_conflicts=True)
    newest = IssuerKey.objects.select_for_update().order_by("-version").first()
    if newest is None:
        raise NotFound
    return newest


def _allow(actor: Actor) -> None:
    if not actor.is_system:
        raise NotAllowed("credential.operator_only")


def _tell(actor: Actor, name: str, key: IssuerKey, at: datetime) -> None:
    subject = ("issuer_key", UUID(int=key.version), str(key))
    audit.record(
        actor, name, at=at, owner_id=NOBODY, subject=subject, facts={"kid": keys.public(key.version).thumbprint}
    )
