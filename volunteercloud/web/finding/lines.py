"""A result in one line: when, where, how many places are left, and whether the reader may."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from volunteercloud.domain.activities import looking
from volunteercloud.domain.activities.models import HOLDING
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.elsewhere import queries as elsewhere_queries
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.search import feeds
from volunteercloud.domain.search.models import Document, Kind
from volunteercloud.domain.search.queries import Hit
from volunteercloud.web import formats, maps
from volunteercloud.web.volunteer import ways

KILOMETRE = 1000
ROUNDED_TO = 50  # metres


@dataclass(frozen=True, slots=True)
class Line:
    """``number`` is that on the map; ``region`` the name of the district; ``answer`` is there for shifts alone."""

    number: int
    document: Document
    distance: str
    region: str
    conditions: str
    answer: looking.Answer | None = None
    way: ways.Way | None = None
    source: str = ""  # who publishes it elsewhere

    @property
    def is_mine(self) -> bool:
        return self.answer is not None and self.answer.mine in HOLDING

    @property
    def is_off(self) -> bool:
        return self.answer is not None and self.answer.why_not is not None

    @property
    def places_left(self) -> int | None:
        """Of a shift as it is now; of anything else as the index has it."""
        return self.answer.places_left if self.answer else self.document.places_left

    @property
    def is_elsewhere(self) -> bool:
        return self.document.kind == Kind.ELSEWHERE

    @property
    def address(self) -> str:
        return address_of(self.document)


def lines(hits: Sequence[Hit], volunteer_id: UUID | None, now: datetime, first: int = 1) -> list[Line]:
    """As many statements as `activities.looking` takes, and one for names of regions that are not remembered."""
    shifts = [
        (hit.document.owner_id, hit.document.id)
        for hit in hits
        if hit.document.kind == Kind.SHIFT and hit.document.owner_id
    ]
    answers = looking.answers(volunteer_id, shifts, now)
    regions = region_queries.full_names({_district(hit.document) for hit in hits}, get_language() or "")
    return [_line(number, hit, regions, answers.get(hit.document.id)) for number, hit in enumerate(hits, start=first)]


def _district(document: Document) -> str:
    return document.region_code[:6]


def _line(number: int, hit: Hit, regions: dict[str, str], answer: looking.Answer | None) -> Line:
    document = hit.document
    region = region_queries.short_name(_district(document), get_language() or "") if document.region_code else ""
    return Line(
        number=number,
        document=document,
        distance="" if hit.distance_m is None else distance(hit.distance_m),
        region="" if region in document.place or region in document.place_en else region,
        conditions=conditions(document),
        answer=answer,
        source=_source(document),
        way=ways.out_of(answer.why_not.code) if answer and answer.why_not else None,
    )


def _source(document: Document) -> str:
    if document.kind != Kind.ELSEWHERE or document.owner_id is None:
        return ""
    return elsewhere_queries.names().get(document.owner_id, "")


def distance(metres: int) -> str:
    """As far as one walks in metres, in steps that promise no more than the place does; else in kilometres."""
    if metres < KILOMETRE - ROUNDED_TO // 2:
        return _("%(metres)s m") % {"metres": max(ROUNDED_TO, round(metres / ROUNDED_TO) * ROUNDED_TO)}
    kilometres = metres / KILOMETRE
    return _("%(km)s km") % {"km": f"{kilometres:.1f}" if kilometres < 10 else formats.count(round(kilometres))}


def conditions(document: Document) -> str:
    """What it asks of a person, in words; empty where it asks for nothing."""
    said = [_age(document)]
    language = get_language() or ""
    said += code_queries.labels(CodeList.SKILL, document.skills, language)
    said += code_queries.labels(CodeList.LANGUAGE, document.languages, language)
    said.append(document.qualification)
    return ("、" if formats.in_chinese() else ", ").join(part for part in said if part)


def _age(document: Document) -> str:
    youngest, oldest = document.minimum_age, document.maximum_age
    if youngest and oldest:
        return _("%(youngest)s to %(oldest)s years") % {"youngest": youngest, "oldest": oldest}
    if youngest:
        return _("from %(age)s years") % {"age": youngest}
    return _("up to %(age)s years") % {"age": oldest} if oldest else ""


def address_of(document: Document) -> str:
    """Where a result leads: its page here, or that of whoever else publishes it."""
    return document.address if document.kind == Kind.ELSEWHERE else feeds.path_of(document)


def points(found: Iterable[Line]) -> list[maps.Point]:
    return [
        maps.Point(
            line.document.latitude,
            line.document.longitude,
            line.number,
            _title(line.document),
            kind="look" if line.document.urgency else "off" if line.is_off else "",
            address=f"#n{line.number}",
        )
        for line in found
        if line.document.latitude is not None and line.document.longitude is not None
    ]


def _title(document: Document) -> str:
    return document.title if formats.in_chinese() or not document.title_en else document.title_en
