"""Reading people. What a viewer may not see is not found; how many may see what is decided here and in `rules`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Q, QuerySet
from django.db.models.functions import Coalesce

from volunteercloud.core import ids, keys
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.core.distributed import fanning
from volunteercloud.core.errors import NotFound
from volunteercloud.core.reading import Given, Reading, among, to_lock
from volunteercloud.domain.messages.recipients import Recipient
from volunteercloud.domain.reviews import queries as reviews_queries
from volunteercloud.domain.reviews.models import Case, Kind, State

from . import claims, guardian_links, names, phones
from .consents import TERMS, Purpose
from .models import (
    Account,
    ApiToken,
    Claim,
    ClaimKind,
    Consent,
    Document,
    GuardianConsent,
    GuardianConsentState,
    Guardianship,
    Merge,
    MergeState,
    Qualification,
    Right,
    Volunteer,
)
from .officers import holds_office as holds_office
from .officers import officers as officers
from .officers import officers_over as officers_over
from .officers import offices as offices

PAGE = 50
MOST_HITS = 20
MOST_COMPARED = 2000  # of one name in one region, by the end of their phone numbers
MOST_WARDS = 20
MOST_TOKENS = 20
USE_NOTED_EACH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class GuardianRequest:
    """What a guardian sees before agreeing: who asks, without the whole name, and until when the link holds."""

    volunteer_id: UUID
    consent_id: UUID
    volunteer_name: str
    state: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class IdentityReview:
    """A case of the queue with what the person stated; the number itself is read by an action that leaves a trace."""

    case: Case
    document: Document
    volunteer: Volunteer


# Accounts


def actor_for(account: Account) -> Actor:
    """The person of an account as an actor. The label is what an audit entry shows when the account is long gone.

    Whoever was registered twice is, by either account, the one that is kept.
    """
    return Actor(ActorKind.PERSON, account.label or str(account.id), account.merged_into_id or account.id)


STANDING_TOKEN = Reading(
    lambda: ApiToken.objects.filter(
        digest=Given("digest"), revoked_at__isnull=True, expires_at__gt=Given("at"), account__is_active=True
    ).values_list(
        Coalesce("account__merged_into_id", "account_id"),
        "account__label",
        "account__language",
        "scopes",
        "digest",
        "last_used_at",
    )
)


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key to the API that opens something: whose it is, what it is for, and the language its person reads."""

    actor: Actor
    scopes: frozenset[str]
    language: str
    digest: UUID
    last_used_at: datetime | None

    def was_unused(self, at: datetime) -> bool:
        """Whether it is worth noting that it is used now: its last use is right to the hour."""
        return self.last_used_at is None or at - self.last_used_at >= USE_NOTED_EACH


def key_by_secret(secret: str, at: datetime) -> KnownKey:
    """In one statement. Raises `NotFound` for one unknown, expired or revoked."""
    found = STANDING_TOKEN.one(digest=token_digest(secret), at=at)
    if found is None:
        raise NotFound
    account_id, label, language, scopes, digest, last_used_at = found
    actor = Actor(ActorKind.PERSON, label or str(account_id), account_id)
    return KnownKey(actor, frozenset(scopes), language, digest, last_used_at)


def token_digest(secret: str) -> UUID:
    return keys.blind_index("api-token", secret)


def tokens(viewer: Actor) -> QuerySet[ApiToken]:
    """The viewer's keys that were not revoked, newest first."""
    standing = ApiToken.objects.filter(account_id=viewer.person_id, revoked_at__isnull=True)
    return standing.order_by("-created_at", "digest")[:MOST_TOKENS]


def account_by_phone(phone: str, at: datetime) -> Account | None:
    """The account that holds a phone (E.164), proved or still within its time to be proved."""
    holder_id = claims.holder_of(ClaimKind.PHONE, phone, at=at)
    return Account.objects.filter(id=holder_id).first() if holder_id else None


def phone_of(account: Account) -> tuple[str, bool] | None:
    """The phone of an account in E.164, and whether it is proved; None without one."""
    if not account.phone_sealed:
        return None
    return phones.unseal(account.phone_sealed, account.id), account.phone_verified


