"""A person comes: the volunteer of an account, its phone, its consents, its profile and preferences."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.changes import noting
from volunteercloud.domain.codes import queries as codes_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.identity import claims, phones, rules
from volunteercloud.domain.identity.consents import REQUIRED, TERMS, Purpose
from volunteercloud.domain.identity.models import Account, ClaimKind, Consent, Residence, Volunteer
from volunteercloud.domain.regions import queries as regions_queries

UNPROVED_PHONE_HOLDS = timedelta(minutes=30)
MOST_CHOSEN = 20  # of skills, languages and categories: more says nothing


@transaction.atomic
def register(
    *,
    actor: Actor,
    account: Account,
    language: str,
    region_code: str | None = None,
    consents: Collection[str] = (),
    at: datetime,
) -> Volunteer:
    """Make the volunteer of an account, with the same id and a public number that says nothing about the person.

    Refused without the required consents (`consent.required`) or for an unknown region (`region.unknown`). An account
    that is registered already keeps its volunteer: a repeated call returns it.
    """
    account.refresh_from_db(from_queryset=Account.objects.select_for_update())
    standing = Volunteer.objects.filter(id=account.id).first()
    if standing:
        return standing

    if not actor.is_system and actor.id != account.id:
        raise NotAllowed("identity.own_account")

    purposes = checked_purposes(consents)
    region = known_region(region_code)

    account.language = known_language(language)
    account.label = account.label or _label_of(account)
    account.registered_at = at
    account.save(update_fields=["language", "label", "registered_at"])
    volunteer = Volunteer.objects.create(
        id=account.id, number=new_number(account.id, at), region_id=region, registered_at=at
    )
    write_consents(volunteer.id, purposes, given_by=account.id, at=at)
    write_first_residence(volunteer, given_by=account.id, at=at)

    audit.record(
        actor,
        "identity.registered",
        at=at,
        owner_id=volunteer.id,
        subject=("volunteer", volunteer.id, volunteer.number),
        region_code=region or "",
        facts={"consents": {purpose: TERMS[purpose].version for purpose in purposes}},
    )
    return volunteer


@transaction.atomic
def hold_phone(*, actor: Actor, account: Account, phone: str, verified: bool, at: datetime) -> Account:
    """Give an account a phone. Unproved it is held for half an hour, then anybody else may take it.

    Refused for what is no phone number (`phone.form`), and while somebody else holds it (`phone.taken`). The phone
    that the account had before is given back.
    """
    account.refresh_from_db(from_queryset=Account.objects.select_for_update())
    before = phones.unseal(account.phone_sealed, account.id) if account.phone_sealed else ""

    if not actor.is_system and actor.id not in {None, account.id}:
        raise NotAllowed("identity.own_account")

    number = phones.parse(phone)
    until = None if verified else at + UNPROVED_PHONE_HOLDS
    if not claims.hold(ClaimKind.PHONE, number, account.id, at=at, holds_until=until):
        raise Refused(
            "phone.taken",
            _("This phone number belongs to another account."),
            next_step=_("Sign in with it, or use another number."),
            field="phone",
        )

    if before and before != number:
        claims.release(ClaimKind.PHONE, before, account.id)
    account.phone_sealed = phones.seal(number, account.id)
    account.phone_tail = number[-4:]
    account.phone_verified = verified or (before == number and account.phone_verified)
    account.label = account.label or _label_of(account)
    account.save(update_fields=["phone_sealed", "phone_tail", "phone_verified", "label"])

    audit.record(
        actor,
        "identity.phone_proved" if account.phone_verified else "identity.phone_held",
        at=at,
        owner_id=account.id,
        subject=("account", account.id, account.label),
        facts={"tail": account.phone_tail},
    )
    return account


@transaction.atomic
def give_consent(*, actor: Actor, volunteer_id: UUID, purpose: str, at: datetime) -> Consent:
    """Agree to a purpose in its present version. Given already in that version, it stands as it is."""
    locked_volunteer(volunteer_id)
    standing = Consent.objects.filter(volunteer_id=volunteer_id, purpose=purpose, withdrawn_at__isnull=True).first()

    allow_for(actor, volunteer_id)

    terms = TERMS[_known_purpose(purpose)]
    if standing and standing.version == terms.version:
        return standing

    if standing:
        standing.withdrawn_at = at
        standing.save(update_fields=["withdrawn_at"])
    (consent,) = write_consents(volunteer_id, [Purpose(purpose)], given_by=actor.person_id, at=at)

    _tell_of_consent("identity.consent_given", actor, consent, at)
    return consent


@transaction.atomic
def withdraw_consent(*, actor: Actor, volunteer_id: UUID, purpose: str, at: datetime) -> Consent:
    """Take a consent back. Refused for a purpose without which there is no account (`consent.required_stands`)."""
    locked_volunteer(volunteer_id)
    standing = Consent.objects.filter(volunteer_id=volunteer_id, purpose=purpose, withdrawn_at__isnull=True).first()

    allow_for(actor, volunteer_id)

    if TERMS[_known_purpose(purpose)].required:
        raise Refused(
            "consent.required_stands",
            _("Without this consent your service could not be kept, so it stands as long as the account does."),
            next_step=_("To end it, close the account under “Your data and your rights”."),
            field="purpose",
        )
    if standing is None:
        raise NotFound

    standing.withdrawn_at = at
    standing.save(update_fields=["withdrawn_at"])

    _tell_of_consent("identity.consent_withdrawn", actor, standing, at)
    return standing


@transaction.atomic
def update_profile(
    *,
    actor: Actor,
    volunteer_id: UUID,
    region_code: str | None,
    languages: Collection[str] = (),
    skills: Collection[str] = (),
    categories: Collection[str] = (),
    at: datetime,
) -> Volunteer:
    """Say what a person can and likes to do, and for the first time where they live; without a region that stays as it is.

    Refused for codes that no list has today, and for another region than was stated on an earlier day
    (`profile.moving`): whoever moves says from which day on (`move_residence`).
    """
    volunteer = locked_volunteer(volunteer_id)

    allow_for(actor, volunteer_id)

    before, before_region = _chosen(volunteer), volunteer.region_id
    _state_region(actor, volunteer, known_region(region_code), at)
    volunteer.languages = _known_codes(CodeList.LANGUAGE, languages, "languages", at)
    volunteer.skills = _known_codes(CodeList.SKILL, skills, "skills", at)
    volunteer.categories = _known_codes(CodeList.CATEGORY, categories, "categories", at)

    volunteer.save(update_fields=["region_id", "languages", "skills", "categories"])
    if volunteer.region_id != before_region:
        noting.note_people([volunteer.id], at)

    audit.record(
        actor,
        "identity.profile_updated",
        at=at,
        owner_id=volunteer.id,
        subject=("volunteer", volunteer.id, str(volunteer)),
        region_code=volunteer.region_id or "",
        facts={name: [was, now] for name, now in _chosen(volunteer).items() if (was := before[name]) != now},
    )
    return volunteer


@transaction.atomic
def update_preferences(*, actor: Actor, language: str, elder_mode: bool, at: datetime) -> Account:
    """How the site speaks to the actor: language, and larger text with plainer pages."""
    account = Account.objects.select_for_update().filter(id=actor.person_id).first()
    if account is None:
        raise NotAllowed("identity.own_account")

    account.language = known_language(language)
    account.elder_mode = elder_mode
    account.save(update_fields=["language", "elder_mode"])

    audit.record(
        actor,
        "identity.preferences_updated",
        at=at,
        owner_id=account.id,
        subject=("account", account.id, account.label),
        facts={"language": account.language, "elder_mode": account.elder_mode},
    )
    return account


def locked_volunteer(volunteer_id: UUID) -> Volunteer:
    volunteer = Volunteer.objects.select_for_update(of=("self",)).filter(id=volunteer_id).first()
    if volunteer is None:
        raise NotFound
    return volunteer


def allow_for(actor: Actor, volunteer_id: UUID) -> None:
    if not rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("identity.own_account")


def checked_purposes(consents: Collection[str]) -> list[Purpose]:
    purposes = [_known_purpose(purpose) for purpose in dict.fromkeys(consents)]
    if not set(purposes) >= REQUIRED:
        raise Refused(
            "consent.required",
            _("Without your consent to keep your registration and service there can be no account."),
            next_step=_("Read what it says and tick it."),
            field="consents",
        )
    return purposes


def write_consents(volunteer_id: UUID, purposes: Collection[Purpose], *, given_by: UUID, at: datetime) -> Any:
    return Consent.objects.bulk_create(
        Consent(
            volunteer_id=volunteer_id,
            id=ids.uuid7(),
            purpose=purpose,
            version=TERMS[purpose].version,
            given_by=given_by,
            given_at=at,
        )
        for purpose in purposes
    )


def write_first_residence(volunteer: Volunteer, *, given_by: UUID, at: datetime) -> None:
    """Where somebody lives from the day on which they first said so. Nothing without a region."""
    if volunteer.region_id:
        Residence.objects.create(
            volunteer_id=volunteer.id,
            id=ids.uuid7(),
            region_id=volunteer.region_id,
            from_on=timezone.localdate(at),
            stated_by=given_by,
            stated_at=at,
            began_at=at,
        )


def new_number(volunteer_id: UUID, at: datetime) -> str:
    """A public number nobody has. Ten characters of thirty: a second try is rare, a third is never seen."""
    while True:
        number = ids.public_code("V", 10)
        if claims.hold(ClaimKind.NUMBER, number, volunteer_id, at=at):
            return number


def known_region(code: str | None) -> str | None:
    if not code:
        return None
    region = next(iter(regions_queries.path(code)[-1:]), None)
    if region is None or region.valid_to is not None:
        raise Refused(
            "region.unknown",
            _("There is no such region today; it may have been merged into another."),
            next_step=_("Choose it from the list."),
            field="region_code",
        )
    return region.code


def known_language(code: str) -> str:
    if code not in dict(settings.LANGUAGES):
        raise Refused(
            "language.unknown",
            _("The site does not speak this language yet."),
            next_step=_("Choose one of those offered."),
            field="language",
        )
    return code


def _state_region(actor: Actor, volunteer: Volunteer, region: str | None, at: datetime) -> None:
    """The first region, or a better one on the same day: a slip is not a move."""
    if region is None or region == volunteer.region_id:
        return
    if volunteer.region_id is not None:
        slip = Residence.objects.filter(volunteer_id=volunteer.id, before__isnull=True, from_on=timezone.localdate(at))
        if not slip.filter(until_on__isnull=True).update(region_id=region):
            raise Refused(
                "profile.moving",
                _("You live somewhere else by what you stated before, and a move holds from a day."),
                next_step=_("Under “Moving”, say where you live now and from which day on."),
                field="region_code",
            )
    volunteer.region_id, is_first = region, volunteer.region_id is None
    if is_first:
        write_first_residence(volunteer, given_by=actor.person_id, at=at)


def _known_codes(name: CodeList, codes: Collection[str], field: str, at: datetime) -> list[str]:
    chosen = list(dict.fromkeys(codes))
    strangers = codes_queries.strangers(name, chosen, timezone.localdate(at))
    if strangers or len(chosen) > MOST_CHOSEN:
        raise Refused(
            "profile.choice",
            _("Something chosen here is not in the list, or there are more than 20."),
            next_step=_("Choose again from the list, at most 20."),
            field=field,
            facts={"unknown": strangers},
        )
    return chosen


def _known_purpose(purpose: str) -> Purpose:
    try:
        return Purpose(purpose)
    except ValueError:
        raise NotFound from None


def _chosen(volunteer: Volunteer) -> dict[str, Any]:
    return {
        "region": volunteer.region_id,
        "languages": volunteer.languages,
        "skills": volunteer.skills,
        "categories": volunteer.categories,
    }


def _label_of(account: Account) -> str:
    if account.phone_tail:
        return phones.masked(account.phone_tail)
    name, _at, host = (account.email or "").partition("@")
    return f"{name[:1]}***@{host}" if host else ""


def _tell_of_consent(name: str, actor: Actor, consent: Consent, at: datetime) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=consent.volunteer_id,
        subject=("consent", consent.id, consent.purpose),
        facts={"version": consent.version},
    )
