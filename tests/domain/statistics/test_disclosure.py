"""Nothing that is withheld can be got back from what is published."""

import itertools
import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db.models import F

from tests.domain.statistics import worlds
from volunteercloud.core import memory
from volunteercloud.core.actor import ANONYMOUS, system
from volunteercloud.domain.regions.models import Region
from volunteercloud.domain.statistics import locations, patterns, periods, queries, recounting
from volunteercloud.domain.statistics.models import (
    Basis,
    OrganizationCell,
    Progress,
    Restatement,
    Slice,
    Span,
    Touched,
)
from volunteercloud.domain.statistics.reading import Asked
from volunteercloud.domain.statistics.sums import WITHHELD

SLICES = {Basis.PLACE: [Slice.TOTAL, Slice.SEX, Slice.CATEGORY, Slice.SDG], Basis.HOME: [Slice.TOTAL, Slice.SEX]}
OFFICE = system("test")
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
# Seed, people, records: from a town where hardly anything can be said to one where most can. Goals are categories here, which
# nobody knows outside, so the attack leaves one or the other out.
WORLDS = [
    (1, 40, 120, Slice.CATEGORY),
    (2, 80, 400, Slice.SDG),
    (2, 80, 400, Slice.CATEGORY),
    (3, 150, 600, Slice.SDG),
    (5, 300, 1500, Slice.CATEGORY),
]


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


@pytest.mark.parametrize(("seed", "people", "records", "other"), WORLDS)
def test_no_small_group_follows_from_what_is_published(published, seed, people, records, other):
    inside, told = published(seed, people=people, records=records)
    inside = {key: found for key, found in inside.items() if key[3] != other}
    told = {key: sums for key, sums in told.items() if key[3] != other}
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
    assert not [
        (one, other)
        for one, other in itertools.combinations(small, 2)
        if are_beside(one, other)
        and len({record.person for key in (one, other) for record in inside[key]}) < 10
        and knowledge.tells(covered(one, choices) + covered(other, choices))
    ]


def test_service_for_no_goal_is_a_small_group_too(db):
    """Thirty people for one goal, and one for none: the goal told beside the total would tell of that one."""
    worlds.build(1, people=1, records=1)
    record = worlds.Record(0, "100101", "100101", date(2026, 3, 1), "a", "1", 60)
    worlds.store([*(replace(record, person=person) for person in range(30)), replace(record, person=30, category="")])
    memory.forget_all()
    assert queries.total(ANONYMOUS, "", periods.ever()).people == 31
    assert queries.parts(ANONYMOUS, "", periods.ever(), Slice.SDG) == {"3": WITHHELD}
    assert queries.parts(OFFICE, "", periods.ever(), Slice.SDG)["3"].people == 30


def test_a_street_of_a_merged_county_stands_in_the_table_where_it_counts(db):
    """Told by itself it would tell of the street beside it: both are what the county is less the third."""
    worlds.regions("10", "1001", "100101", "100102", "100101001", "100102001", "100102002")
    Region.objects.filter(code="100101").update(successor_id="100102", valid_to=date(2026, 1, 1))
    locations.store()
    record = worlds.Record(0, "100102001", "100102001", date(2026, 3, 1), "a", "1", 60)
    few = [replace(record, person=person) for person in range(3)]
    some = [replace(record, person=person, region_code="100101001") for person in range(20, 32)]
    most = [replace(record, person=person, region_code="100102002") for person in range(50, 90)]
    worlds.store(few + some + most, upwards={"100101001": ("", "10", "1001", "100102", "100101001")})
    memory.forget_all()
    told = queries.by_region(ANONYMOUS, ["100102", "100101001", "100102001", "100102002"], periods.ever())
    assert {code: sums.people for code, sums in told.items() if not sums.is_withheld} == {"100102": 55, "100102002": 40}


def test_withholding_only_what_is_small_would_give_it_away(published):
    """What the attack above would find if nothing else were withheld."""
    inside, _told = published(2, people=80, records=400)
    atoms = {atom(record) for found in inside.values() for record in found}
    choices = [sorted({each[place] for each in atoms}) for place in range(5)]
    knowledge = worlds.Knowledge()
    small = [key for key, found in inside.items() if len({record.person for record in found}) < 10]
    for key in inside.keys() - set(small):
        knowledge.learn(covered(key, choices))
    assert [key for key in small if knowledge.tells(covered(key, choices))]


def test_where_most_is_large_most_is_shown(published):
    inside, told = published(2, people=80, records=400)
    shown = [key for key, sums in told.items() if not sums.is_withheld]
    assert len(shown) > 0.7 * len(inside)


