"""What a need says about itself: checked for what can't be true as it is written down, and for what is missing or gives
somebody away as it is posted. A draft may leave out anything."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import identifying
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.core.identifying import Kind
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import Level, Region
from volunteercloud.domain.search.models import Urgency

from . import flags
from .drafts import Details, NeedDraft
from .models import About, Frequency, Need

PUBLIC_TEXTS = ("title", "title_en", "words", "words_en", "safety")
HOUSEHOLDS = (About.MYSELF, About.PERSON)
PLAIN = (
    "category",
    "beneficiary",
    "about",
    "frequency",
    "from_minute",
    "to_minute",
    "is_remote",
    "people",
    "minimum_age",
    "urgency",
    "is_dangerous",
)
STATED = (*PUBLIC_TEXTS, *PLAIN, "weekdays", "skills", "languages")
LONGEST: Mapping[str, int] = {
    "title": 60,
    "title_en": 120,
    "words": 1000,
    "words_en": 2000,
    "safety": 500,
    "address": 300,
    "contact_name": 100,
    "contact_phone": 30,
    "person_name": 100,
    "notes": 1000,
}
SHORTEST: Mapping[str, int] = {"title": 4, "words": 10}
LISTS: Mapping[str, CodeList] = {
    "category": CodeList.CATEGORY,
    "beneficiary": CodeList.BENEFICIARY,
    "skills": CodeList.SKILL,
    "languages": CodeList.LANGUAGE,
}
CHOICES: Mapping[str, Iterable[Any]] = {
    "about": ("", *About.values),
    "frequency": Frequency.values,
    "urgency": Urgency.values,
}
MOST_CHOSEN = 10
MOST_PEOPLE = 500
OLDEST = 100
FURTHEST = timedelta(days=731)
DAY_MINUTES = 24 * 60
COARSE = 2  # decimals of a degree: about a kilometre
SHORTEST_PHONE = 5
LOCAL_PHONE = 8  # digits by which a number is reached from nearby
CHOOSE_FROM_LIST = _("Choose one of the list.")

Changes = dict[str, list[Any]]


def write_down(need: Need, draft: NeedDraft, at: datetime) -> Changes:
    """Put what is public of a draft into the need, and answer what that changed, before and after. Refused by its field
    where a value can't be true; what is left out may be missing until the need is posted."""
    _check_values(draft, timezone.localdate(at))
    before = _as_it_stands(need)

    for field in PUBLIC_TEXTS:
        setattr(need, field, getattr(draft, field).strip())
    for field in (*PLAIN, "starts_at", "ends_at"):
        setattr(need, field, getattr(draft, field))
    need.region_id = draft.region_code or None
    need.weekdays, need.skills, need.languages = sorted(set(draft.weekdays)), list(draft.skills), list(draft.languages)
    need.consent_at = (need.consent_at or at) if draft.about == About.PERSON and draft.consent else None
    need.latitude, need.longitude = _coarse(draft.latitude), _coarse(draft.longitude)
    need.text_key = flags.text_key(need.title, need.words)

    after = _as_it_stands(need)
    return {field: [before[field], after[field]] for field in before if before[field] != after[field]}


def check_whole(need: Need, details: Details, at: datetime) -> None:
    """What a need must say before a moderator looks at it. Refused with what is missing (`need.incomplete`), by field for a
    place or time that can't be, and for what gives somebody away (`need.personal`)."""
    gaps = missing(need, details)
    if gaps:
        field, message = gaps[0]
        raise Refused(
            "need.incomplete",
            _("The need is not complete yet."),
            next_step=message,
            field=field,
            facts={"missing": [each for each, _message in gaps]},
        )
    _check_region(need.region_id or "", timezone.localdate(at))
    _check_offered(need, timezone.localdate(at))
    _check_to_come(need, at)
    _check_phone(details)
    check_nothing_personal(need, details)


