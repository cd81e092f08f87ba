"""Issuing credentials, and taking them back when they stand no more."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.credentials import disclosures, documents, keys, standing, status
from volunteercloud.domain.credentials.documents import Service
from volunteercloud.domain.credentials.models import Credential, CredentialLine, Form, Scope, Why
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.models import RecordHead

# Nobody needs more, and each takes a place in the lists for ever.
MOST_A_DAY = 50


@transaction.atomic
def issue(
    *,
    actor: Actor,
    volunteer_id: UUID,
    form: Form = Form.BADGE,
    scope: Scope = Scope.WHOLE,
    subject_id: UUID | None = None,
    is_named: bool = False,
    at: datetime,
) -> Credential:
    """Issue a credential about what counts here: all of it, what one organization recorded, or one record. For the person or
    their guardian. What was issued already and still says the same is given again.

    Refused without a verified real name (`credential.real_name`), without a record that counts (`credential.nothing`),
    and beyond fifty in a day (`credential.too_many`).
    """
    volunteer = identity_queries.volunteer(volunteer_id)
    identity_queries.hold([volunteer.id])

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("credential.not_yours")

    _check_real_name(volunteer)
    service = _service(volunteer.id, scope, subject_id)
    known = _standing_one(volunteer.id, form, service, is_named=is_named)
    if known is not None:
        return known
    _check_not_too_many(volunteer.id, at)

    credential = _write(volunteer, form, service, at, is_named=is_named)

    _tell(actor, "credentials.issued", volunteer.id, credential, at)
    return credential


@transaction.atomic
def revoke(*, actor: Actor, volunteer_id: UUID, credential_id: UUID, at: datetime) -> Credential:
    """The holder takes a credential back: whoever verifies it is told so from now on. Said twice, it changes nothing more."""
    credential = _held(volunteer_id).filter(id=credential_id).first()
    if credential is None or not identity_rules.may_act_for(actor, volunteer_id):
        raise NotFound

    if credential.revoked_at is not None:
        return credential

    _revoke([credential], {credential.id: Why.HOLDER}, at)

    _tell(actor, "credentials.withdrawn", volunteer_id, credential, at)
    return credential


@transaction.atomic
def follow(*, actor: Actor, volunteer_id: UUID, at: datetime) -> list[Credential]:
    """Revoke those of a person's credentials whose records were corrected to something else, revoked, erased, or moved away.
    Returns them; called again it finds nothing."""
    credentials = list(_held(volunteer_id).filter(revoked_at__isnull=True).order_by("id"))

    why = standing.changed(volunteer_id, credentials)
    fallen = [credential for credential in credentials if credential.id in why]

    _revoke(fallen, why, at)

    told = [_told(volunteer_id, credential) for credential in fallen]
    audit.record_many(actor, "credentials.revoked", at=at, told=told)
    return fallen


def _check_real_name(volunteer: Volunteer) -> None:
    if volunteer.real_name_level < identity_rules.REAL_NAME:
        raise Refused(
            "credential.real_name",
            _("A credential is made out to a verified real name only."),
            next_step=_("Register your document first."),
        )


def _service(volunteer_id: UUID, scope: Scope, subject_id: UUID | None) -> Service:
    """Everything that counts at this moment, as far as the credential is about it."""
    organization_id = subject_id if scope == Scope.ORGANIZATION else None
    found = record_queries.valid_between(volunteer_id, date.min, date.max, organization_id)
    heads = [head for head in found if standing.counts(head)]
    if scope == Scope.RECORD:
        heads = [head for head in heads if head.record_id == subject_id]
    if not heads or (scope == Scope.WHOLE) != (subject_id is None):
        raise Refused(
            "credential.nothing",
            _("There is no valid service record for this credential."),
            next_step=_("Your records stand under “My service”."),
        )
    return Service(scope, subject_id, heads)


def _standing_one(volunteer_id: UUID, form: Form, service: Service, *, is_named: bool) -> Credential | None:
    return Credential.objects.filter(
        volunteer_id=volunteer_id,
        form=form,
        scope=service.scope,
        subject_id=service.subject_id,
        is_named=is_named,
        digest=_digest(service.heads),
        revoked_at__isnull=True,
    ).first()


def _check_not_too_many(volunteer_id: UUID, at: datetime) -> None:
    lately = Credential.objects.filter(volunteer_id=volunteer_id, issued_at__gt=at - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        raise Refused(
            "credential.too_many",
            _("Fifty credentials were issued to you within a day, and no more are issued today."),
            next_step=_("Use one of those, or come back tomorrow."),
        )


def _write(volunteer: Volunteer, form: Form, service: Service, at: datetime, *, is_named: bool) -> Credential:
    credential_id = ids.uuid7()
    place = status.take(volunteer.id, credential_id, at)
    document: dict[str, Any]
    if form == Form.DISCLOSING:
        document = disclosures.made(service, volunteer, place, at)
    else:
        document = documents.badge(service, volunteer, credential_id, place, at, named=is_named)
    credential = Credential.objects.create(
        volunteer_id=volunteer.id,
        id=credential_id,
        form=form,
        scope=service.scope,
        subject_id=service.subject_id,
        is_named=is_named,
        records=len(service.heads),
        credit_minutes=service.credit_minutes,
        honour_minutes=service.honour_minutes,
        from_on=service.from_on,
        to_on=service.to_on,
        digest=_digest(service.heads),
        document=document,
        key_version=keys.current(at).version,
        place=place,
        issued_at=at,
    )
    CredentialLine.objects.bulk_create(
        CredentialLine(
            volunteer_id=volunteer.id,
            credential_id=credential.id,
            record_id=head.record_id,
            recorded_for=head.volunteer_id,
            version_id=head.version_id,
            day=head.day,
            minutes=head.minutes,
            grade=head.grade,
        )
        for head in service.heads
    )
    return credential


def _digest(heads: Sequence[RecordHead]) -> bytes:
    """Over the versions a credential rests on, in whatever order they were found."""
    versions = sorted(head.version_id.bytes for head in heads)
    return hashlib.sha256(b"".join(versions)).digest()


def _held(volunteer_id: UUID) -> Any:
    return Credential.objects.select_for_update().filter(volunteer_id=volunteer_id)


def _revoke(fallen: Sequence[Credential], why: dict[UUID, Why], at: datetime) -> None:
    """The rows, and last the bits: what several people wait for is held for the shortest time."""
    for credential in fallen:
        credential.revoked_at, credential.revoked_why = at, why[credential.id]
    Credential.objects.bulk_update(fallen, ["revoked_at", "revoked_why"])
    status.revoke([credential.place for credential in fallen], at)


def _tell(actor: Actor, name: str, volunteer_id: UUID, credential: Credential, at: datetime) -> None:
    told = _told(volunteer_id, credential)
    audit.record(actor, name, at=at, owner_id=told.owner_id, subject=told.subject, facts=told.facts)


def _told(volunteer_id: UUID, credential: Credential) -> audit.Told:
    facts = {
        "form": credential.form,
        "scope": credential.scope,
        "is_named": credential.is_named,
        "credit_minutes": credential.credit_minutes,
        "honour_minutes": credential.honour_minutes,
    }
    if credential.revoked_why:
        facts["why"] = credential.revoked_why
    return audit.Told(owner_id=volunteer_id, subject=("credential", credential.id, str(credential)), facts=facts)
