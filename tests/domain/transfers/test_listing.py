import json
from datetime import date
from uuid import UUID

import pytest

from volunteercloud.domain.transfers import listing

RECORD = UUID(int=5)
SAID = {"minutes": 90, "standing": "valid", "day": "2026-05-01", "grade": "B", "title": "护林巡山"}


def shown(content):
    versions = [{"content": content if isinstance(content, str) else json.dumps(content)}]
    return listing.shown({"records": [{"record_id": str(RECORD), "versions": versions}]})


def test_a_record_is_named_by_its_last_version():
    (found,) = shown(SAID)
    assert (found.record_id, found.minutes, found.named["title"]) == (RECORD, 90, "护林巡山")
    assert date.fromisoformat(found.named["day"]) == date(2026, 5, 1)
    (revoked,) = shown(SAID | {"standing": "revoked"})
    assert revoked.minutes == 0


@pytest.mark.parametrize(
    ("index", "entry"),
    [(7, 7), (-1, None), (2**53 - 1, 2**53 - 1), (2**53, None), (10**30, None), ("7", None), (None, None)],
)
def test_its_place_in_the_log_is_told_where_it_is_one(index, entry):
    versions = [{"content": json.dumps(SAID), "index": index}]
    (found,) = listing.shown({"records": [{"record_id": str(RECORD), "versions": versions}]})
    assert found.entry == entry


@pytest.mark.parametrize(
    "content",
    [
        SAID | {"day": "yesterday"},
        SAID | {"day": None},
        SAID | {"grade": "Z"},
        SAID | {"minutes": 10**30},
        SAID | {"minutes": -5},
        SAID | {"minutes": True},
        SAID | {"minutes": "90"},
        {name: value for name, value in SAID.items() if name != "standing"},
        [SAID],
        "[" * 100_000,
        '{"minutes": 1e999, "standing": "valid", "day": "2026-05-01", "grade": "B"}',
    ],
)
def test_what_a_page_could_not_show_is_left_out(content):
    assert shown(content) == []
