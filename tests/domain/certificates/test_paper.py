import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from PIL import Image

from tests.domain.certificates import papers
from volunteercloud.domain.certificates import paper
from volunteercloud.domain.certificates.paper import Both


def test_says_what_the_guidance_on_certificates_asks_for():
    (text,) = papers.pages(papers.rendered(papers.ORDINARY))

    missing = [
        said
        for said in (
            "证明编号 Certificate no. ZM26-7F4K-Q2M9",
            "于 2025 年 9 月 1 日至 2026 年 2 月 28 日 完成志愿服务",
            "This is to certify that Lin Xiaoman gave voluntary service from 1 September 2025 to 28 February 2026",
            "46.0",
            "另有荣誉时数 2.0 小时",
            "居民身份证 Resident identity card ****************42",
            "VQ7K 4M2X 9TRD",
            "给独居老人送午餐；社区食堂分餐 Lunch for older people living alone; Serving lunch",
            "晨光志愿服务队 Chenguang Volunteer Team",
            "chenguang@volunteer.example",
            "秦立春 Qin Lichun",
            "周谷雨 Zhou Guyu",
            "2026 年 3 月 10 日",
            "volunteer.example/c/ZM267F4KQ2M9",
        )
        if papers.packed(said) not in text
    ]
    assert missing == []


def test_same_facts_give_the_same_bytes():
    assert papers.rendered(papers.ORDINARY) == papers.rendered(papers.ORDINARY)


def test_many_threads_get_each_their_own_certificate():
    numbers = [f"ZM26-{number:04}" for number in range(12)]
    with ThreadPoolExecutor(4) as threads:
        printed = list(threads.map(papers.rendered, [papers.varied(number=number) for number in numbers]))

    assert [[number for number in numbers if number in papers.pages(pdf)[0]] for pdf in printed] == [
        [n] for n in numbers
    ]


@pytest.mark.parametrize(("specimen", "marked"), [(True, 1), (False, 0)])
def test_only_a_specimen_is_marked_as_one(specimen, marked):
    (text,) = papers.pages(papers.rendered(papers.varied(specimen=specimen)))

    # The word stands aslant, so that a reader of text finds it letter by letter.
    assert ("样" in text) == bool(marked)


@pytest.mark.parametrize(
    "name",
    [
        "#panic() $x$ [a] *b* `c` @d _e_ \"f\" 'g' // h /* i \\ ~",
        '#include "/etc/passwd"',
        "<label> = heading + list - item",
    ],
)
def test_markup_in_a_name_is_printed_as_text(name):
    (text,) = papers.pages(papers.rendered(papers.varied(name=name, latin_name="")))

    assert text.count(papers.packed(name)) == 2


def test_rare_characters_of_a_name_are_set_in_the_face_that_has_them():
    ordinary, rare = (papers.rendered(papers.varied(name=name)) for name in ("林小满", "𠮷𪚥"))

    assert papers.faces(ordinary) == ["NotoSerifSC-Bold", "NotoSerifSC-Regular"]
    assert papers.faces(rare) == ["NotoSerifSC-Bold", "NotoSerifSC-Regular", "RareHan"]


@pytest.mark.parametrize(
    ("name", "remark"),
    [
        ("林小满", "无 None"),
        ("林\U00030ede明", "〔U+30EDE〕是字库没有的字，以统一码编号代替"),
    ],
)
def test_a_character_without_a_glyph_is_explained_in_the_remarks(name, remark):
    (text,) = papers.pages(papers.rendered(papers.varied(name=name)))

    assert papers.packed(remark) in text


@pytest.mark.parametrize("name", ["林", "Maria Fernandes da Silva e Albuquerque", "长" * 60, "长" * 300, "W" * 300])
def test_no_name_runs_over_the_edge(name):
    pdf = papers.rendered(papers.varied(name=name, latin_name="", contact="w" * 60))

    assert (len(papers.pages(pdf)), papers.widest_ink(pdf)) == (1, papers.widest_ink(papers.rendered(papers.ORDINARY)))


def test_what_does_not_fit_on_one_page_runs_on_and_each_page_bears_the_number():
    pages = papers.pages(papers.rendered(papers.varied(content=(Both("内容" * 400, "content " * 200),))))

    assert [f"ZM26-7F4K-Q2M9{number}/2" in page for number, page in enumerate(pages, start=1)] == [True, True]


def test_an_extract_lists_every_record_under_a_repeated_header():
    first, *others = papers.pages(papers.rendered(papers.extract(120)))
    listed = "".join(others)

    assert "共120条服务记录，见附页" in first
    assert [f"第{number}次送餐Lunchnumber{number}" in listed for number in range(1, 121)] == [True] * 120
    assert ["序号" in page and "ZM26-7F4K-Q2M9" in page for page in others] == [True] * len(others)
    assert "180:00" in others[-1]


@pytest.mark.parametrize(("count", "said"), [(1, "1 service record, listed"), (2, "2 service records, listed")])
def test_one_record_is_not_two(count, said):
    assert papers.packed(said) in papers.pages(papers.rendered(papers.extract(count)))[0]


@pytest.mark.parametrize(
    ("minutes", "credit", "grades"),
    [
        ({"A": 2250, "B": 390, "C": 120, "D": 120}, "46.0", ["37.5", "6.5", "2.0", "2.0"]),
        # 1.58 hours three times: each would round to 1.6, their sum to 4.8; here both hold.
        ({"A": 95, "B": 95, "C": 95}, "4.8", ["1.6", "1.6", "1.6"]),
        # 0.57 hours three times are 1.7, not three times 0.6.
        ({"A": 34, "B": 34, "C": 34}, "1.7", ["0.6", "0.6", "0.5"]),
        ({"E": 61}, "0.0", ["1.0"]),
        ({}, "0.0", []),
    ],
)
def test_hours_of_the_grades_add_up_to_the_total(minutes, credit, grades):
    facts = papers.varied(minutes=minutes)
    (text,) = papers.pages(papers.rendered(facts))

    assert credit in text
    assert [part["hours"] for part in paper._mix(minutes)] == grades


def test_one_day_is_not_a_period():
    (text,) = papers.pages(papers.rendered(papers.varied(starts_on=date(2026, 2, 28))))

    assert "于2026年2月28日完成志愿服务" in text
    assert "gavevoluntaryserviceon28February2026" in text


def test_more_contents_than_a_page_holds_are_counted():
    facts = papers.varied(content=tuple(Both(f"内容{number}", f"content {number}") for number in range(1, 12)))
    (text,) = papers.pages(papers.rendered(facts))

    assert "内容8；另有3项" in text
    assert "content8;and3more" in text


def test_an_uploaded_seal_replaces_the_drawn_one():
    picture = io.BytesIO()
    Image.new("RGB", (1200, 900), "#c23a20").save(picture, "JPEG", comment=b"taken at home")
    drawn = papers.pages(papers.rendered(papers.ORDINARY))[0]
    pdf = papers.rendered(papers.varied(seal_image=picture.getvalue()))

    assert ("队之印" in drawn, "队之印" in papers.pages(pdf)[0]) == (True, False)
    assert b"taken at home" not in pdf
