import pytest
from django.utils import timezone

from tests.access import knocking
from tests.access import world as worlds


@pytest.fixture
def world(db, settings, monkeypatch) -> worlds.World:
    settings.DEMO = True
    settings.SECURITY_CONTACTS = ["mailto:security@qinghe.example"]
    monkeypatch.setattr(timezone, "now", lambda: knocking.AT)
    return worlds.built(knocking.BEGINS)
