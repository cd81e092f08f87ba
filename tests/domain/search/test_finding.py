"""Words, what means the same, filters, orders and pages."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from tests.domain.search import factories
from tests.domain.search.factories import QINGHE, put
from volunteercloud.core.errors import Refused
from volunteercloud.domain.codes import loading as codes
from volunteercloud.domain.regions import loading as regions
from volunteercloud.domain.search import finding, following, index, queries
from volunteercloud.domain.search.models import Document, Kind
from volunteercloud.domain.search.queries import Fits, Query, Sort


@pytest.fixture
def ground(db):
    regions.load_demo()
    codes.load()


@pytest.fixture
def city(ground, at):
    """Three subjects in both scripts."""
    put(at, "社区午餐陪伴", title_en="Lunch with our elders", category="elderly")
    put(
        at,
        "河岸植树",
        title_en="Planting trees at the river",
        category="environment",
        summary="带上手套，种二十棵柳树。",
    )
    put(at, "手语翻译", title_en="Sign language interpreting", category="disabled", place="望北剧场")
    following.follow(at)


def titles(at, text="", **asked):
    return [hit.document.title for hit in queries.find(Query(text=text, **asked), at).hits]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("午餐", "社区午餐陪伴"),
        ("ＬＵＮＣＨ", "社区午餐陪伴"),
        ("elder", "社区午餐陪伴"),
        ("种树", "河岸植树"),
        ("柳树", "河岸植树"),
        ("tree planting", "河岸植树"),
        ("plànting", "河岸植树"),
        ("望北", "手语翻译"),
        ("shouyu", "手语翻译"),
        ("shouyufanyi", "手语翻译"),
        ("syfy", "手语翻译"),
        ("interpretting", "手语翻译"),
        ("“手语翻译”", "手语翻译"),
        ('"sign language"', "手语翻译"),
        ("语", "手语翻译"),
        ("岸植", "河岸植树"),
        ("我想参加植树的志愿活动", "河岸植树"),
        ("\u202e植树\u202c", "河岸植树"),
        ("植树' OR 1=1 --", "河岸植树"),
        ("植树\\", "河岸植树"),
        ('植树 "', "河岸植树"),
    ],
)
def test_what_somebody_types_is_found(city, at, text, title):
    assert titles(at, text)[:1] == [title]


@pytest.mark.parametrize(
    "text",
    ["河马", "zzzz", "“翻译手语”", "& | ! :* ()", "😀😀", "\x00", "%", "'", "<->", "language planet xylophone"[16:]],
)
def test_what_stands_nowhere_is_not_found(city, at, text):
    assert titles(at, text) == []


def test_nothing_typed_finds_everything(city, at):
    assert len(titles(at)) == len(titles(at, "  ")) == 3


def test_a_long_text_is_refused(ground, at):
    with pytest.raises(Refused) as refused:
        queries.find(Query(text="植树" * 5000), at)
    assert (refused.value.code, refused.value.field) == ("search.text_too_long", "text")


def test_a_mistyped_word_is_mended_and_told(city, at):
    page = queries.find(Query(text="Sing langauge"), at)
    assert (page.corrected, page.hits[0].document.title) == ("sing language", "手语翻译")
    assert queries.find(Query(text="language"), at).corrected == ""


def test_documents_with_some_words_follow_those_with_all(city, at):
    page = queries.find(Query(text="手语 午餐"), at)
    assert (page.is_loosened, {hit.document.title for hit in page.hits}) == (True, {"手语翻译", "社区午餐陪伴"})
    put(at, "手语午餐会")
    page = queries.find(Query(text="手语 午餐"), at)
    assert (page.hits[0].document.title, page.total) == ("手语午餐会", 3)


def test_a_title_weighs_more_than_what_is_said_besides(ground, at):
    put(at, "整理仓库", summary="和献血车一起出发。")
    put(at, "献血车引导", begins_in=timedelta(days=9))
    assert titles(at, "献血") == ["献血车引导", "整理仓库"]


@pytest.mark.parametrize(
    ("asked", "changes"),
    [
        ({"kinds": (Kind.NEED,)}, {"kind": Kind.NEED}),
        ({"region_code": "9901"}, {"region_code": "990102"}),
        ({"categories": ("health", "elderly")}, {"category": "elderly"}),
        ({"beneficiaries": ("children",)}, {"beneficiaries": ["women", "children"]}),
        ({"sdg": ("3",)}, {"sdg_targets": ["3.8"]}),
        ({"sdg": ("3.8",)}, {"sdg_targets": ["3.8"]}),
        ({"skills": ("music",)}, {"skills": ["music", "dance"]}),
        ({"languages": ("en",)}, {"languages": ["en"]}),
        ({"remote": True}, {"is_remote": True}),
        ({"remote": False}, {"is_remote": False}),
        ({"age": 16}, {"minimum_age": 16, "maximum_age": 16}),
        ({"insured": True}, {"has_insurance": True}),
        ({"accessible": True}, {"is_accessible": True}),
        ({"urgencies": (1, 2)}, {"urgency": 2}),
        ({"owner_id": UUID(int=3)}, {"owner_id": UUID(int=3)}),
        ({"weekdays": (1,)}, {}),
        ({"parts_of_day": ("morning",)}, {}),
        ({"near": QINGHE, "within_km": 3}, {"latitude": 30.26, "longitude": 120.18}),
        ({"fits": Fits(age=16, skills=("music",))}, {"minimum_age": 16, "skills": ["music"]}),
    ],
)
def test_a_filter_finds_what_has_it_and_nothing_else(ground, at, asked, changes):
    others = {
        "kind": Kind.SHIFT,
        "region_code": "110101",
        "category": "community",
        "is_remote": not changes.get("is_remote", False),
        "minimum_age": 18,
        "skills": ["driving"],
    }
    put(at, "别的", begins_in=timedelta(days=3, hours=9), **others)
    put(at, "要的", **{"is_remote": False} | changes)
    assert titles(at, **asked) == ["要的"]
    assert titles(at, "要的", **asked) == ["要的"]


def test_days_bound_a_search(ground, at):
    (shift,) = put(at, "午餐")
    day = shift.starts_at.date()
    assert titles(at, from_on=day, to_on=day) == ["午餐"]
    assert titles(at, from_on=day + timedelta(days=1)) == titles(at, to_on=day - timedelta(days=1)) == []


def test_only_what_is_open_now_is_found(ground, at):
    (shift,) = put(at, "午餐", opens_on=at.date() + timedelta(days=1))
    assert titles(at) == []
    assert titles(at + timedelta(days=1)) == ["午餐"]
    assert titles(shift.closes_at) == []


def test_distances_are_told_and_sorted_by(ground, at):
    put(at, "远", latitude=30.35, longitude=120.17)
    put(at, "近", latitude=30.26, longitude=120.17)
    put(at, "网上", is_remote=True)
    page = queries.find(Query(near=QINGHE, sort=Sort.DISTANCE), at)
    assert [(hit.document.title, hit.distance_m) for hit in page.hits] == [("近", 1112), ("远", 11119), ("网上", None)]
    assert titles(at, near=QINGHE, within_km=5) == ["近"]
    assert titles(at, near=QINGHE, within_km=300) == ["近", "远"]


def test_orders(ground, at):
    put(at, "慢", begins_in=timedelta(days=5), urgency=2)
    put(at, "快", begins_in=timedelta(days=1))
    put(at, "没有时间", kind=Kind.PROJECT, starts_at=None, ends_at=None, closes_at=None)
    assert titles(at, sort=Sort.DATE) == ["快", "慢", "没有时间"]
    assert titles(at, sort=Sort.URGENCY) == ["慢", "快", "没有时间"]


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("most", [1000, 5])
def test_pages_follow_each_other_without_gap_or_repeat(ground, at, monkeypatch, sort, most):
    """Also where more match than are looked at, and the first ones are found rung by rung."""
    names = [f"午餐{number}" for number in range(17)]
    for place, name in enumerate(names):
        point = {"latitude": QINGHE[0] + place / 500, "longitude": QINGHE[1]}
        put(at, name, begins_in=timedelta(days=1 + place % 3, hours=place), urgency=place % 3, **point)
    query = Query(text="午餐", near=QINGHE, sort=sort)
    everything = [hit.document.id for hit in queries.find(query, at, 100).hits]
    for name, value in {"MOST": most, "WIDE": 5 * most, "WINDOW": 1}.items():
        monkeypatch.setattr(finding, name, value)
    seen, page = [], queries.find(query, at, 4)
    while True:
        seen += [hit.document.id for hit in page.hits]
        if not page.after:
            break
        page = queries.find(replace(query, after=page.after), at, 4)
    expected = everything if sort != Sort.BEST or most > 17 else seen
    assert (len(everything), seen) == (17, expected)
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize(
    "after", ["x", "best.1", "date.x.y", f"date.{2**70}.{UUID(int=1).hex}", "best.1." + UUID(int=1).hex]
)
def test_a_cursor_of_another_search_is_refused(ground, at, after):
    with pytest.raises(Refused) as refused:
        queries.find(Query(sort=Sort.DATE, after=after), at)
    assert refused.value.code == "search.cursor_unknown"


def test_more_than_are_looked_at_are_told_to_be_more(ground, at, monkeypatch):
    put(at, *(f"午餐{number}" for number in range(8)))
    assert (queries.find(Query(text="午餐"), at).total, queries.find(Query(text="午餐"), at).is_capped) == (8, False)
    monkeypatch.setattr(finding, "MOST", 5)
    monkeypatch.setattr(queries, "MOST_FOUND", 5)
    page = queries.find(Query(text="午餐", sort=Sort.DATE), at, 3)
    assert (page.total, page.is_capped) == (5, True)
    assert [hit.document.title for hit in page.hits] == ["午餐0", "午餐1", "午餐2"]


def test_facets_count_each_choice_as_if_nothing_were_chosen_in_its_field(city, at):
    put(at, "河道清理", category="environment", region_code="990102001", beneficiaries=["residents"], urgency=1)
    found = queries.facets(Query(categories=("environment",), region_code="9901"), at)
    assert {one.code: one.number for one in found["category"]} == {"environment": 2, "elderly": 1, "disabled": 1}
    assert {one.code: one.number for one in found["region"]} == {"990101": 1, "990102": 1}
    assert [(one.code, one.number) for one in found["beneficiary"]] == [("residents", 1)]
    assert {one.code: one.number for one in found["urgency"]} == {"0": 1, "1": 1}
    assert [(one.code, one.number) for one in found["weekday"]] == [("1", 2)]
    assert queries.facets(Query(text="&|"), at)["kind"] == []


def test_finding_and_counting_take_as_many_statements_whatever_there_is(city, at, django_assert_num_queries):
    put(at, "午餐", latitude=30.26, longitude=120.18)
    asked = Query(text="午餐", categories=("elderly",), near=QINGHE, within_km=50)
    queries.find(asked, at)

    def ask():
        with django_assert_num_queries(2):
            queries.find(asked, at)
        with django_assert_num_queries(1):
            queries.facets(asked, at)

    ask()
    put(at, *(f"午餐{number}" for number in range(40)), latitude=30.26, longitude=120.18)
    ask()


def test_the_same_rows_give_the_same_order(ground, at):
    made = [factories.document("午餐", id=UUID(int=number)) for number in (5, 2, 9, 1)]
    with transaction.atomic():
        index.put(made, at)
    first = [hit.document.id.int for hit in queries.find(Query(text="午餐"), at).hits]
    Document.objects.all().delete()
    with transaction.atomic():
        index.put(made[::-1], at)
    assert first == [hit.document.id.int for hit in queries.find(Query(text="午餐"), at).hits] == [1, 2, 5, 9]
