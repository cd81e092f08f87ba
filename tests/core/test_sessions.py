"""What a session holds is readable by whoever has a master key, and by nobody who has the database."""

import base64

import pytest
from django.contrib.sessions.models import Session

from volunteercloud.core import masters
from volunteercloud.core.sessions import SessionStore

PHONE = "+8613800012345"

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    store = SessionStore()
    store["phone"] = PHONE
    store.save()
    return store.session_key


def test_it_is_sealed_and_opened_again(kept):
    said = base64.b64decode(Session.objects.get(session_key=kept).session_data)
    assert PHONE.encode() not in said
    assert SessionStore(kept)["phone"] == PHONE


@pytest.mark.parametrize("changed", ["", "no base64", "AQ==", base64.b64encode(bytes(40)).decode()])
def test_what_cannot_be_opened_is_empty(kept, changed):
    Session.objects.filter(session_key=kept).update(session_data=changed)
    assert SessionStore(kept).load() == {}


def test_it_is_opened_by_every_key_that_is_known(kept, settings, tmp_path):
    first, second = settings.MASTER_KEYS.known(1), masters.made(2, masters.Suite.SM, 0.0)
    for known, found in ((f"{first.written()} {second.written()}", {"phone": PHONE}), (second.written(), {})):
        settings.MASTER_KEYS = masters.Ring({masters.NAME: known}, tmp_path)
        assert SessionStore(kept).load() == found
