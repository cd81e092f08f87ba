from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from volunteercloud.core.writing import Writing
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.regions.models import Region

TODAY = datetime(2026, 5, 16, tzinfo=UTC).date()
PLAIN = Writing(Region)
KEPT = Writing(Region, "ON CONFLICT (code) DO NOTHING")
RENAMED = Writing(Region, "ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name WHERE regions_region.level = 1")


def region(code, name, level=1):
    return Region(code=code, level=level, name=name, valid_from=TODAY)


@pytest.mark.parametrize(("writing", "name"), [(KEPT, "测试省"), (RENAMED, "改名省")])
def test_a_conflict_ends_as_it_was_said(db, writing, name):
    assert (PLAIN.write(region("98", "测试省")), writing.write(region("98", "改名省"))) == (True, writing is RENAMED)
    assert list(Region.objects.values_list("code", "name", "valid_from")) == [("98", name, TODAY)]


def test_a_condition_of_the_conflict_that_does_not_hold_writes_nothing(db):
    PLAIN.write(region("98", "测试省", level=2))

    assert RENAMED.write(region("98", "改名省")) is False


def test_without_a_word_on_conflicts_one_is_an_error(db):
    PLAIN.write(region("98", "测试省"))
    with pytest.raises(IntegrityError), transaction.atomic():
        PLAIN.write(region("98", "改名省"))


def test_every_kind_of_column_comes_back_as_it_was_written(db):
    some = region("98", "测试省")
    written = Entry(
        owner_id=UUID("01a200db-0ef0-7051-8d3a-000000000001"),
        id=UUID("01a200db-0ef0-7051-8d3a-000000000002"),
        at=datetime(2026, 5, 16, 1, tzinfo=UTC),
        name="tests.written",
        actor_kind="system",
        actor_label="tests",
        subject_kind="region",
        subject_id=UUID("01a200db-0ef0-7051-8d3a-000000000003"),
        subject_label=some.name,
        facts={"grade": "A", "none": None, "list": [1, "二"]},
    )
    Writing(Entry).write(written)

    [found] = Entry.objects.all()
    names = [field.attname for field in Entry._meta.concrete_fields if field.column]
    assert [getattr(found, name) for name in names] == [getattr(written, name) for name in names]
