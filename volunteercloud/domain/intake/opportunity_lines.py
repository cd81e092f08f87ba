"""What a line of a list says of an opportunity elsewhere: read, made right, and checked as far as the line alone can be."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from math import isfinite
from typing import Any

from volunteercloud.domain.bulk.lines import without_numbers
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.elsewhere import rules as elsewhere_rules
from volunteercloud.domain.elsewhere.drafts import Given
from volunteercloud.domain.elsewhere.models import Source

from . import cleaning, opportunity_times
from .lines import Line
from .opportunity_columns import OpportunityColumn
from .organization_lines import BETWEEN
from .places import Places

LENGTHS = {  # of what is cut where it is longer
    OpportunityColumn.TITLE: 200,
    OpportunityColumn.TITLE_EN: 200,
    OpportunityColumn.WORDS: 4000,
    OpportunityColumn.ORGANIZATION: 200,
    OpportunityColumn.PLACE: 200,
}
LONGEST_KEY = 300
MOST_PLACES = 1_000_000
CODES = {
    OpportunityColumn.CATEGORY: CodeList.CATEGORY,
    OpportunityColumn.BENEFICIARIES: CodeList.BENEFICIARY,
    OpportunityColumn.SKILLS: CodeList.SKILL,
    OpportunityColumn.LANGUAGES: CodeList.LANGUAGE,
}
REMOTE = """
是 有 线上 远程 在线 网上 yes y true 1 online virtual remote telecommute onlineeventattendancemode mixedeventattendancemode
"""
ENDED = """
已取消 取消 已结束 结束 已撤回 撤回 已下架 下架 已关闭 已满 停止 deleted cancelled canceled withdrawn closed expired ended filled
eventcancelled eventpostponed
"""
YES, GONE = frozenset(REMOTE.split()), frozenset(ENDED.split())
TIMES = ("starts_at", "ends_at")


class Reader:
    """Reads the lines of one list of a source, as of a moment."""

    def __init__(self, source: Source, now: datetime, today: date) -> None:
        self._source, self._now, self._today = source, now, today
        self._places = Places(source.region_id, today)
        self._codes = {column: _terms(name, today) for column, name in CODES.items()}

    def read(self, line: Line, said: Mapping[str, str]) -> Line:
        """Fill a line with what it says, by `OpportunityColumn`; findings are noted, what can't be meant is refused. What is
        gone at its source says nothing but its key."""
        given = {column.value: cleaning.line(said.get(column, ""), line.notes) for column in OpportunityColumn}
        given[OpportunityColumn.WORDS] = cleaning.cleaned(said.get(OpportunityColumn.WORDS, ""), line.notes)
        key = given[OpportunityColumn.KEY][:LONGEST_KEY]
        line.name = given[OpportunityColumn.TITLE][: LENGTHS[OpportunityColumn.TITLE]]
        if _last(given[OpportunityColumn.STATE]) in GONE:
            line.given = {"key": key, "is_gone": True}
            return line
        if not line.name:
            line.refuse("opportunity.title_missing")
        line.region_code, trouble = self._places.code_of(given[OpportunityColumn.REGION])
        if trouble:
            line.refuse(trouble, said=given[OpportunityColumn.REGION])
        elif not given[OpportunityColumn.REGION]:
            line.note("region_supposed")
        times = self._times(line, given)
        if line.is_open and times.is_over(self._now):
            line.refuse("opportunity.over")
        line.given = kept(self._given(line, given, key, times))
        return line

    def _given(self, line: Line, said: Mapping[str, str], key: str, times: opportunity_times.Times) -> Given:
        texts = {name: self._text(line, column, said[column]) for name, column in TEXTS.items()}
        codes = {column.value: self._listed(line, column, said) for column in CODES}
        latitude, longitude = _point(line, said)
        return Given(
            key=key,
            title=texts["title"],
            title_en=texts["title_en"],
            words=texts["words"],
            organization_name=texts["organization_name"],
            place=texts["place"],
            address=self._address(line, said),
            region_code=line.region_code,
            category=next(iter(codes["category"]), ""),
            beneficiaries=codes["beneficiaries"],
            skills=codes["skills"],
            languages=codes["languages"],
            latitude=latitude,
            longitude=longitude,
            is_remote=_last(said[OpportunityColumn.REMOTE]) in YES,
            starts_at=times.starts_at,
            ends_at=times.ends_at,
            closes_on=times.closes_on,
            places=_places(line, said),
        )

    def _times(self, line: Line, given: Mapping[str, str]) -> opportunity_times.Times:
        try:
            return opportunity_times.times(given, self._today)
        except opportunity_times.Misread as misread:
            line.refuse(misread.code, said=misread.said)
            return opportunity_times.Times()

    def _text(self, line: Line, column: OpportunityColumn, said: str) -> str:
        if len(said) > LENGTHS[column]:
            line.note("cut")
        plain = without_numbers(said)
        if plain != said:
            line.note("numbers_hidden")
        return plain[: LENGTHS[column]].strip()

    def _address(self, line: Line, given: Mapping[str, str]) -> str:
        said = given[OpportunityColumn.ADDRESS]
        if elsewhere_rules.is_way_out(said):
            return said
        if said:
            line.note("web_address_left_out")
        if not self._source.address:
            line.refuse("opportunity.address_missing")
        else:
            line.note("address_of_source")
        return self._source.address

    def _listed(self, line: Line, column: OpportunityColumn, given: Mapping[str, str]) -> tuple[str, ...]:
        words = [word.strip() for word in BETWEEN.split(given[column]) if word.strip()]
        terms = self._codes[column]
        known = [code for word in words if (code := terms.get(word.casefold()) or terms.get(_last(word)))]
        if len(known) < len(words):
            line.note("terms_left_out")
        return tuple(dict.fromkeys(known))


TEXTS = {
    "title": OpportunityColumn.TITLE,
    "title_en": OpportunityColumn.TITLE_EN,
    "words": OpportunityColumn.WORDS,
    "organization_name": OpportunityColumn.ORGANIZATION,
    "place": OpportunityColumn.PLACE,
}


def kept(given: Given) -> dict[str, Any]:
    """As JSON, until the line is entered."""
    said = asdict(given)
    for name in (*TIMES, "closes_on"):
        said[name] = said[name].isoformat() if said[name] else None
    return said


def given_of(said: Mapping[str, Any]) -> Given:
    read: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    for name in TIMES:
        read[name] = datetime.fromisoformat(said[name]) if said[name] else None
    read["closes_on"] = date.fromisoformat(said["closes_on"]) if said["closes_on"] else None
    return Given(**read)


def _point(line: Line, given: Mapping[str, str]) -> tuple[float | None, float | None]:
    """Both coordinates or none. Programs write 0, 0 where they know nothing."""
    said = [given[OpportunityColumn.LATITUDE], given[OpportunityColumn.LONGITUDE]]
    try:
        latitude, longitude = (float(text) for text in said)
    except ValueError:
        latitude = longitude = float("nan")
    is_point = isfinite(latitude) and abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude or longitude)
    if is_point:
        return latitude, longitude
    if any(said):
        line.note("point_left_out")
    return None, None


def _places(line: Line, given: Mapping[str, str]) -> int | None:
    said = given[OpportunityColumn.PLACES].removesuffix("人").removesuffix(".0").strip()
    if said.isdecimal() and len(said) < 8 and int(said) <= MOST_PLACES:
        return int(said)
    if said:
        line.note("places_left_out")
    return None


def _last(said: str) -> str:
    """The end of a path, as in https://schema.org/EventCancelled."""
    return said.rstrip("/").rpartition("/")[2].rpartition("#")[2].casefold()


def _terms(name: CodeList, on: date) -> dict[str, str]:
    """Codes of a list by everything that a line may call them, in the words of other classifications too."""
    found = {
        said.casefold(): code
        for code, matches in code_queries.matches(name).items()
        for match in matches
        for said in (match.target, match.target_name)
    }
    terms = code_queries.terms(name, on)
    return found | {said.casefold(): term.code for term in terms for said in (term.name_en, term.name, term.code)}
