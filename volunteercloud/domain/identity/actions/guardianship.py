"""Minors: young children in a guardian's account, older ones with a guardian's consent."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.codes import queries as codes_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.identity import guardian_links, names, queries, rules
from volunteercloud.domain.identity.models import GuardianConsent, GuardianConsentState, Guardianship, Volunteer
from volunteercloud.domain.messages import actions as messages

from .registration import (
    allow_for,
    checked_purposes,
    known_region,
    locked_volunteer,
    new_number,
    write_consents,
    write_first_residence,
)

LINK_HOLDS = timedelta(days=7)
BECOME_REAL = _("Verify your own identity document first.")


@transaction.atomic
def add_ward(
    *,
    actor: Actor,
    name: str,
    birth_on: date,
    region_code: str | None = None,
    consents: Collection[str] = (),
    at: datetime,
) -> Volunteer:
    """Take a child into the actor's account: a volunteer with a number and records of its own, but no way to sign in.

    Refused to whoever is no adult with a real name (`guardian.not_real_name`), for somebody of age (`ward.of_age`),
    beyond 20 children (`ward.too_many`), and without the required consents.
    """
    today = timezone.localdate(at)
    guardian = _guardian(actor, today)

    name = names.clean(name)
    purposes = checked_purposes(consents)
    region = known_region(region_code) or guardian.region_id
    if not 0 <= rules.age_on(birth_on, today) < rules.ADULT_AGE:
        raise Refused(
            "ward.of_age",
            _("Only somebody under 18 can be in a guardian's account."),
            next_step=_("Check the birth date. An adult registers with an account of their own."),
            field="birth_on",
        )
    if len(queries.wards(actor)) >= queries.MOST_WARDS:
        raise Refused(
            "ward.too_many",
            _("There are 20 children in your account already."),
            next_step=_("Groups of children take part through an organization; ask one near you."),
        )

    ward_id = ids.uuid7()
    ward = Volunteer.objects.create(
        id=ward_id,
        number=new_number(ward_id, at),
        name=name,
        birth_on=birth_on,
        region_id=region,
        guardian_id=guardian.id,
        registered_at=at,
    )
    Guardianship.objects.create(guardian_id=guardian.id, ward_id=ward.id, ward_name=name, since=at)
    write_consents(ward.id, purposes, given_by=guardian.id, at=at)
    write_first_residence(ward, given_by=guardian.id, at=at)

    _record("identity.ward_added", actor, ward, at, consents=[str(purpose) for purpose in purposes])
    return ward


@transaction.atomic
def request_guardian_consent(*, actor: Actor, volunteer_id: UUID, at: datetime) -> tuple[GuardianConsent, str]:
    """Make the link that a minor sends to a guardian; it holds for seven days. An open request is used again.

    Refused where no consent is needed (`guardian_consent.not_needed`), or stands already (`guardian_consent.given`).
    """
    volunteer = locked_volunteer(volunteer_id)

    allow_for(actor, volunteer_id)

    if not rules.needs_guardian_consent(volunteer, timezone.localdate(at)):
        raise Refused(
            "guardian_consent.not_needed",
            _("No guardian's consent is needed: you are of age, or your birth date is not known yet."),
            next_step=_("If you are under 18, verify your identity document first."),
        )
    _check_not_given(volunteer)

    consent = GuardianConsent.objects.filter(
        volunteer_id=volunteer.id, state=GuardianConsentState.REQUESTED, expires_at__gt=at
    ).first()
    if consent is None:
        consent = GuardianConsent.objects.create(
            volunteer_id=volunteer.id, id=ids.uuid7(), requested_at=at, expires_at=at + LINK_HOLDS
        )

    _record("identity.guardian_consent_requested", actor, volunteer, at, consent=str(consent.id))
    return consent, guardian_links.make(volunteer.id, consent.id, consent.expires_at)


@transaction.atomic
def give_guardian_consent(*, actor: Actor, token: str, relation: str, at: datetime) -> GuardianConsent:
    """Agree that a minor serves. ``relation`` is a code of the list guardian_relation.

    Refused: a forged or expired link, a consent given already, an unknown relation, a guardian who is no adult with a
    real name. Not allowed to the minor.
    """
    link = guardian_links.read(token, at)
    volunteer = locked_volunteer(link.volunteer_id)
    consent = GuardianConsent.objects.filter(volunteer_id=link.volunteer_id, id=link.consent_id).first()
    if consent is None:
        raise NotFound

    if actor.id == volunteer.id:
        raise NotAllowed("identity.own_guardian")
    guardian = _guardian(actor, timezone.localdate(at))

    if codes_queries.strangers(CodeList.GUARDIAN_RELATION, [relation], timezone.localdate(at)):
        raise Refused(
            "guardian_consent.relation",
            _("It is not said how you are related."),
            next_step=_("Choose it from the list."),
            field="relation",
        )
    _check_not_given(volunteer)
    if consent.state != GuardianConsentState.REQUESTED:
        raise Refused(
            "guardian_consent.withdrawn",
            _("The consent that this link asked for was given and withdrawn again."),
            next_step=_("Ask for a new link."),
        )

    consent.state = GuardianConsentState.GIVEN
    consent.guardian_id, consent.guardian_name = guardian.id, guardian.name
    consent.relation, consent.given_at = relation, at
    consent.save()

    _record("identity.guardian_consent_given", actor, volunteer, at, consent=str(consent.id), relation=relation)
    _tell("guardian_consent_given", actor, volunteer, {"guardian": guardian.name}, at)
    messages.tell(
        actor=actor,
        recipient=queries.recipient(guardian.id),
        template="guardian_agreed",
        facts={"name": volunteer.name},
        link=f"/me/guardian/{volunteer.id}/",
        at=at,
    )
    return consent


@transaction.atomic
def withdraw_guardian_consent(*, actor: Actor, volunteer_id: UUID, at: datetime) -> GuardianConsent:
    """Take a consent back; the minor signs up for nothing new from now on. Only by the guardian who gave it."""
    volunteer = locked_volunteer(volunteer_id)
    consent = GuardianConsent.objects.filter(volunteer_id=volunteer_id, state=GuardianConsentState.GIVEN).first()

    if consent is None or not rules.may_withdraw(actor, consent):
        raise NotFound

    consent.state, consent.withdrawn_at = GuardianConsentState.WITHDRAWN, at
    consent.save(update_fields=["state", "withdrawn_at"])

    _record("identity.guardian_consent_withdrawn", actor, volunteer, at, consent=str(consent.id))
    _tell("guardian_consent_withdrawn", actor, volunteer, {"guardian": consent.guardian_name}, at)
    return consent


def _guardian(actor: Actor, day: date) -> Volunteer:
    """The actor as a guardian, locked. Refused to whoever is no adult with a real name."""
    guardian = locked_volunteer(actor.person_id)
    if not rules.may_be_guardian(guardian, day):
        raise Refused(
            "guardian.not_real_name",
            _("A guardian must be an adult whose real name is verified, and yours is not yet."),
            next_step=BECOME_REAL,
        )
    return guardian


def _check_not_given(volunteer: Volunteer) -> None:
    if GuardianConsent.objects.filter(volunteer_id=volunteer.id, state=GuardianConsentState.GIVEN).exists():
        raise Refused(
            "guardian_consent.given",
            _("A guardian has agreed already, so no further consent is needed."),
            next_step=_("Go on and sign up."),
        )


def _record(name: str, actor: Actor, volunteer: Volunteer, at: datetime, **facts: object) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=volunteer.id,
        subject=("volunteer", volunteer.id, str(volunteer)),
        region_code=volunteer.region_id or "",
        facts=facts,
    )


def _tell(template: str, actor: Actor, volunteer: Volunteer, facts: dict[str, str], at: datetime) -> None:
    messages.tell(
        actor=actor, recipient=queries.recipient(volunteer.id), template=template, facts=facts, link="/me/", at=at
    )