def missing(need: Need, details: Details) -> list[tuple[str, Promise]]:
    """What is missing: the field, and what to do about it."""
    is_agreed = need.about != About.PERSON or need.consent_at is not None
    has_times = need.frequency != Frequency.ONCE or (need.starts_at is not None and need.ends_at is not None)
    wanted: list[tuple[str, object, Promise]] = [
        ("title", len(need.title) >= SHORTEST["title"], _("Say in a few words what is needed.")),
        ("words", len(need.words) >= SHORTEST["words"], _("Say in a sentence or two what somebody would do.")),
        ("category", need.category, _("Choose the kind of help.")),
        ("beneficiary", need.beneficiary, _("Choose whom it is for.")),
        ("about", need.about, _("Say whether it is for you, for somebody else, a group or everybody.")),
        ("consent", is_agreed, _("Ask the person whom it is for, and say that they agree.")),
        ("region_code", need.region_id, _("Choose the community where help is needed.")),
        ("starts_at", has_times, _("Say from when until when help is needed.")),
        ("weekdays", need.frequency != Frequency.RECURRING or need.weekdays, _("Choose the days of the week.")),
        ("address", details.address or need.is_remote, _("Give the address; only who takes it up sees it.")),
        ("contact_phone", details.contact_phone, _("Give a number to call; only who takes it up sees it.")),
    ]
    return [(field, message) for field, given, message in wanted if not given]


def passages(need: Need, details: Details) -> list[dict[str, str]]:
    """What gives somebody away in the public texts: the field, what kind of thing, and the passage as it stands there."""
    found = [
        {"field": field, "kind": passage.kind.value, "text": passage.text}
        for field in PUBLIC_TEXTS
        for passage in identifying.find(getattr(need, field))
    ]
    for field in PUBLIC_TEXTS:
        text = getattr(need, field)
        for kind, said in _sealed(details):
            passage = identifying.quoted(text, said)
            if passage and not any(one["field"] == field and passage in one["text"] for one in found):
                found.append({"field": field, "kind": kind, "text": passage})
    return found


def _sealed(details: Details) -> list[tuple[str, str]]:
    """What the poster sealed and the public texts may not say, however it is written there: names, the number or its end, and
    the address."""
    names = sorted({name.strip() for name in (details.person_name, details.contact_name)})
    sealed = [("name", name) for name in names if name]
    number = "".join(sign for sign in details.contact_phone if sign.isdecimal())
    if len(number) >= SHORTEST_PHONE:
        sealed += [(Kind.PHONE.value, number), (Kind.PHONE.value, number[-LOCAL_PHONE:])]
    return sealed + ([(Kind.DOOR.value, details.address)] if len(details.address) >= SHORTEST["title"] else [])


def check_nothing_personal(need: Need, details: Details) -> None:
    """Refused with the passages, before anybody else has read them."""
    _check_passages(passages(need, details))


def check_gives_nothing_away(need: Need, details: Details, texts: Mapping[str, str]) -> None:
    """Refused where what an organization makes public of a household's need says whom it is for, the number or the address:
    the organization knows them, and everybody else does not (`need.personal`)."""
    if need.about in HOUSEHOLDS:
        _check_passages(
            [
                {"field": field, "kind": kind, "text": passage}
                for field, text in texts.items()
                for kind, said in _sealed(details)
                if (passage := identifying.quoted(text, said))
            ]
        )


def _check_passages(found: list[dict[str, str]]) -> None:
    if not found:
        return
    raise Refused(
        "need.personal",
        format_lazy(
            _("Everybody will read this text, and it says how to reach or find somebody: “{passage}”."),
            passage=found[0]["text"],
        ),
        next_step=_(
            "Take it out here. Name, number and address have fields of their own, which only who comes can see."
        ),
        field=found[0]["field"],
        facts={"passages": found},
    )


def _check_values(draft: NeedDraft, today: date) -> None:
    for field, most in LONGEST.items():
        if len(getattr(draft, field).strip()) > most:
            raise Refused(
                "need.too_long",
                format_lazy(_("This text is longer than {most} signs."), most=most),
                next_step=_("Say it more shortly."),
                field=field,
                facts={"most": most},
            )
    for field, known in CHOICES.items():
        if getattr(draft, field) not in known:
            raise _unlisted(field)
    for field, name in LISTS.items():
        chosen = getattr(draft, field)
        codes = [chosen] if isinstance(chosen, str) else chosen
        if len(codes) > MOST_CHOSEN or code_queries.strangers(name, [code for code in codes if code], today):
            raise _unlisted(field)
    if draft.region_code:
        _known_region(draft.region_code)
    _check_numbers(draft)
    _check_times(draft)
    _check_point(draft)


def _check_numbers(draft: NeedDraft) -> None:
    if not 1 <= draft.people <= MOST_PEOPLE:
        raise Refused(
            "need.people",
            format_lazy(_("A need asks for 1 to {most} people."), most=MOST_PEOPLE),
            next_step=_("For more, start a project instead."),
            field="people",
        )
    if draft.minimum_age is not None and not 0 <= draft.minimum_age <= OLDEST:
        raise Refused(
            "need.minimum_age",
            format_lazy(_("A lowest age is a number of years up to {most}."), most=OLDEST),
            next_step=_("Leave it empty if age does not matter."),
            field="minimum_age",
        )


