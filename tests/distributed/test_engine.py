"""What only a distributed database can show; the rest of the suite runs on it unchanged."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from volunteercloud.core.distributed import fanning, moving, placing
from volunteercloud.core.errors import NotFound
from volunteercloud.core.reading import among
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.identity.models import Volunteer

COLOCATED = """
    SELECT logicalrelid::regclass::text, colocationid FROM pg_dist_partition
    WHERE partmethod = 'h' AND NOT (SELECT relispartition FROM pg_class WHERE oid = logicalrelid)
"""


def of_everybody():
    return Volunteer.objects.filter(name="谷雨").count()


def of_one():
    return Volunteer.objects.filter(id=uuid.UUID(int=1)).count()


def test_migrations_placed_every_table():
    assert moving.pending() == []


def test_tables_of_a_group_share_their_shards():
    with connection.cursor() as cursor:
        cursor.execute(COLOCATED)
        shards = dict(cursor.fetchall())
    together = {}
    for place in placing.places():
        if place.placement in placing.GROUPS:
            together.setdefault(place.placement, set()).add(shards[place.table])
    assert {placement: len(found) for placement, found in together.items()} == dict.fromkeys(placing.GROUPS, 1)


def test_a_request_asks_for_one_owner_and_not_for_everybody():
    with fanning.refused():
        assert of_one() == 0
        with pytest.raises(DatabaseError, match="multi-task query"), transaction.atomic():
            of_everybody()
    assert of_everybody() == 0


def test_what_says_that_it_may_asks_everybody_within_a_request():
    with fanning.refused():
        with fanning.allowed():
            assert of_everybody() == 0
        with pytest.raises(DatabaseError, match="multi-task query"), transaction.atomic():
            of_everybody()


def test_what_was_told_in_a_part_that_was_taken_back_is_told_again():
    with transaction.atomic(), fanning.refused():
        of_one()
        transaction.set_rollback(True)
    with fanning.refused(), pytest.raises(DatabaseError, match="multi-task query"), transaction.atomic():
        of_everybody()


def test_a_request_may_ask_the_machines_of_those_it_names_and_no_more():
    from_all = [uuid.UUID(int=number) for number in range(1, 9)]
    with fanning.refused():
        assert list(Volunteer.objects.filter(id__in=among(from_all)).values_list("id")) == []
        with pytest.raises(DatabaseError, match="multi-task query"), transaction.atomic():
            of_everybody()


def test_a_shift_is_read_with_who_listens_to_its_organization_from_one_machine():
    with fanning.refused(), pytest.raises(NotFound):
        activity_queries.shift(uuid.UUID(int=1), uuid.UUID(int=2))
