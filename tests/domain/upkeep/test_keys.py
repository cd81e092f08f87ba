"""A database knows by which master keys it is sealed."""

import pytest

from volunteercloud.core import masters
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.upkeep import actions, queries

pytestmark = pytest.mark.django_db

ONE, TWO = (masters.made(version, masters.Suite.AES, 0.0) for version in (1, 2))


def ring(*keys):
    return masters.Ring({masters.NAME: " ".join(key.written() for key in keys)}, None)


def test_another_key_is_told_apart(settings, system, at):
    settings.MASTER_KEYS = ring(ONE)
    assert (queries.wrong_keys(), queries.is_noted()) == ([], False)
    assert actions.note_keys(actor=system, at=at) == [1]
    assert (queries.wrong_keys(), queries.is_noted()) == ([], True)
    settings.MASTER_KEYS = ring(masters.made(1, masters.Suite.AES, 0.0))
    assert queries.wrong_keys() == [1]


def test_a_key_that_is_gone_is_missed_and_a_new_one_is_noted_once(settings, system, at):
    settings.MASTER_KEYS = ring(ONE)
    actions.note_keys(actor=system, at=at)
    settings.MASTER_KEYS = ring(ONE, TWO)
    assert (queries.wrong_keys(), queries.is_noted()) == ([], False)
    assert [actions.note_keys(actor=system, at=at) for _ in range(2)] == [[2], []]
    settings.MASTER_KEYS = ring(TWO)
    assert queries.wrong_keys() == [1]
    assert Entry.objects.filter(name="upkeep.keys_noted").count() == 2
