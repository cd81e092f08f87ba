"""Matching: what suits whom, with the reasons; who agreed to be found, and who is asked; why not, and what would help."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from volunteercloud.api.fields import Latitude, Longitude, OfWhom, numbers, string
from volunteercloud.api.keys import needs
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.matching import actions, explaining, queries
from volunteercloud.domain.matching.conditions import Condition
from volunteercloud.domain.matching.models import FURTHEST_KM, PARTS, AskState, Preference, Purpose, SubjectKind
from volunteercloud.domain.matching.wishes import Reason
from volunteercloud.domain.needs import queries as need_queries

router = Router(tags=["matching"])

ORGANIZATION = "/organizations/{uuid:organization_id}"
Limit = Query[int, {"ge": 1, "le": 100, "description": "How many at most."}]
Part = numbers(0, PARTS - 1)
Number = string(20, examples=["VQ7K4M2X9TRD"])


class ReasonOut(Schema):
    """What speaks for it. `points` is what it adds to the score, by the weights."""

    code: str = Field(examples=["near"])
    words: str = Field(examples=["About 2 km from you"])
    points: int = Field(examples=[22500])

    @staticmethod
    def of(reasons: list[Reason]):
        return [{"code": one.code, "words": str(one.words), "points": one.points} for one in reasons]


class OpportunityOut(Schema):
    """`id` is that of the shift, the need, or the opportunity that somebody else publishes, as `kind` says."""

    id: UUID
    kind: str = Field(examples=["shift"])
    organization_id: UUID | None
    organization_name: str
    title: str
    title_en: str
    category: str
    region_code: str
    starts_at: datetime | None
    ends_at: datetime | None
    metres: int | None = Field(description="From where you start; null where one of the two is not known.")
    score: int
    reasons: list[ReasonOut]


class ForMeOut(Schema):
    """Best first. The same rows and the same version of the weights give the same order."""

    version: int = Field(description="Of the weights.", examples=[1])
    items: list[OpportunityOut]


class WhyOut(Schema):
    """What speaks for a person, without a figure: points for nearness from several places would be an address."""

    code: str = Field(examples=["near"])
    words: str = Field(examples=["Starts from nearby"])

    @staticmethod
    def of(reasons: list[Reason]):
        return [{"code": one.code, "words": str(one.words)} for one in reasons]


class SuitedPersonOut(Schema):
    """Somebody who agreed to be found: by number and district, never by name. The best stand first; by how much is not told."""

    number: Number
    district: str = Field(examples=["990101"])
    reasons: list[WhyOut]
    asked: str = Field(description="How your question stands: waiting, accepted, declined, lapsed; empty without one.")


class PeopleOut(Schema):
    version: int = Field(description="Of the weights.", examples=[1])
    items: list[SuitedPersonOut]


class SuitedOrganizationOut(Schema):
    id: UUID
    number: str
    name: str
    name_en: str
    region_code: str
    categories: list[str]
    score: int
    reasons: list[ReasonOut]


class SuitedOrganizationsOut(Schema):
    version: int = Field(description="Of the weights.", examples=[1])
    items: list[SuitedOrganizationOut]


class SuitedNeedOut(Schema):
    id: UUID
    number: str
    title: str
    title_en: str
    category: str
    region_code: str
    urgency: int
    score: int
    reasons: list[ReasonOut]


class SuitedNeedsOut(Schema):
    version: int = Field(description="Of the weights.", examples=[1])
    items: list[SuitedNeedOut]


class ConditionOut(Schema):
    """One condition. `way` is the kind of thing that meets it: course, consent, profile, real_name, time, preferences or
    other; `terms` are the codes that are missing."""

    code: str = Field(examples=["skill"])
    title: str = Field(examples=["Skills"])
    is_met: bool = Field(examples=[False])
    detail: str
    next_step: str
    way: str = Field(examples=["profile"])
    terms: list[str] = Field(examples=[["first-aid"]])

    @staticmethod
    def of(one: Condition):
        said = {"title": str(one.title), "detail": str(one.words), "next_step": str(one.next_step)}
        return said | {"code": one.code, "is_met": one.is_met, "way": one.way, "terms": list(one.terms)}


class ConditionsOut(Schema):
    """`mine` is how the person's sign-up stands; `is_full`: whoever signs up joins the waiting list."""

    is_met: bool
    mine: str
    is_full: bool
    conditions: list[ConditionOut]

    @staticmethod
    def of(found: explaining.Explained):
        conditions = [ConditionOut.of(one) for one in found.conditions]
        return {"is_met": found.is_met, "mine": found.mine, "is_full": found.is_full, "conditions": conditions}