def _check_times(draft: NeedDraft) -> None:
    if draft.starts_at and draft.ends_at and draft.ends_at <= draft.starts_at:
        raise Refused(
            "need.ends_before_start",
            _("It would end before it begins."),
            next_step=_("Choose an end that is after the start."),
            field="ends_at",
        )
    if not set(draft.weekdays) <= set(range(1, 8)):
        raise _unlisted("weekdays")
    from_minute, to_minute = draft.from_minute, draft.to_minute
    if from_minute is None and to_minute is None:
        return
    if from_minute is None or to_minute is None or not 0 <= from_minute < to_minute <= DAY_MINUTES:
        raise Refused(
            "need.time_of_day",
            _("A time of day needs a beginning and an end after it."),
            next_step=_("Give both, or leave both empty."),
            field="to_minute",
        )


def _check_point(draft: NeedDraft) -> None:
    latitude, longitude = draft.latitude, draft.longitude
    if latitude is None and longitude is None:
        return
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refused(
            "need.point",
            _("A point needs a latitude from -90 to 90 and a longitude from -180 to 180."),
            next_step=_("Give both, or leave both empty."),
            field="latitude",
        )


def _check_region(code: str, today: date) -> None:
    """A region of today, and one where people know each other: a district or below."""
    region = _known_region(code)
    if region.valid_to and region.valid_to <= today:
        raise _region_unknown()
    if region.level < Level.DISTRICT:
        raise Refused(
            "need.region_too_large",
            _("Nobody can tell from this region where help is needed."),
            next_step=_("Choose the district, the street or best the community."),
            field="region_code",
        )


def _check_offered(need: Need, today: date) -> None:
    offered = region_queries.rules_for(need.region_id or "", today).categories
    if offered and need.category not in offered:
        raise Refused(
            "need.category_not_offered",
            _("This region does not offer the kind of help that was chosen."),
            next_step=_("Choose one of the kinds that it offers."),
            field="category",
            facts={"offered": offered},
        )


def _check_to_come(need: Need, at: datetime) -> None:
    for field in ("starts_at", "ends_at"):
        moment = getattr(need, field)
        if moment is not None and moment > at + FURTHEST:
            raise Refused(
                "need.too_far",
                _("This is more than two years ahead."),
                next_step=_("Choose a time within the next two years."),
                field=field,
            )
    over = need.ends_at if need.frequency == Frequency.ONCE else None
    for field, moment in (("ends_at", need.ends_at), ("starts_at", need.starts_at if over else None)):
        if moment is not None and moment <= at:
            raise Refused(
                "need.in_the_past",
                _("This time is over already."),
                next_step=_("Choose a time that is still to come."),
                field=field,
            )


def _check_phone(details: Details) -> None:
    """Digits enough to be called, whatever network and whatever is written beside them, such as an extension."""
    if sum(sign.isdecimal() for sign in details.contact_phone) < SHORTEST_PHONE:
        raise Refused(
            "need.contact_phone",
            _("This can't be a phone number: it has too few digits."),
            next_step=_("Give a number that is answered; only who takes the need up sees it."),
            field="contact_phone",
        )


def _known_region(code: str) -> Region:
    try:
        return region_queries.region(code)
    except NotFound:
        raise _region_unknown() from None


def _region_unknown() -> Refused:
    return Refused(
        "need.region_unknown",
        _("There is no such region today."),
        next_step=CHOOSE_FROM_LIST,
        field="region_code",
    )


def _unlisted(field: str) -> Refused:
    return Refused(
        "need.unlisted",
        _("What was chosen is not on the list today."),
        next_step=CHOOSE_FROM_LIST,
        field=field,
    )


def _coarse(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, COARSE)


def _as_it_stands(need: Need) -> dict[str, Any]:
    """What is public of it as audit facts hold it, without the point: the trail is kept longer than the need."""
    stands = {field: getattr(need, field) for field in STATED}
    times = {"starts_at": need.starts_at, "ends_at": need.ends_at}
    stands |= {field: moment and moment.isoformat() for field, moment in times.items()}
    return stands | {"region_code": need.region_id or "", "consent": need.consent_at is not None}
