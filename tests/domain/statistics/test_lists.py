"""Lists of residents and wages are taken as a whole or not at all, and once."""

import pytest

from volunteercloud.core.errors import Refused
from volunteercloud.domain.regions import loading
from volunteercloud.domain.regions.models import Level, Region
from volunteercloud.domain.statistics import population, wages
from volunteercloud.domain.statistics.models import Population, Wage

pytestmark = pytest.mark.django_db

HEAD = "code,counted_on,residents,source\n"


@pytest.fixture(autouse=True)
def demo():
    loading.load_demo()


def told(*lines):
    found = population.load((HEAD + "\n".join(lines)).encode())
    return [(trouble.line, trouble.code) for trouble in found.troubles]


def test_the_same_list_again_writes_nothing():
    lists = {population: population.DEMO, wages: wages.DEMO}
    for module, file in lists.items():
        first, again = module.load(file.read_bytes()), module.load(file.read_bytes())
        assert first.written > 0
        assert (first.same, again.written, again.same) == (0, 0, first.written)
    assert Wage.objects.get(region_code="99").fen_an_hour == 3800


def test_a_newer_number_replaces():
    told("99,2020-11-01,10,a")
    assert population.load((HEAD + "99,2020-11-01,11,a\n").encode()).written == 1
    assert Population.objects.get().residents == 11


def test_what_comes_with_the_program_fits_the_list_of_regions():
    for code in {line.split(b",")[0].decode() for line in population.CENSUS.read_bytes().splitlines()[2:]} - {""}:
        Region.objects.create(code=code, level=Level.PROVINCE, name=code, valid_from=loading.BEGINNING)
    assert population.load(population.CENSUS.read_bytes()).written == 32
    assert Population.objects.get(region_code="").residents == 1411778724
    assert wages.load(wages.TIME_VALUES.read_bytes()).written == 5


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("98,2020-11-01,10,a", "list.region"),
        ("99,2020-11-01,-1,a", "list.number"),
        ("99,2020-11-01,１０,a", "list.number"),
        ("99,2020-11-01,99999999999999999999,a", "list.number"),
        ("99,2020-13-01,10,a", "list.day"),
        ("99,0001-01-01,10,a", "list.day"),
        ("99,2020-11-01,10,", "list.source"),
        ("99", "list.source"),
    ],
)
def test_a_line_that_is_wrong_is_named_and_nothing_is_written(line, code):
    assert told("99,2019-11-01,10,a", line) == [(3, code)]
    assert not Population.objects.exists()


def test_a_region_and_day_stands_once():
    assert told("99,2020-11-01,10,a", "99,2020-11-01,11,a") == [(3, "list.double")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("地区,人口\n".encode("gb18030"), "list.encoding"),
        (b"", "list.head"),
        (b"code,code,counted_on,residents,source\n", "list.head"),
        (b"code\x00", "list.unreadable"),
        (b'"' + b"x" * 200_000, "list.unreadable"),
        (b"x" * 10_000_001, "list.too_large"),
    ],
)
def test_what_is_no_such_list_is_refused(content, code):
    with pytest.raises(Refused) as refused:
        population.load(content)
    assert refused.value.code == code