class PreferenceIn(Schema):
    """What suits a person. A point is kept to about a kilometre; without one the middle of the home region counts."""

    reach_km: numbers(1, FURTHEST_KM) | None = Field(None, examples=[10])
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    parts: list[Part] = Field(
        [],
        max_length=PARTS,
        description="Parts of the week in which one is free: 0 is Monday morning, 20 Sunday evening. None is any time.",
        examples=[[15, 16, 18]],
    )
    remote: bool = Field(True, description="Whether service from home suits too.")


class PreferenceOut(Schema):
    reach_km: int | None
    latitude: float | None
    longitude: float | None
    parts: list[int]
    remote: bool
    from_region: str = Field(description="The region whose middle the point is; empty for a point of one's own.")


class MyAskOut(Schema):
    """An organization asks whether you come. It knows your number and district alone."""

    organization_id: UUID
    organization_name: str
    subject_id: UUID
    subject_kind: SubjectKind = Field(examples=["shift"])
    title: str
    title_en: str
    words: str
    starts_at: datetime | None
    ends_at: datetime | None
    state: AskState = Field(examples=["waiting"])
    asked_at: datetime
    until: datetime
    answered_at: datetime | None


class AskedAnswerIn(Schema):
    accept: bool
    never_again: bool = Field(False, description="With a no: this organization may not ask again; it is not told.")


class AskPeopleIn(Schema):
    numbers: list[Number] = Field(min_length=1, max_length=20)
    words: string(500) = Field("", examples=["早上八点半在社区门口见。"])


class AskedPersonOut(Schema):
    number: Number
    state: AskState = Field(examples=["waiting"])
    asked_at: datetime
    answered_at: datetime | None


class WeightsOut(Schema):
    purpose: Purpose = Field(examples=["volunteers"])
    version: int
    weights: dict[str, int] = Field(examples=[{"near": 30, "interest": 25}])
    since: datetime
    reason: str


class WeightsIn(Schema):
    weights: dict[string(20), numbers(0, 100)] = Field(examples=[{"near": 40}])
    reason: string(1000) = Field(examples=["Nearness counts more in a large city."])


# For volunteers


@router.get(
    "/me/opportunities",
    response=ForMeOut,
    auth=needs(Scope.SERVICE_READ),
    summary=_("Show what suits me, with the reasons"),
)
def my_opportunities(request, limit: Limit = 20, volunteer_id: OfWhom = None):
    """What is full, clashes with the calendar, or asks for what one does not have is left out."""
    actor = request.auth.actor
    ranking = queries.for_volunteer(actor, volunteer_id or actor.id, timezone.now(), limit)
    return {"version": ranking.version, "items": [_opportunity(one) for one in ranking.opportunities]}


def _opportunity(one):
    document = one.document
    names = ("id", "kind", "title", "title_en", "category", "region_code", "starts_at", "ends_at")
    said = {name: getattr(document, name) for name in names}
    said |= {"organization_id": document.owner_id, "organization_name": document.owner_name}
    return said | {"metres": one.metres, "score": one.score, "reasons": ReasonOut.of(one.reasons)}


