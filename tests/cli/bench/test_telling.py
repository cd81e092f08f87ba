import re
from dataclasses import asdict

import pytest

from volunteercloud.cli.bench import report, telling
from volunteercloud.cli.bench.report import figure


@pytest.fixture
def document():
    """Two parts, one of which failed."""
    figures = [
        figure("rate", 250, "1/s", limit=1_000, target=report.ratio_at_least(0.5)),
        figure("page", 6, "ms", limit=3, target=report.at_most(30)),
        figure("others", 7, ""),
    ]
    return {
        "length": "short",
        "at": "2026-11-22T09:00:00+00:00",
        "parts": [
            {"name": "line", "title": "The main line", "failure": "", "took_s": 60.0, "figures": list(map(asdict, figures))},
            {"name": "search", "title": "Finding", "failure": "<b>No disk</b>", "took_s": 1.0, "figures": []},
        ],
        "machine": {"system": "Linux", "processor": "AMD", "cores": 2, "memory_gib": 24, "load_before": 0.1},
        "versions": {"python": "3.11", "django": "5.2"},
        "took_s": 61.0,
    }  # fmt: skip


def test_tables_stand_under_their_part_and_a_failure_in_its_place(document):
    told = telling.tables(document).splitlines()

    assert (told[0], told[-2:]) == ("The main line (60 s)", ["Finding (1 s)", "<b>No disk</b>"])


def test_the_page_fetches_nothing_and_escapes_what_it_is_told(document):
    page = telling.page(document)

    assert re.findall(r"(?:src|href)=|url\(|@import|<script", page) == []
    assert re.findall(r"&lt;b&gt;No disk", page) == ["&lt;b&gt;No disk"]
    assert re.findall(r"\d of \d", page) == ["1 of 2", "1 of 2"]


def test_a_bar_is_as_long_as_the_figure_is_of_its_limit_or_the_mark_stands_within(document):
    page = telling.page(document)

    assert re.findall(r'class="own" y="2" width="([\d.]+)"', page) == ["25.0", "100.0"]
    assert re.findall(r'class="mark" x="([\d.]+)"', page) == ["100.0", "50.0"]


def test_the_file_of_the_documentation_has_a_row_for_each_figure(document):
    told = telling.markdown(document).splitlines()

    assert [line for line in told if line.startswith("| ")][2:] == [
        "| rate | 250 1/s | 1,000 | 0.25 | ratio ≥ 0.5 | **✗** |",
        "| page | 6 ms | 3 | 2.00 | ≤ 30 | ✓ |",
        "| others | 7  |  |  |  |  |",
    ]
    assert told.count("This part failed:") == 1
