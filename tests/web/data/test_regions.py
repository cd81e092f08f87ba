"""Dashboards: what everybody sees of a region, how one gets deeper, and what is said where there is nothing to show."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from volunteercloud.core import memory
from volunteercloud.domain.regions.models import Region
from volunteercloud.domain.statistics.models import Population, ServiceCell
from volunteercloud.web.data import reading

from .conftest import CITY, HOURS_A

ENGLISH = {"accept-language": "en"}


def page(client, code="9901", query="", **headers):
    return client.get(reverse("data:region", args=[code]) + query, headers=ENGLISH | headers)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
@pytest.mark.parametrize("code", ["", "99", "9901", "990101", "990101001"])
@pytest.mark.parametrize("period", ["", "all", "last"])
def test_every_level_has_a_page_in_both_languages(client, depth, demo_map, today, language, code, period):
    query = {"": "", "all": "?period=all", "last": f"?period={today.year - 1}"}[period]

    answer = client.get(reverse("data:region", args=[code]) + query, headers={"accept-language": language})

    assert (answer.status_code, answer.text.count("<h1")) == (200, 1)
    assert (" style=" in answer.text, "<script" in answer.text) == (False, False)


def test_the_headline_is_what_the_cells_come_to(client, figures, today):
    shown = page(client, query=f"?period={today.year - 1}").context["shown"]

    assert shown.read.total.credit_minutes == CITY * 12 * HOURS_A * 60
    assert [row.code for row in shown.below] == ["990101", "990102", "990103", "990104", "990105"]
    assert shown.read.per_resident == pytest.approx(12 * HOURS_A / 20)
    assert shown.grades_finding == "75% were evidenced on the spot."
    assert shown.trend.finding == "The part of credit hours stayed at about 75%."


def test_one_goes_down_by_the_table_and_the_map_and_up_by_the_crumbs(client, demo_map, today):
    answer = page(client)

    shown = answer.context["shown"]
    deeper = f"/data/990101/?period={today.year}"
    assert (shown.below[0].address, shown.picture.areas[0].address) == (deeper, deeper)
    assert [step.code for step in answer.context["stand"].above] == ["99"]
    assert page(client, "990101").context["shown"].picture is None  # streets have no shapes: the table alone


def test_the_overview_is_of_the_whole_country_where_the_site_is_for_no_one_region(client, figures):
    answer = client.get(reverse("data:overview"))

    assert (answer.status_code, answer.context["stand"].code) == (200, "")


def test_regions_are_ranked_by_rate_and_never_by_size(client, figures, today):
    Population.objects.filter(region_code="990105").update(residents=100)  # fifty people among a hundred residents
    memory.forget_all()

    shown = page(client, query=f"?period={today.year - 1}").context["shown"]

    assert shown.ranking[0].code == "990105"
    assert shown.below[0].code == "990101"


def test_without_residents_there_is_no_ranking_and_the_map_says_so(client, demo_map):
    Population.objects.all().delete()
    memory.forget_all()

    answer = page(client)

    assert answer.context["shown"].ranking == []
    assert "Shades and numbers are credit hours." in answer.text


def test_what_few_people_did_is_not_shown(client, demo_map, today):
    ServiceCell.objects.filter(region_code="990105").update(people=3, records=3)
    memory.forget_all()

    answer = page(client, query=f"?period={today.year - 1}")

    rows = {row.code: row for row in answer.context["shown"].below}
    assert rows["990105"].sums.is_withheld
    assert "not shown" in answer.text
    assert "990105" not in [row.code for row in answer.context["shown"].ranking]
    assert answer.context["shown"].picture.areas[4].look == "withheld"
    own = page(client, "990105", f"?period={today.year - 1}")
    assert (own.status_code, own.context["read"].total.is_withheld) == (200, True)


def test_a_region_without_service_says_what_to_do_next(client, figures):
    answer = page(client, "9902")

    assert (answer.status_code, answer.context["read"].is_empty) == (200, True)
    assert "?period=all" in answer.text


def test_a_region_that_ended_leads_to_its_successor(client, figures):
    Region.objects.create(
        code="990109", parent_id="9901", level=3, name="旧渡县", valid_from=date(1980, 1, 1),
        valid_to=date(2019, 7, 1), successor_id="990102",
    )  # fmt: skip
    memory.forget_all()

    answer = page(client, "990109")

    assert answer.status_code == 200
    assert 'href="/data/990102/"' in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/data/123456/",
        "/data/00/",
        "/data/9901/?period=0000",
        "/data/9901/?period=10000",
        "/data/9901/?period=2026-13",
        "/data/9901/?period=2026-",
        "/data/9901/?period=٢٠٢٦",
        "/data/9901/?period=%00",
        "/data/9901/?period=1979",
    ],
)
def test_what_is_not_there_is_answered_with_help(client, figures, address):
    answer = client.get(address, headers=ENGLISH)

    assert (answer.status_code, answer.text.count("<h1")) == (404, 1)
    assert 'href="/data/"' in answer.text


@pytest.mark.parametrize("address", ["/data/abc/", "/data/9901001/x/", "/data/1/", "/data/9901'--/"])
def test_other_addresses_are_no_addresses(client, db, address):
    assert client.get(address).status_code == 404


def test_corrections_of_the_past_are_told(client, depth):
    assert "about 10 records fewer" in page(client).text


def test_the_file_says_what_the_page_says(client, figures, today):
    answer = client.get(reverse("data:sheet", args=["9901"]) + f"?period={today.year - 1}", headers=ENGLISH)

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert (rows[0]["table"], rows[0]["credit_minutes"]) == ("total", str(CITY * 12 * HOURS_A * 60))
    assert sum(int(row["credit_minutes"]) for row in rows if row["table"] == "region") == CITY * 12 * HOURS_A * 60


def test_a_name_in_the_file_is_no_formula(client, figures, today):
    Region.objects.filter(code="990101").update(name="=1+1", name_latin="=1+1")
    memory.forget_all()
    answer = client.get(reverse("data:sheet", args=["9901"]))
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert rows["990101"]["name"] == "'=1+1"


def test_the_file_leaves_out_what_the_page_leaves_out(client, figures, today):
    ServiceCell.objects.filter(region_code="990105").update(people=3, records=3)
    memory.forget_all()

    answer = client.get(reverse("data:sheet", args=["9901"]) + f"?period={today.year - 1}")

    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert (rows["990105"]["withheld"], rows["990105"]["credit_minutes"], rows["990105"]["people"]) == ("1", "", "")


def test_the_sheet_is_a_pdf_of_a_page_or_two(client, demo_map):
    answer = client.get(reverse("data:paper", args=["9901"]))

    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_the_wall_renews_itself_and_has_nothing_to_press(client, demo_map):
    answer = client.get(reverse("data:wall", args=["9901"]) + "?theme=dark", headers=ENGLISH)

    assert '<meta http-equiv="refresh" content="30">' in answer.text
    assert 'data-theme="dark"' in answer.text
    assert "<nav" not in answer.text
    assert 'data-theme="' not in client.get(reverse("data:wall", args=["9901"]) + '?theme="><script>').text


def test_only_the_frame_may_stand_in_another_site(client, figures):
    frame = client.get(reverse("data:embed", args=["9901"]) + "?language=en&theme=light")

    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame
    assert 'lang="en"' in frame.text
    whole = page(client)
    assert "frame-ancestors 'none'" in whole["Content-Security-Policy"]
    assert whole["X-Frame-Options"] == "DENY"


def test_regions_are_compared_for_their_size(client, figures, today):
    address = (
        reverse("data:compare") + f"?region=990101&region=Dongdu&region=990101&region=nowhere&period={today.year - 1}"
    )

    answer = client.get(address, headers=ENGLISH)

    found = answer.context["found"]
    assert [one.side.code for one in found] == ["990101", "990102"]
    assert [one.side.per_hundred for one in found] == [pytest.approx(12 * HOURS_A * 5)] * 2
    assert (answer.context["unknown"], [line.kind for line in answer.context["chart"].lines]) == (["nowhere"], [1, 2])


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("?region=nowhere", 404),
        ("?region=99&region=99&region=nation&region=9901&region=990101&region=990102", 200),
    ],
)
def test_a_comparison_takes_up_to_four(client, figures, query, status):
    answer = client.get(reverse("data:compare") + query)

    assert answer.status_code == status
    assert len(answer.context["found"]) <= 4


def test_a_comparison_asks_the_database_as_often_however_many_are_compared(
    client, depth, demo_map, django_assert_max_num_queries
):
    address = reverse("data:compare") + "?region=nation&region=99&region=9901&region=990101"
    client.get(address)

    memory.forget_all()
    with django_assert_max_num_queries(9):  # four of them look the codes up
        page = client.get(address)
    assert len(page.context["found"]) == 4


def test_communities_are_not_compared(client, depth):
    Region.objects.create(code="990101001001", parent_id="990101001", level=5, name="社区", valid_from=date(1980, 1, 1))
    assert client.get(reverse("data:compare") + "?region=990101001001&region=99").context["unknown"] == ["990101001001"]


@pytest.mark.parametrize("period", ["", "all", "2026-03"])
@pytest.mark.parametrize("code", ["", "99", "9901", "990101", "990101001"])
def test_a_page_asks_the_database_a_fixed_number_of_times(
    client, depth, demo_map, django_assert_max_num_queries, code, period
):
    page(client, code, f"?period={period}")  # templates are read once

    memory.forget_all()
    with django_assert_max_num_queries(15):
        page(client, code, f"?period={period}")
    reading._remembered.forget()  # lists of regions and shapes are remembered for a minute
    with django_assert_max_num_queries(8):
        page(client, code, f"?period={period}")


def test_who_looks_at_the_same_moment_costs_nothing(client, depth, demo_map, django_assert_num_queries):
    page(client)

    with django_assert_num_queries(0):
        page(client)