def recipient(person_id: UUID) -> Recipient:
    """Where messages for an account or volunteer go; for a child in a guardian's account, to the guardian."""
    account = Account.objects.filter(id=person_id).first()
    if account is None:
        guardian_id = Volunteer.objects.filter(id=person_id).values_list("guardian_id", flat=True).first()
        account = Account.objects.filter(id=guardian_id).first() if guardian_id else None
    if account is not None and account.merged_into_id is not None:
        account = Account.objects.filter(id=account.merged_into_id).first() or account
    if account is None:
        raise NotFound
    return _recipient(account, with_phone=True)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to be written to: where messages for them go, their name, the code of the region where they live."""

    recipient: Recipient
    name: str
    region_code: str


def readers(volunteer_ids: Collection[UUID], *, with_phones: bool) -> dict[UUID, Reader]:
    """As `recipient`, for many volunteers at once, in three statements at most; without those who have no account. Phones
    are opened only where they are needed."""
    people = list(
        Volunteer.objects.filter(id__in=among(volunteer_ids)).only("name", "number", "guardian_id", "region_id")
    )
    answering = {person.id: person.guardian_id or person.id for person in people}
    accounts = Account.objects.in_bulk(set(answering.values()))
    kept = Account.objects.in_bulk({each.merged_into_id for each in accounts.values() if each.merged_into_id})
    found = {}
    for person in people:
        account = accounts.get(answering[person.id])
        account = kept.get(account.merged_into_id, account) if account and account.merged_into_id else account
        if account is not None:
            found[person.id] = Reader(
                _recipient(account, with_phones), person.name or person.number, person.region_id or ""
            )
    return found


def _recipient(account: Account, with_phone: bool) -> Recipient:
    phone = phone_of(account) if with_phone else None
    return Recipient(
        id=account.id,
        language=account.language,
        email=account.email or "",
        phone=phone[0] if phone and phone[1] else "",
    )


# Volunteers


VOLUNTEER = Reading(lambda: Volunteer.objects.filter(id=Given("id")))


def volunteer(volunteer_id: UUID) -> Volunteer:
    """A person as rules about service need to know them. No viewer: the caller's own rule decides who may ask."""
    found = VOLUNTEER.one(id=volunteer_id)
    if found is None:
        raise NotFound
    return found


def hold(volunteer_ids: Collection[UUID]) -> None:
    """Hold people as `held` does, without reading what is known of them."""
    for some in to_lock(set(volunteer_ids)):
        list(_holding(some).values_list("id"))


def held(volunteer_ids: Collection[UUID]) -> dict[UUID, Volunteer]:
    """People by id, held until the end of the transaction in the order of their ids, so that steps that count what they
    have take turns. Not against who only points at them: foreign keys ask for less."""
    return {each.id: each for some in to_lock(set(volunteer_ids)) for each in _holding(some)}


def _holding(volunteer_ids: Collection[UUID]) -> QuerySet[Volunteer]:
    return Volunteer.objects.select_for_update(no_key=True).filter(id__in=among(volunteer_ids)).order_by("id")


def volunteer_by_number(number: str) -> Volunteer:
    """The person with a public number, typed as people type. The caller's own rule decides who may ask.

    Two reads, one row each. Raises `NotFound`, also for a number whose check character is wrong.
    """
    cleaned = ids.clean_public_code(number)
    holder_id = claims.holder_of(ClaimKind.NUMBER, cleaned) if ids.is_public_code(cleaned) else None
    if holder_id is None:
        raise NotFound
    return volunteer(holder_id)


def ids_by_number(numbers: Collection[str]) -> dict[str, UUID]:
    """Whose these public numbers are, as they are stored (`ids.clean_public_code`); without those that are nobody's. One
    statement for any number of them, none for none."""
    indexes = {claims.index(ClaimKind.NUMBER, number): number for number in numbers if ids.is_public_code(number)}
    if not indexes:
        return {}
    held = Claim.objects.filter(value_index__in=indexes).values_list("value_index", "holder_id")
    return {indexes[value_index]: holder_id for value_index, holder_id in held}


