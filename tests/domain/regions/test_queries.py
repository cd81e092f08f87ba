from datetime import date

import pytest

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.regions import loading, queries
from volunteercloud.domain.regions.models import Level, Region, RuleSet

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def demo():
    loading.load_demo()


def add(code, parent, level, name, latin="", **dates):
    return Region.objects.create(
        code=code,
        parent_id=parent,
        level=level,
        name=name,
        name_latin=latin,
        **{"valid_from": loading.BEGINNING} | dates,
    )


def codes(found):
    return [region.code for region in found]


def test_region():
    assert queries.region("990101").name == "临溪区"
    for unknown in ("", "9", "990199", "9901010"):
        with pytest.raises(NotFound):
            queries.region(unknown)


def test_path():
    assert codes(queries.path("990101001")) == ["99", "9901", "990101", "990101001"]
    assert queries.path("990101999") == ()


def test_children_of_a_day():
    add("990199", "9901", Level.DISTRICT, "旧区", valid_to=date(2020, 1, 1))
    add("990198", "9901", Level.DISTRICT, "新区", valid_from=date(2027, 1, 1))
    standing = ["990101", "990102", "990103", "990104", "990105"]

    assert codes(queries.children("9901", ON)) == standing
    assert codes(queries.children("9901", date(2019, 12, 31))) == [*standing, "990199"]
    assert codes(queries.children("9901", date(2020, 1, 1))) == standing
    assert codes(queries.children("9901", date(2027, 1, 1))) == [*standing[:5], "990198"]
    assert codes(queries.children("", ON)) == ["99"]


def test_search():
    add("66", None, Level.PROVINCE, "临溪省")

    assert codes(queries.search("临溪", ON)) == ["66", "990101"]
    assert codes(queries.search("临溪", ON, within="99")) == ["990101"]
    assert codes(queries.search("LINXI", ON)) == ["990101"]
    assert codes(queries.search("", ON, limit=2)) == ["66", "99"]
    assert len(queries.search("", ON, limit=1000)) == 32
    assert codes(queries.search("溪", ON)) == []


@pytest.mark.parametrize(
    ("code", "chinese", "english"),
    [
        ("99", "演示省", "Demo Province"),
        ("990101001", "演示省青禾市临溪区竹桥街道", "Zhuqiao, Linxi, Qinghe, Demo Province"),
        ("660101", "甲市丙区", "丙区, Jia"),
        ("670100", "庚省辛市", "Xin, Geng"),
        ("6702", "庚省庚市", "Geng, Geng"),
        ("77", "77", "77"),
    ],
)
def test_full_name(code, chinese, english):
    add("66", None, Level.PROVINCE, "甲市", "Jia")
    add("6601", "66", Level.CITY, "市辖区")
    add("660101", "6601", Level.DISTRICT, "丙区")
    add("67", None, Level.PROVINCE, "庚省", "Geng")
    add("6701", "67", Level.CITY, "辛市", "Xin")
    add("670100", "6701", Level.DISTRICT, "辛市", "Xin")
    add("6702", "67", Level.CITY, "庚市", "Geng")

    assert queries.full_name(code, "zh-hans") == chinese
    assert queries.full_name(code, "en") == english


def test_full_names_of_a_list_read_once(django_assert_num_queries):
    wanted = ["990101001", "990102", "990102", "77"]

    with django_assert_num_queries(1):
        found = queries.full_names(wanted, "zh-hans")
    with django_assert_num_queries(0):
        again = queries.full_names(wanted, "zh-hans")

    assert found == again == {"990101001": "演示省青禾市临溪区竹桥街道", "990102": "演示省青禾市东渡区", "77": "77"}


def test_short_name():
    assert queries.short_name("990101", "zh-hans") == "临溪区"
    assert queries.short_name("990101", "en") == "Linxi"
    assert queries.short_name("77", "en") == "77"


def test_rules_of_the_nearest_region_on_the_day(django_assert_num_queries):
    for code, since, cap in (
        ("99", date(2020, 1, 1), 600),
        ("9901", date(2021, 1, 1), 540),
        ("9901", date(2025, 1, 1), 500),
        ("990102", date(2020, 1, 1), 400),
    ):
        RuleSet.objects.create(region_id=code, valid_from=since, daily_cap_minutes=cap)

    def cap(code, on):
        return queries.rules_for(code, on).daily_cap_minutes

    assert cap("990101001", ON) == 500
    assert cap("990101001", date(2024, 12, 31)) == 540
    assert cap("990101001", date(2020, 12, 31)) == 600
    assert cap("990101001", date(2019, 12, 31)) == 480
    assert cap("990102001", ON) == 400
    with django_assert_num_queries(1):
        assert cap("990102002", ON) == cap("990102002", ON) == 400


def test_rules_where_nobody_set_any():
    defaults = queries.rules_for("990101", ON)

    assert (defaults.rounding_minutes, defaults.daily_cap_minutes, defaults.guardian_consent_below_age) == (30, 480, 18)
