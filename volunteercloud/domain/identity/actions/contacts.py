"""What happens when somebody says at their old phone number or e-mail address that it was not they who changed it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity.models import Account, ApiToken

from .registration import hold_phone


@transaction.atomic
def undo_contact_change(*, actor: Actor, account_id: UUID, phone: str = "", email: str = "", at: datetime) -> Account:
    """Give an account its former phone (E.164) or e-mail address back, and close every door that a stranger may have opened
    meanwhile: the password, with it every session, and all keys to the API.

    Refused while somebody else holds the phone (`phone.taken`). Done already, it happens once more and changes nothing.
    """
    account = Account.objects.select_for_update().filter(id=account_id, is_active=True).first()
    if account is None:
        raise NotFound

    if not actor.is_system:
        raise NotAllowed("identity.old_contact")

    if phone:
        account = hold_phone(actor=actor, account=account, phone=phone, verified=True, at=at)
    else:
        account.email = email
    account.set_unusable_password()
    account.save(update_fields=["email", "password"])
    ApiToken.objects.filter(account=account, revoked_at__isnull=True).update(revoked_at=at)

    audit.record(
        actor,
        "identity.contact_change_undone",
        at=at,
        owner_id=account.id,
        subject=("account", account.id, account.label),
        facts={"what": "phone" if phone else "email"},
    )
    return account
