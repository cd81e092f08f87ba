"""Nothing that is withheld can be got back from what is published."""

from collections import defaultdict

import pytest

from tests.domain.statistics import worlds
from volunteercloud.core import memory
from volunteercloud.core.actor import ANONYMOUS, system
from volunteercloud.domain.statistics import periods, queries
from volunteercloud.domain.statistics.models import Basis, Slice

SLICES = {Basis.PLACE: [Slice.TOTAL, Slice.SEX, Slice.CATEGORY], Basis.HOME: [Slice.TOTAL, Slice.SEX]}
OFFICE = system("test")


@pytest.fixture
def published(db):
    """Builds a world; answers its records by the cells they are in, and the cells that the public and the office are told."""

    def build(seed, *, people, records):
        made = worlds.build(seed, people=people, records=records)
        worlds.store(made)
        memory.forget_all()
        inside = defaultdict(list)
        for record in made:
            for key in worlds.keys(record):
                inside[key].append(record)
        regions = sorted({key[1] for key in inside})
        times = [periods.ever(), *sorted({key[2] for key in inside} - {periods.ever()})]
        told = {
            (basis, spot.region_code, spot.period, by, spot.value): sums
            for basis, slices in SLICES.items()
            for by in slices
            for spot, sums in queries.cells(ANONYMOUS, regions, times, by, basis).items()
        }
        return inside, told

    return build


def atom(record):
    return (record.region_code, record.home_code, record.day, record.category, record.sex)


@pytest.mark.parametrize(("seed", "people", "records"), [(1, 40, 120), (2, 80, 400), (3, 150, 600), (4, 60, 300), (5, 300, 1500)])
def test_no_small_group_follows_from_what_is_published(published, seed, people, records):
    inside, told = published(seed, people=people, records=records)
    atoms = {atom(record) for found in inside.values() for record in found}
    # Every combination may have records for all that an outsider knows, not only those that do.
    choices = [sorted({each[place] for each in atoms}) for place in range(5)]
    knowledge = worlds.Knowledge()
    shown = {key for key, sums in told.items() if not sums.is_withheld}
    for key in shown:
        knowledge.learn(covered(key, choices))

    small = [key for key, found in inside.items() if len({record.person for record in found}) < 10]
    assert small
    assert not [key for key in small if key in shown]
    assert not [key for key in small if knowledge.tells(covered(key, choices))]


def covered(key, choices):
    """The atoms that a cell sums up."""
    basis, region_code, period, by, value = key
    places, homes, days, categories, sexes = choices
    if basis == Basis.PLACE:
        places = [code for code in places if code.startswith(region_code)]
    else:
        homes = [code for code in homes if code.startswith(region_code)]
    days = [day for day in days if period.start <= day < period.end]
    categories = [value] if by == Slice.CATEGORY else categories
    sexes = [value] if by == Slice.SEX else sexes
    return [
        (place, home, day, category, sex)
        for place in places
        for home in homes
        for day in days
        for category in categories
        for sex in sexes
    ]
