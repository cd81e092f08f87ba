import pytest
from django.db import IntegrityError, connection, transaction

from volunteercloud.core.constraints import broken_by, refused_by
from volunteercloud.core.errors import Refused


@pytest.fixture
def cup(db):
    """A table that promises two things."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE cup (drops integer CONSTRAINT cup_not_over CHECK (drops < 10) NOT NULL)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cup")


def pour(drops):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO cup VALUES (%s)", [drops])


def full():
    return Refused("cup.full", "The cup is full.")


def test_a_broken_promise_is_named(cup):
    with pytest.raises(IntegrityError) as broken:
        pour(10)
    assert broken_by(broken.value) == "cup_not_over"
    assert broken_by(IntegrityError()) == ""


def test_what_one_promise_refuses_is_said_in_words_and_every_other_stays_a_fault(cup):
    with refused_by("cup_not_over", full):
        pour(9)
    with pytest.raises(Refused) as refused, refused_by("cup_not_over", full):
        pour(10)
    assert refused.value.code == "cup.full"
    with pytest.raises(IntegrityError), refused_by("cup_not_over", full):
        pour(None)