def profile(viewer: Actor, volunteer_id: UUID | None) -> Volunteer:
    """A person's profile, for the person, the guardian and officers for identity or records where the person lives."""
    found = Volunteer.objects.filter(id=volunteer_id).select_related("region").first() if volunteer_id else None
    if found is None or not _may_see(viewer, found):
        raise NotFound
    return found


def home_region(viewer: Actor) -> str:
    """The code of the region where the viewer lives; empty for somebody who has not said so or has no profile."""
    found = Volunteer.objects.filter(id=viewer.id).values_list("region_id", flat=True).first() if viewer.id else None
    return found or ""


@fanning.allowed()
def people_called(region_code: str, name: str, phone_tail: str = "") -> list[Volunteer]:
    """People of a region and below whose name begins so and whose phone, or their guardian's, ends so; one more than are
    shown says that there are more; nobody who restricted what may be done with their data. The caller may ask, and leaves
    the trace. Asks every shard: a desk's question."""
    named = Volunteer.objects.filter(
        region__code__startswith=region_code,
        name__startswith=name.strip(),
        merged_into_id__isnull=True,
        restricted_at__isnull=True,
    ).exclude(name="")
    found = list(
        named.select_related("region").order_by("name", "id")[: MOST_COMPARED if phone_tail else MOST_HITS + 1]
    )
    if not phone_tail:
        return found
    holders = {each.guardian_id or each.id for each in found}
    ending = set(Account.objects.filter(id__in=holders, phone_tail=phone_tail).values_list("id", flat=True))
    return [each for each in found if (each.guardian_id or each.id) in ending][: MOST_HITS + 1]


def wards(viewer: Actor) -> QuerySet[Guardianship]:
    """The children in the viewer's account."""
    standing = Guardianship.objects.filter(guardian_id=viewer.person_id, ended_at__isnull=True)
    return standing.order_by("since", "ward_id")[:MOST_WARDS]


def is_theirs(person_id: UUID | None, volunteer_id: UUID) -> bool:
    """Whether a row is a child's in this person's account, or the other row of a person registered twice."""
    if person_id is None:
        return False
    wards = Guardianship.objects.filter(guardian_id=person_id, ward_id=volunteer_id, ended_at__isnull=True)
    others = Merge.objects.filter(volunteer_id=person_id, other_id=volunteer_id, state=MergeState.MERGED)
    return wards.values("ward_id").union(others.values("other_id")).exists()


def consents(viewer: Actor, volunteer_id: UUID) -> QuerySet[Consent]:
    """What a person agreed to, also in the past, newest first."""
    profile(viewer, volunteer_id)
    return Consent.objects.filter(volunteer_id=volunteer_id).order_by("-given_at", "-id")[:PAGE]


def agrees(volunteer_id: UUID, purpose: str) -> bool:
    """Whether a person's consent to a purpose stands."""
    return Consent.objects.filter(volunteer_id=volunteer_id, purpose=purpose, withdrawn_at__isnull=True).exists()


def agreeing(volunteer_ids: Collection[UUID], purpose: Purpose) -> set[UUID]:
    """Who of these people agreed to a purpose as its text stands today, and nobody whose data may only be kept."""
    agreed = Consent.objects.filter(
        volunteer_id__in=among(volunteer_ids),
        purpose=purpose,
        version=TERMS[purpose].version,
        withdrawn_at__isnull=True,
    )
    return set(agreed.values_list("volunteer_id", flat=True)) - restricted(volunteer_ids)


def restricted(volunteer_ids: Collection[UUID]) -> set[UUID]:
    """Who of these people had restricted what may be done with their data."""
    found = Volunteer.objects.filter(id__in=among(volunteer_ids), restricted_at__isnull=False)
    return set(found.values_list("id", flat=True))


# Documents


def documents(viewer: Actor, volunteer_id: UUID) -> QuerySet[Document]:
    """A person's documents, masked, newest first, without their photos."""
    profile(viewer, volunteer_id)
    return (
        Document.objects.filter(volunteer_id=volunteer_id).defer("photo_sealed").order_by("-submitted_at", "-id")[:PAGE]
    )


