"""The rows of lists as they stand when a snapshot is made: residents, wages, regions, measures."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import override

from volunteercloud.domain.regions.models import Level, Region
from volunteercloud.domain.statistics import measures as known_measures
from volunteercloud.domain.statistics.models import Population, Wage

from .columns import Row
from .rows import NATION, named


def population(month: date) -> Iterator[Row]:
    del month  # as they stand now
    for row in Population.objects.order_by("pk").iterator():
        yield named(row.region_code), row.counted_on, row.residents, row.source


def wages(month: date) -> Iterator[Row]:
    del month  # as they stand now
    for row in Wage.objects.order_by("pk").iterator():
        yield named(row.region_code), row.year, row.fen_an_hour, row.source


def regions(month: date) -> Iterator[Row]:
    """Down to the street, below which no figures are kept; the nation first, so that every code of a row is found here."""
    del month
    yield NATION, "全国", "The whole country", 0, None, None, None, None
    found: QuerySet[Region] = Region.objects.filter(level__lte=Level.STREET).order_by("level", "code")
    for row in found.iterator():
        above = row.parent_id or NATION
        yield (
            *(row.code, row.name, row.name_latin or None, row.level, above),
            *(row.valid_from, row.valid_to, row.successor_id),
        )


def measures(month: date) -> Iterator[Row]:
    del month
    for one in known_measures.listed():
        texts = (one.title, one.definition, one.formula, one.source)
        said = [word for text in texts for word in (_said(text, "zh-hans"), _said(text, "en"))]
        yield one.code, one.version, one.unit.value, *said, one.target


def _said(text: str | Promise, language: str) -> str:
    with override(language):
        return str(text)
