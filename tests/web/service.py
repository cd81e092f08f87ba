"""A public shift, somebody to serve in it, and a clock: what tests of the volunteer's and the leader's pages begin with."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.identity import factories as identity
from tests.domain.organizations import factories as organizations
from volunteercloud.core import memory
from volunteercloud.domain.codes.models import Term
from volunteercloud.web import answers

MINUTE = timedelta(minutes=1)
TERMS = (("document_kind", "111"), ("nationality", "CN"), ("guardian_relation", "mother"))


class Clock:
    """What the door takes for now. Moved by tests, never by itself."""

    def __init__(self, now):
        self.now = now


@pytest.fixture
def clock(monkeypatch, at):
    kept = Clock(at)
    monkeypatch.setattr(answers, "reader_now", lambda: kept.now)
    return kept


@pytest.fixture
def owner(db, settings, clock):
    """The province of the demo, whose document numbers belong to nobody."""
    settings.DEMO = True
    organizations.ground()
    for name, code in TERMS:
        Term.objects.create(list=name, code=code, name=code, name_en=code, position=0, valid_from=identity.BEGAN)
    memory.forget_all()
    return organizations.person("谷雨")


@pytest.fixture
def shift(owner, organization, at):
    return activities.public_shift(owner, organization, at)


@pytest.fixture
def volunteer(owner, at):
    return identity.person(at, name="小满", email="xiaoman@qinghe.example")


@pytest.fixture
def browser(volunteer, signed_in):
    return signed_in(volunteer)


@pytest.fixture
def leader(owner, signed_in):
    return signed_in(owner)
