"""The evaluation works, is the same each time, and what we do is better than the plainest lists."""

from datetime import UTC, datetime

import pytest

from volunteercloud.cli.evaluation import finding
from volunteercloud.domain.codes import loading as codes
from volunteercloud.domain.matching.models import Findable
from volunteercloud.domain.regions import loading as regions
from volunteercloud.domain.search.models import Document

NOW = datetime(2026, 5, 18, 4, 0, tzinfo=UTC)


@pytest.fixture
def village(db):
    regions.load_demo()
    codes.load()
    return finding.evaluate(finding.SMALL, 7, NOW)


def test_what_we_show_is_better_than_the_plainest_lists(village):
    for ours, *others in (village.search, village.volunteers, village.needs):
        plain = [one for one in others if not one.name.startswith("search")]
        assert [one.name for one in plain if one.ndcg >= ours.ndcg] == []


def test_the_same_seed_gives_the_same_figures(village):
    Document.objects.all().delete()
    Findable.objects.all().delete()
    assert finding.evaluate(finding.SMALL, 7, NOW) == village
