"""What tests of the organizer's and the officer's pages begin with; their conftest files name it."""

import pytest
from django.test import Client

from tests.domain.organizations import factories
from volunteercloud.core.memory import forget_all
from volunteercloud.domain.identity.models import Account


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Reference tables are remembered for a minute, which outlives a test."""
    forget_all()


@pytest.fixture
def owner(db):
    factories.ground()
    return factories.person("谷雨")


@pytest.fixture
def organization(owner, at):
    return factories.organization(owner, at)


@pytest.fixture
def signed_in():
    """A browser in which an actor is signed in, reading English."""

    def client_of(actor, language="en"):
        client = Client()
        client.force_login(
            Account.objects.get(id=actor.id), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        client.cookies["django_language"] = language
        return client

    return client_of