def test_the_office_sees_what_there_is(published):
    inside, _told = published(1, people=40, records=120)
    for key, found in inside.items():
        basis, region_code, period, by, value = key
        sums = queries.parts(OFFICE, region_code, period, by, basis)[value]
        assert (sums.people, sums.records) == (len({each.person for each in found}), len(found))


def test_what_is_withheld_is_so_with_all_of_its_parts(published):
    _inside, told = published(4, people=60, records=300)
    withheld = [key for key, sums in told.items() if sums.is_withheld and key[3] == Slice.TOTAL and key[1]]
    assert withheld
    for basis, region_code, period, *_total in withheld:
        below = [
            sums
            for (other, code, time, _by, _value), sums in told.items()
            if other == basis and code.startswith(region_code) and period.start <= time.start and time.end <= period.end
        ]
        assert all(sums.is_withheld for sums in below)


def test_a_table_is_looked_at_once_for_as_long_as_nothing_was_counted(published, django_assert_num_queries):
    published(1, people=40, records=120)
    Progress.objects.create(id=1, as_of=NOW, swept_until=NOW)
    memory.forget_all()
    queries.total(ANONYMOUS, "10", periods.ever())
    with django_assert_num_queries(1):
        queries.total(ANONYMOUS, "10", periods.ever())


def test_figures_and_what_is_withheld_of_them_are_of_one_state(db, django_assert_num_queries):
    """A table that was remembered decides about nothing that was counted since: three people in one district of two, from one
    moment to the next, and the other is withheld beside them."""
    worlds.regions("10", "1001", "100101", "100102")
    record = worlds.Record(0, "100101", "100101", date(2026, 3, 1), "a", "1", 60)
    many = [replace(record, person=person) for person in range(30)]
    progress = Progress.objects.create(id=1, as_of=NOW, swept_until=NOW)
    worlds.change(progress, many)
    memory.forget_all()
    districts = ["100101", "100102"]
    assert queries.by_region(ANONYMOUS, districts, periods.ever())["100101"].people == 30
    with django_assert_num_queries(1):
        queries.by_region(ANONYMOUS, districts, periods.ever())

    # As of the same time, as while a long list is counted.
    worlds.change(
        progress, [*many, *(replace(record, person=person, region_code="100102") for person in range(50, 53))]
    )

    with django_assert_num_queries(2):
        told = queries.by_region(ANONYMOUS, districts, periods.ever())
    assert told == {"100101": WITHHELD, "100102": WITHHELD}


@pytest.fixture
def counted(db):
    """Stores records instead of those before them, as a round of counting does, and tells everything anew."""
    worlds.regions("10", "1001", "1002", "100101", "100102", "100103", "100201")
    memory.forget_all()
    progress = Progress.objects.create(id=1, as_of=NOW, swept_until=NOW)

    def count(*groups):
        people = itertools.count()
        worlds.change(
            progress, [replace(record, person=next(people)) for number, record in groups for _ in range(number)]
        )

    return count


A, B, C = (worlds.Record(0, code, code, date(2026, 3, 1), "a", "1", 60) for code in ("100101", "100102", "100103"))
DISTRICTS = [record.region_code for record in (A, B, C)]


def shown(by=Slice.TOTAL, codes=DISTRICTS):
    found = queries.cells(ANONYMOUS, codes, [periods.ever()], by)
    return {spot.value or spot.region_code: sums.people for spot, sums in found.items() if not sums.is_withheld}


def test_what_was_worked_out_outlives_rounds_that_change_no_size(counted, django_assert_num_queries):
    counted((25, A), (40, B), (3, C))
    assert shown() == {"100102": 40}

    counted((30, A), (45, B), (3, C))
    with django_assert_num_queries(1):
        assert shown() == {"100102": 45}
    counted((30, A), (45, B), (13, C))
    with django_assert_num_queries(2):
        assert shown() == {"100101": 30, "100102": 45, "100103": 13}


@pytest.mark.parametrize("seed", range(6))
def test_who_remembers_says_what_somebody_says_who_remembers_nothing(db, seed):
    """Records come and go, now of this month and now of another; of what was touched digests are told, of the rest nothing."""
    records = worlds.build(seed, people=60, records=300)
    codes = sorted({record.region_code[:length] for record in records for length in (0, 2, 4, 6)})
    progress = Progress.objects.create(id=1, as_of=NOW, swept_until=NOW)
    chance = random.Random(seed)
    memory.forget_all()
    for _round in range(6):
        worlds.change(progress, chance.sample(records, chance.randint(200, 300)))
        said = everything(codes)
        remembered, patterns_then = said, patterns.latest()
        memory.forget_all()
        assert everything(codes) == remembered
        patterns.keep(patterns_then)