@router.get(
    "/me/matching",
    response=PreferenceOut,
    auth=needs(Scope.PROFILE),
    summary=_("Show what I said suits me"),
)
def my_preferences(request, volunteer_id: OfWhom = None):
    actor = request.auth.actor
    return queries.preference(actor, volunteer_id or actor.id) or Preference()


@router.put(
    "/me/matching",
    response=PreferenceOut,
    auth=needs(Scope.PROFILE_WRITE),
    summary=_("Say what suits me"),
)
def set_my_preferences(request, body: PreferenceIn, volunteer_id: OfWhom = None):
    """Replaces what was said before. Whether organizations may find you is the consent `found`."""
    actor = request.auth.actor
    wished = actions.Wished(**body.dict() | {"parts": tuple(body.parts)})
    return actions.set_preference(actor=actor, volunteer_id=volunteer_id or actor.id, wished=wished, at=timezone.now())


@router.get("/me/asks", response=list[MyAskOut], auth=needs(Scope.SERVICE_READ), summary=_("List what I was asked"))
def my_asks(request, volunteer_id: OfWhom = None):
    """By organizations that found one, the latest first."""
    actor = request.auth.actor
    return queries.my_asks(actor, volunteer_id or actor.id)


@router.post(
    "/me/asks/{uuid:organization_id}/{uuid:subject_id}/answer",
    response=MyAskOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Answer an organization that asks"),
)
def answer_ask(request, organization_id: UUID, subject_id: UUID, body: AskedAnswerIn, volunteer_id: OfWhom = None):
    """A yes signs up for the shift, or offers help with the need. Safe to send again."""
    actor = request.auth.actor
    return actions.answer(
        actor=actor,
        volunteer_id=volunteer_id or actor.id,
        organization_id=organization_id,
        subject_id=subject_id,
        accept=body.accept,
        never_again=body.never_again,
        at=timezone.now(),
    )


@router.get(
    "/me/conditions/{uuid:organization_id}/{uuid:shift_id}",
    response=ConditionsOut,
    auth=needs(Scope.SERVICE_READ),
    summary=_("Show every condition of a shift, and which I meet"),
)
def my_conditions(request, organization_id: UUID, shift_id: UUID, volunteer_id: OfWhom = None):
    """Those not met say what would meet them."""
    _shift, found = explaining.of_shift(request.auth.actor, organization_id, shift_id, timezone.now(), volunteer_id)
    return ConditionsOut.of(found)


@router.get(
    "/me/conditions/needs/{number}",
    response=ConditionsOut,
    auth=needs(Scope.SERVICE_READ),
    summary=_("Show every condition of a need, and which I meet"),
)
def my_conditions_of_need(request, number: string(20), volunteer_id: OfWhom = None):
    """For helping directly, through the station."""
    actor = request.auth.actor
    need = need_queries.need(actor, number)
    return ConditionsOut.of(explaining.of_need(actor, need, timezone.now(), volunteer_id))


# For organizations


@router.get(
    f"{ORGANIZATION}/shifts/{{uuid:shift_id}}/suited",
    response=PeopleOut,
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Show who suits a shift"),
)
def people_for_shift(request, organization_id: UUID, shift_id: UUID, limit: Limit = 20):
    """Of those who agreed to be found; they fit and are free."""
    _shift, ranking = queries.for_shift(request.auth.actor, organization_id, shift_id, timezone.now(), limit)
    return _people(ranking)


@router.get(
    f"{ORGANIZATION}/needs/{{uuid:need_id}}/suited",
    response=PeopleOut,
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Show who suits a need"),
)
def people_for_need(request, organization_id: UUID, need_id: UUID, limit: Limit = 20):
    """For its station, and for the organization that takes it up."""
    found = queries.for_need_volunteers(request.auth.actor, need_id, organization_id, timezone.now(), limit)
    return _people(found.ranking)


