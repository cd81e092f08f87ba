"""A real name: a document is stated, its number claimed, somebody asked whether it is true, and the answer kept.

The provider is asked inside the transaction: the person waits for the answer anyway, and a claim without one would have
to be cleaned up. A provider that does not answer within its few seconds is asked again by a task.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity import documents, names, numbers, photos, queries, rules, tries, verification
from volunteercloud.domain.identity.models import Document, DocumentState, Volunteer
from volunteercloud.domain.identity.verification import DocumentClaim, Finding, Outcome
from volunteercloud.domain.reviews import actions as reviews_actions
from volunteercloud.domain.reviews import queries as reviews_queries
from volunteercloud.domain.reviews.models import Decision, Kind

from . import outcomes
from .registration import allow_for, locked_volunteer
from .stated import StatedIdentity

MOST_TRIES = 5
TRIES_WITHIN = timedelta(days=1)
DECIDED = {Decision.RETURN: DocumentState.RETURNED, Decision.REJECT: DocumentState.REJECTED}


@transaction.atomic
def submit_document(
    *, actor: Actor, volunteer_id: UUID, stated: StatedIdentity, photo: bytes | None = None, at: datetime
) -> Document:
    """Claim a document for a person and have it verified; the state of what is returned tells how it went.

    A new one sets an older one aside that still waits, and replaces a verified one once it is verified itself.
    Refused: what `documents.check`, `names.clean` and `photos.cleaned` refuse; a number that another person claimed
    (`document.claimed`, without telling whose); a young child's document outside the guardian's account
    (`document.guardian_account`), and an adult's inside (`document.ward_of_age`); the sixth try within a day
    (`document.too_many_tries`); a document that an officer has to look at without a photo (`document.photo_needed`) or
    a region (`document.region_needed`).
    """
    volunteer = locked_volunteer(volunteer_id)

    allow_for(actor, volunteer_id)

    today = timezone.localdate(at)
    name = names.clean(stated.name)
    name_latin = names.clean(stated.name_latin, field="name_latin") if stated.name_latin.strip() else ""
    checked = documents.check(
        stated.kind,
        stated.number,
        stated=documents.Stated(
            birth_on=stated.birth_on,
            sex=stated.sex,
            country=stated.country or stated.nationality,
            expires_on=stated.expires_on,
            mrz=stated.mrz,
        ),
        on=today,
        provinces=documents.PROVINCES | ({"99"} if settings.DEMO else frozenset()),
    )
    _check_age(volunteer, stated, today)
    _check_tries(volunteer, at)
    picture = photos.cleaned(photo) if photo else None

    _set_aside(actor, volunteer, at)
    if not numbers.hold(checked, volunteer.id, at):
        tries.count(volunteer.id, at)
        raise _claimed()
    document = _written(volunteer, checked, stated, name, name_latin, picture, at)
    outcomes.conclude(actor, volunteer, document, _asked(document, at), at)

    outcomes.record("identity.document_submitted", actor, volunteer, document, at)
    return document


@transaction.atomic
def verify_document(*, actor: Actor, volunteer_id: UUID, document_id: UUID, at: datetime) -> Document:
    """Ask the provider again about a document that still waits for an answer. Decided meanwhile, it stays as it is."""
    volunteer = locked_volunteer(volunteer_id)
    document = _document(volunteer_id, document_id)
    if document.state != DocumentState.CLAIMED or document.provider:
        return document

    if not actor.is_system:
        raise NotAllowed("identity.not_the_worker")

    outcome = _asked(document, at)
    if outcome.finding is Finding.UNAVAILABLE:
        return document

    try:
        outcomes.conclude(actor, volunteer, document, outcome, at)
    except Refused as refusal:
        # An officer would have to look, but a photo or a region is missing, and nobody is there to be asked for it.
        outcomes.close(document, DocumentState.RETURNED, outcome, at)
        outcomes.tell(actor, volunteer, document, at, reason=refusal)

    outcomes.record("identity.document_verified_again", actor, volunteer, document, at)
    return document


@transaction.atomic
def decide_identity(*, actor: Actor, case_id: UUID, decision: str, reason: str = "", at: datetime) -> Document:
    """An officer's decision about a document. Returned or rejected, its number is free again; the photo is deleted.
    Where it takes two officers, nothing happens before the second one says the same.

    Refused: what `reviews.settle` refuses, above all the second of two decisions. Not allowed outside the officer's
    region, and to nobody in a matter of their own.
    """
    case = reviews_queries.case(case_id)
    if case.kind != Kind.IDENTITY:
        raise NotFound
    volunteer = locked_volunteer(case.owner_id)
    document = _document(case.owner_id, case.subject_id)

    if not rules.may_decide_identity(actor, case.region_id, volunteer.id):
        raise NotAllowed("identity.not_officer")

    case = reviews_actions.settle(actor=actor, case_id=case_id, decision=decision, reason=reason, at=at)
    if case.is_waiting:
        return document

    if decision == Decision.APPROVE:
        outcomes.verify(volunteer, document, outcomes.OFFICER, at)
    else:
        outcomes.close(document, DECIDED[Decision(decision)], outcomes.OFFICER, at)

    outcomes.record("identity.document_decided", actor, volunteer, document, at, decision=decision, reason=case.reason)
    outcomes.tell(actor, volunteer, document, at, reason=case.reason)
    return document


def _document(volunteer_id: UUID, document_id: UUID) -> Document:
    document = Document.objects.select_for_update().filter(volunteer_id=volunteer_id, id=document_id).first()
    if document is None:
        raise NotFound
    return document


def _check_age(volunteer: Volunteer, stated: StatedIdentity, today: date) -> None:
    if rules.needs_guardian_account(volunteer, stated.birth_on, today):
        below = rules.rule_set_for(volunteer, today).guardian_account_below_age
        raise Refused(
            "document.guardian_account",
            _("Younger children take part from the account of a parent or guardian, not from their own."),
            next_step=_("Ask a parent or guardian to register and to add you to their account."),
            field="birth_on",
            facts={"below_age": below},
        )
    if volunteer.guardian_id is not None and rules.age_on(stated.birth_on, today) >= rules.ADULT_AGE:
        raise Refused(
            "document.ward_of_age",
            _("This document belongs to an adult, and only children are in a guardian's account."),
            next_step=_("Check the birth date. An adult registers with an account of their own."),
            field="birth_on",
        )


def _check_tries(volunteer: Volunteer, at: datetime) -> None:
    recent = Document.objects.filter(volunteer_id=volunteer.id, submitted_at__gt=at - TRIES_WITHIN)
    # Who could ask without end would learn of any number whether it is registered here.
    if recent.count() + tries.counted(volunteer.id, at) >= MOST_TRIES:
        raise Refused(
            "document.too_many_tries",
            _("Five documents were submitted within a day, so no more are taken for now."),
            next_step=_("Try again tomorrow, or ask an officer of your district for help."),
            facts={"most": MOST_TRIES},
        )


def _claimed() -> Refused:
    return Refused(
        "document.claimed",
        _("This document is already registered, and the hours that belong to it are safe."),
        next_step=_("Sign in with the account you had, or ask an officer of your district to find it."),
        field="number",
    )


def _set_aside(actor: Actor, volunteer: Volunteer, at: datetime) -> None:
    """A document that still waits makes room for the one submitted now."""
    for waiting in Document.objects.filter(volunteer_id=volunteer.id, state=DocumentState.CLAIMED).order_by("id"):
        if queries.is_under_review(waiting):
            reviews_actions.withdraw_case(actor=actor, kind=Kind.IDENTITY, subject_id=waiting.id, at=at)
        waiting.state, waiting.decided_at, waiting.photo_sealed = DocumentState.RETURNED, at, None
        waiting.save()
        numbers.release(waiting)


def _written(
    volunteer: Volunteer,
    checked: documents.CheckedDocument,
    stated: StatedIdentity,
    name: str,
    name_latin: str,
    picture: bytes | None,
    at: datetime,
) -> Document:
    document_id = ids.uuid7()
    return Document.objects.create(
        volunteer_id=volunteer.id,
        id=document_id,
        kind=checked.kind,
        number_sealed=numbers.seal(checked.number, document_id),
        tail=checked.number[-numbers.SHOWN :],
        length=len(checked.number),
        expires_on=checked.expires_on,
        stated={
            "name": name,
            "name_latin": name_latin,
            "birth_on": stated.birth_on.isoformat(),
            "sex": checked.sex or stated.sex,
            "nationality": _nationality(checked, stated),
            "country": checked.country,
        },
        photo_sealed=photos.seal(picture, document_id) if picture else None,
        photo_type=photos.TYPE if picture else "",
        submitted_at=at,
    )


def _nationality(checked: documents.CheckedDocument, stated: StatedIdentity) -> str:
    """A passport and a permanent resident's card leave it to the person; the other documents are for Chinese nationals."""
    foreign = {documents.DocumentKind.PASSPORT, documents.DocumentKind.PERMANENT_RESIDENT}
    return stated.nationality if checked.kind in foreign else "CN"


def _asked(document: Document, at: datetime) -> Outcome:
    said = document.stated
    claim = DocumentClaim(
        kind=document.kind,
        number=numbers.unseal(document),
        name=said["name"],
        birth_on=date.fromisoformat(said["birth_on"]),
        sex=said["sex"],
        country=said["country"],
        expires_on=document.expires_on,
    )
    return verification.provider().verify(claim, request_id=document.id, at=at)