def everything(codes):
    """What the public sees of some regions by all time, by year and by month."""
    times = [
        periods.ever(),
        periods.year(date(2026, 1, 1)),
        *(periods.month(date(2026, each, 1)) for each in range(1, 13)),
    ]
    return {by: queries.cells(ANONYMOUS, codes, times, by) for by in (Slice.TOTAL, Slice.CATEGORY, Slice.SDG)}


def test_an_older_program_that_counts_says_nothing_of_what_it_touched(counted, django_assert_num_queries):
    counted((25, A), (40, B), (3, C))
    assert shown() == {"100102": 40}
    counted((13, A), (40, B), (13, C))
    Touched.objects.all().delete()
    Progress.objects.update(noted=F("noted") - 1)
    assert shown() == {"100101": 13, "100102": 40, "100103": 13}


def test_after_a_whole_count_nothing_is_as_it_was_known(counted):
    counted((25, A), (40, B), (3, C))
    assert shown() == {"100102": 40}
    counted((13, A), (40, B), (13, C))
    Touched.objects.all().delete()
    progress = Progress.objects.get()
    progress.begin_round(is_whole=True)
    progress.save()
    assert shown() == {"100101": 13, "100102": 40, "100103": 13}


def test_another_list_of_regions_ends_what_was_known(counted, django_assert_num_queries):
    """A district that came to the city stands in its table, though its cells are as they were: nothing touched them."""
    counted((25, A), (40, B), (30, replace(C, region_code="100201", home_code="100201")))
    assert shown(codes=DISTRICTS[:2]) == {"100101": 25, "100102": 40}
    Region.objects.filter(code="100201").update(parent_id="1001")
    recounting.forget_tables()
    with django_assert_num_queries(2):
        shown(codes=DISTRICTS[:2])


def test_another_one_is_not_withheld_because_both_grew_a_little(counted):
    """Else two readings would tell what each of them alone does not: the third is the city less one of then and one of now. And
    processes that remember something else would be two readings."""
    told = []
    for first, second in ((25, 26), (26, 26), (30, 26), (39, 20)):
        counted((first, A), (second, B), (3, C))
        told.append(shown().keys())
        memory.forget_all()
        told.append(shown().keys())
    assert told == [{"100102"}] * 8


def test_what_is_withheld_above_changes_tables_below_in_which_nothing_changed(counted):
    """Five people in March of one district are hidden beside its May; where three in another city take March and April away from
    both, May is no longer needed. Who remembers the one says the same of the other as who remembers nothing."""
    march, april, may = (date(2026, month, 1) for month in (3, 4, 5))
    elsewhere = replace(A, region_code="100201", home_code="100201")
    here = [(5, A), (60, replace(A, day=april)), (30, replace(A, day=may))]
    beside = [(30, B), (60, replace(B, day=april)), (60, replace(B, day=may)), (40, replace(elsewhere, day=april))]
    told = []
    for number in (40, 41, 3):
        counted(*here, *beside, (number, elsewhere))
        found = queries.series(ANONYMOUS, "100101", Span.MONTH, march, date(2026, 6, 1))
        told.append([month for month, sums in found.items() if not sums.is_withheld])
    assert told == [[april], [april], [may]]


@pytest.mark.parametrize("few", [replace(A, region_code="1001", home_code="1001"), replace(A, category="")])
def test_what_stands_in_no_cell_is_noticed_though_no_size_changes(counted, few):
    """Service that is recorded for the city alone, and such for no goal."""
    by, codes = (Slice.SDG, ["1001"]) if not few.category else (Slice.TOTAL, DISTRICTS)
    for number in (100, 101, 102):
        counted((number, A), (60, B), (45, C), (30, replace(A, category="b")))
        assert len(shown(by, codes)) == (2 if by == Slice.SDG else 3)

    counted((102, A), (60, B), (45, C), (30, replace(A, category="b")), (3, few))

    told = shown(by, codes)
    assert told == ({"3": 207} if by == Slice.SDG else {"100101": 132, "100103": 45})


def test_several_questions_are_one_statement(published, django_assert_num_queries):
    published(1, people=40, records=120)
    asked = [Asked(("", "10"), (periods.ever(),), by) for by in (Slice.TOTAL, Slice.SEX, Slice.CATEGORY)]
    apart = [queries.cells(ANONYMOUS, each.region_codes, each.wanted, each.by) for each in asked]
    patterns.keep(patterns.Patterns())
    with django_assert_num_queries(1):
        seen = queries.read(ANONYMOUS, asked)
    assert [seen.sums[each] for each in asked] == apart