def last_review(document: Document) -> Case | None:
    """How the officers' review of a document stands, with its reason; None if none was needed."""
    return reviews_queries.latest(Kind.IDENTITY, document.id)


def is_under_review(document: Document) -> bool:
    case = last_review(document)
    return case is not None and case.state == State.WAITING


def identity_review(viewer: Actor, case_id: UUID) -> IdentityReview:
    """A case with what it is about, for officers of its region and above."""
    case = reviews_queries.case(case_id)
    if case.kind != Kind.IDENTITY or not holds_office(viewer, case.region_id, Right.IDENTITY):
        raise NotFound
    document = Document.objects.filter(volunteer_id=case.owner_id, id=case.subject_id).defer("photo_sealed").get()
    return IdentityReview(case, document, Volunteer.objects.select_related("region").get(id=case.owner_id))


# Guardians' consent


def has_guardian_consent(volunteer_id: UUID) -> bool:
    """Whether a guardian stands behind a minor: by a consent that was given, or by holding the child's account."""
    given = GuardianConsent.objects.filter(volunteer_id=volunteer_id, state=GuardianConsentState.GIVEN)
    stands_behind = Q(guardian_id__isnull=False) | Exists(given)
    return Volunteer.objects.filter(stands_behind, id=volunteer_id).exists()


def guardian_consents_of(volunteer_ids: Collection[UUID]) -> list[GuardianConsent]:
    """The consents that guardians of these people ever gave, for rules about a certain day. The caller may ask."""
    given = GuardianConsent.objects.filter(volunteer_id__in=among(volunteer_ids), given_at__isnull=False)
    return list(given.order_by("volunteer_id", "given_at", "id")) if volunteer_ids else []


def guardian_consent(viewer: Actor, volunteer_id: UUID) -> GuardianConsent | None:
    """The latest consent asked from a guardian, in whatever state."""
    profile(viewer, volunteer_id)
    return GuardianConsent.objects.filter(volunteer_id=volunteer_id).order_by("-requested_at", "-id").first()


def consent_given(viewer: Actor, volunteer_id: UUID) -> GuardianConsent:
    """The standing consent that the viewer gave as a guardian. Raises `NotFound`."""
    given = GuardianConsent.objects.filter(volunteer_id=volunteer_id, state=GuardianConsentState.GIVEN)
    consent = given.filter(guardian_id=viewer.id).select_related("volunteer").first()
    if consent is None:
        raise NotFound
    return consent


def guardian_request(token: str, at: datetime) -> GuardianRequest:
    """What a link asks of a guardian. Refused: a forged link, one that has expired, one whose request is gone."""
    link = guardian_links.read(token, at)
    found = GuardianConsent.objects.filter(volunteer_id=link.volunteer_id, id=link.consent_id)
    consent = found.select_related("volunteer").first()
    if consent is None:
        raise NotFound
    name = names.masked(consent.volunteer.name) or consent.volunteer.number
    return GuardianRequest(link.volunteer_id, link.consent_id, name, consent.state, consent.expires_at)


# Qualifications


def qualifications(viewer: Actor, volunteer_id: UUID) -> list[Qualification]:
    """What a person states to hold, for whoever sees the profile, in the order of stating; withdrawn ones are gone."""
    profile(viewer, volunteer_id)
    return qualifications_of([volunteer_id])


def qualifications_of(volunteer_ids: Collection[UUID]) -> list[Qualification]:
    """What these people state to hold, for rules about a certain day. The caller may ask."""
    stated = Qualification.objects.filter(volunteer_id__in=among(volunteer_ids), withdrawn_at__isnull=True)
    return list(stated.order_by("volunteer_id", "stated_at", "id")) if volunteer_ids else []


def _may_see(viewer: Actor, found: Volunteer) -> bool:
    if found.closed_at is not None:
        return False
    if viewer.id is None:
        return viewer.is_system
    if viewer.id in {found.id, found.guardian_id}:
        return True
    return holds_office(viewer, found.region_id, Right.IDENTITY, Right.RECORDS)