def _people(ranking):
    names = ("number", "district", "asked")
    items = [
        {name: getattr(one, name) for name in names} | {"reasons": WhyOut.of(one.reasons)} for one in ranking.people
    ]
    return {"version": ranking.version, "items": items}


@router.get(
    f"{ORGANIZATION}/shifts/{{uuid:shift_id}}/conditions/{{number}}",
    response=ConditionsOut,
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Show which conditions of a shift a person meets"),
)
def conditions_of_person(request, organization_id: UUID, shift_id: UUID, number: string(20)):
    """For its managers, by the person's public number. Nothing of their age or calendar is told but that it stands against
    it, and nothing of what they set for themselves."""
    _shift, found = explaining.of_shift_for(request.auth.actor, organization_id, shift_id, number, timezone.now())
    return ConditionsOut.of(found)


@router.get(
    f"{ORGANIZATION}/asks/{{uuid:subject_id}}",
    response=list[AskedPersonOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List whom we asked about a shift or a need"),
)
def found_people_asked(request, organization_id: UUID, subject_id: UUID):
    return queries.asks_about(request.auth.actor, organization_id, subject_id)


@router.post(
    f"{ORGANIZATION}/asks/{{kind}}/{{uuid:subject_id}}",
    response=list[AskedPersonOut],
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Ask people to come"),
)
def ask_found_people(request, organization_id: UUID, kind: SubjectKind, subject_id: UUID, body: AskPeopleIn):
    """Answers those who were asked. Whoever was asked before, was asked three times this week or does not fit is left out.
    Sent again, nobody is asked twice."""
    return actions.ask_people(
        actor=request.auth.actor,
        organization_id=organization_id,
        subject_kind=kind,
        subject_id=subject_id,
        numbers=body.numbers,
        words=body.words,
        at=timezone.now(),
    )


@router.get(
    f"{ORGANIZATION}/suited-needs",
    response=SuitedNeedsOut,
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Show which needs suit us"),
)
def suited_needs(request, organization_id: UUID, limit: Limit = 20):
    ranking = queries.for_organization(request.auth.actor, organization_id, timezone.now(), limit)
    names = ("id", "number", "title", "title_en", "category", "urgency")
    items = [
        {name: getattr(one.need, name) for name in names}
        | {"region_code": one.need.region_id or "", "score": one.score, "reasons": ReasonOut.of(one.reasons)}
        for one in ranking.needs
    ]
    return {"version": ranking.version, "items": items}


@router.get(
    "/needs/{number}/organizations",
    response=SuitedOrganizationsOut,
    auth=needs(Scope.SERVICE_READ),
    summary=_("Show which organizations suit a need"),
)
def organizations_for_need(request, number: string(20), limit: Limit = 20):
    """For whoever may choose one: its poster, its station, officers of its region."""
    ranking = queries.for_need_organizations(request.auth.actor, number, timezone.now(), limit)
    names = ("id", "number", "name", "name_en", "categories")
    items = [
        {name: getattr(one.organization, name) for name in names}
        | {"region_code": one.organization.region_id, "score": one.score, "reasons": ReasonOut.of(one.reasons)}
        for one in ranking.organizations
    ]
    return {"version": ranking.version, "items": items}


# Weights


@router.get("/matching/weights", response=list[WeightsOut], auth=None, summary=_("List what counts how much"))
def list_weights(request, purpose: Query[Purpose | None] = None):
    """Every version, the latest first; whoever is put in order may know by what."""
    return queries.weights(purpose)


@router.post(
    "/office/matching/weights/{purpose}",
    response=WeightsOut,
    auth=needs(Scope.OFFICE),
    summary=_("Set what counts how much"),
)
def set_weights(request, purpose: Purpose, body: WeightsIn):
    """A new version; wishes that are not named stay as they are. For officers of the whole country. Safe to send again."""
    return actions.set_weights(
        actor=request.auth.actor, purpose=purpose, values=body.weights, reason=body.reason, at=timezone.now()
    )