def test_a_district_less_one_organization_is_the_other_and_no_part_of_it(db):
    """What an organization did in all is its own statement; whom of its people it was of does not follow."""
    worlds.regions("10", "1001", "100101")
    record = worlds.Record(0, "100101", "100101", date(2026, 3, 1), "a", "1", 60)
    large = [replace(record, person=person, sex="12"[person % 2], category="ab"[person % 2]) for person in range(40)]
    small = [
        replace(record, person=person, sex="12"[person % 2], category="ab"[person % 2]) for person in range(50, 53)
    ]
    worlds.store([*large, *small])
    memory.forget_all()
    groups = list(itertools.product(("large", "small"), ("a", "b"), ("1", "2")))  # by organization, category and sex
    knowledge = worlds.Knowledge()
    for by, place in ((Slice.TOTAL, None), (Slice.CATEGORY, 1), (Slice.SEX, 2)):
        for spot, sums in queries.cells(ANONYMOUS, ["100101"], [periods.month(record.day)], by).items():
            assert not sums.is_withheld
            knowledge.learn(group for group in groups if place is None or group[place] == spot.value)
    month = periods.month(record.day)
    for period in (month, periods.year(record.day), periods.ever()):
        OrganizationCell.objects.create(
            organization_id=UUID(int=1), span=period.span, start=period.start, records=40, people=40, minutes_a=2400
        )
    told = queries.of_organization(UUID(int=1), Span.MONTH, month.start, month.end)
    assert [sums.people for sums in told.values()] == [40]
    knowledge.learn(group for group in groups if group[0] == "large")

    of_small = [group for group in groups if group[0] == "small"]
    assert knowledge.tells(of_small)
    for place, value in ((1, "a"), (1, "b"), (2, "1"), (2, "2")):
        assert not knowledge.tells(group for group in of_small if group[place] == value)


def test_what_corrections_changed_is_told_about(db):
    """Of a month that few served in nothing, of another one records to tens, and never the minutes of somebody."""
    worlds.build(1, people=1, records=1)
    record = worlds.Record(0, "100101", "100101", date(2026, 3, 1), "a", "1", 60)
    few = replace(record, day=date(2026, 5, 1))
    more = [replace(record, person=person, day=date(2026, 4, 1)) for person in range(30)]
    worlds.store([*(replace(record, person=person) for person in range(40)), *more, few])
    memory.forget_all()
    for month, records in ((3, -23), (4, 4), (5, 12)):
        Restatement.objects.create(
            region_code="", month=date(2026, month, 1), on=NOW.date(), records=records, credit_minutes=60 * records
        )
    times = date(2026, 1, 1), date(2027, 1, 1)
    told = [(each.month.month, each.records, each.credit_minutes) for each in queries.restated(ANONYMOUS, "", *times)]
    assert told == [(5, None, None), (4, None, None), (3, -20, None)]
    exact = [(each.month.month, each.records, each.credit_minutes) for each in queries.restated(OFFICE, "", *times)]
    assert exact == [(5, 12, 720), (4, 4, 240), (3, -23, -1380)]


def are_beside(one, other):
    """Two cells that one sum adds up: they differ in one coordinate, of regions in their last step."""
    differing = [place for place in range(5) if one[place] != other[place]]
    regions, times = (one[1], other[1]), (one[2], other[2])
    if differing == [1]:
        return len(regions[0]) == len(regions[1]) and regions[0][:-2] == regions[1][:-2]
    if differing == [2]:
        return times[0].span == times[1].span and (
            times[0].span == "year" or times[0].start.year == times[1].start.year
        )
    return differing == [4]


def covered(key, choices):
    """The atoms that a cell sums up."""
    basis, region_code, period, by, value = key
    places, homes, days, categories, sexes = choices
    if basis == Basis.PLACE:
        places = [code for code in places if code.startswith(region_code)]
    else:
        homes = [code for code in homes if code.startswith(region_code)]
    days = [day for day in days if period.start <= day < period.end]
    if by in (Slice.CATEGORY, Slice.SDG):
        categories = [each for each in categories if value in (each, worlds.GOALS.get(each))]
    sexes = [value] if by == Slice.SEX else sexes
    return [
        (place, home, day, category, sex)
        for place in places
        for home in homes
        for day in days
        for category in categories
        for sex in sexes
    ]
