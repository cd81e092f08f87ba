import csv
from datetime import date

import pytest

from volunteercloud.domain.regions import loading
from volunteercloud.domain.regions.loading import Changes
from volunteercloud.domain.regions.models import Level, Region

pytestmark = pytest.mark.django_db

FIRST = [
    ("66", "", "province", "甲省", "Jia"),
    ("6601", "66", "city", "乙市", "Yi"),
    ("660101", "6601", "district", "丙区", ""),
    ("660102", "6601", "district", "丁区", ""),
]


@pytest.fixture
def files(tmp_path):
    """Writes a list and its successors, and loads them as of a day."""

    def load(rows, successors=(), of=date(2023, 6, 30), progress=None):
        for name, head, lines in (
            ("divisions.csv", ("code", "parent", "level", "name", "name_latin"), rows),
            ("successors.csv", ("code", "successor", "since"), successors),
        ):
            with (tmp_path / name).open("w", newline="") as file:
                csv.writer(file).writerows([head, *lines])
        return loading.load(
            progress, divisions=tmp_path / "divisions.csv", of=of, successors=tmp_path / "successors.csv"
        )

    return load


def test_real_list_loads_once_and_then_changes_nothing():
    heard = []

    assert loading.load(lambda done, total: heard.append((done, total))) == Changes(added=44732, changed=0, retired=0)
    assert heard[0] == (5000, 44732)
    assert heard[-1] == (44732, 44732)
    assert loading.load() == Changes(added=0, changed=0, retired=0)
    # The list of 2023-06-30 as its source counts it, and Hong Kong, Macao and Taiwan.
    assert Region.objects.filter(level=Level.PROVINCE).count() == 31 + 3
    assert Region.objects.filter(level=Level.CITY).count() == 342
    assert Region.objects.filter(level=Level.DISTRICT).count() == 2978 + 18 + 8
    assert Region.objects.filter(level=Level.STREET).count() == 41352
    assert Region.objects.exclude(level=Level.PROVINCE).filter(parent=None).count() == 0
    assert Region.objects.filter(code__startswith=loading.DEMO_PREFIX).count() == 0


def test_newer_list(files):
    files(FIRST)
    newer = [
        ("66", "", "province", "甲省", "Jia"),
        ("6601", "66", "city", "乙新市", "Yixin"),
        ("660101", "6601", "district", "丙区", ""),
        ("660103", "6601", "district", "戊区", ""),
    ]

    assert files(newer, [("660102", "660103", "2024-01-08")], date(2024, 6, 30)) == Changes(1, 1, 1)
    assert files(newer, [("660102", "660103", "2024-01-08")], date(2024, 6, 30)) == Changes(0, 0, 0)

    renamed, retired, new = (Region.objects.get(code=code) for code in ("6601", "660102", "660103"))
    assert (renamed.name, renamed.name_latin, renamed.valid_from) == ("乙新市", "Yixin", loading.BEGINNING)
    assert (retired.name, retired.valid_to, retired.successor) == ("丁区", date(2024, 1, 8), new)
    assert (new.valid_from, new.valid_to) == (date(2024, 6, 30), None)


def test_code_without_successor_ends_with_the_list_and_may_come_back(files):
    files(FIRST)

    assert files(FIRST[:3], of=date(2024, 6, 30)) == Changes(0, 0, 1)
    gone = Region.objects.get(code="660102")
    assert (gone.valid_to, gone.successor) == (date(2024, 6, 30), None)

    assert files(FIRST, of=date(2025, 6, 30)) == Changes(0, 1, 0)
    gone.refresh_from_db()
    assert (gone.valid_to, gone.valid_from) == (None, loading.BEGINNING)


def test_successor_learned_later(files):
    files(FIRST)
    files(FIRST[:3], of=date(2024, 6, 30))

    assert files(FIRST[:3], [("660102", "660101", "2024-01-08")], date(2024, 6, 30)) == Changes(0, 0, 1)

    gone = Region.objects.get(code="660102")
    assert (gone.valid_to, gone.successor_id) == (date(2024, 6, 30), "660101")


def test_unknown_successor_stops_the_load(files):
    files(FIRST)

    with pytest.raises(ValueError, match="660199"):
        files(FIRST[:3], [("660102", "660199", "2024-01-08")], date(2024, 6, 30))

    assert Region.objects.get(code="660102").valid_to is None


def test_demo_province_and_communities_are_left_alone(files):
    files(FIRST)
    assert loading.load_demo() == Changes(31, 0, 0)
    assert loading.load_demo() == Changes(0, 0, 0)
    Region.objects.create(
        code="660101001001",
        parent_id="660101",
        level=Level.COMMUNITY,
        name="己社区",
        valid_from=loading.BEGINNING,
    )

    assert files(FIRST) == Changes(0, 0, 0)
    assert Region.objects.filter(code__startswith="99", valid_to=None).count() == 31
