"""Every page of open data costs a fixed number of statements, however much stands on it and wherever that is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.domain.organizations import factories
from tests.web.open import documents
from volunteercloud.core import memory
from volunteercloud.domain.search.models import Document, Kind

pytestmark = pytest.mark.django_db

ADDRESSES = {
    "/open/changes": 5,
    "/open/vds/organisations.jsonld": 3,
    "/open/vds/opportunities.jsonld": 6,
    "/open/hsds/services?per_page=100": 10,
    "/open/hsds/service_at_locations?per_page=100": 10,
    "/open/calendar.ics?region=99": 4,
    "/sitemap.xml": 3,
    "/sitemap/need-0.xml": 2,
    "/embed/list/?number=20": 4,
    "/embed/list/?number=20&kind=needs": 4,
}


def publish(number):
    """That many shifts, needs and organizations, all soon and each in a street of its own."""
    found, soon = documents.scattered(number), timezone.now() + timedelta(days=1)
    for document in found:
        if document.kind == Kind.SHIFT:
            document.starts_at, document.ends_at, document.closes_at = soon, soon + timedelta(hours=1), soon
    documents.publish(*found)
    poster = factories.person("芒种")
    for document in found:
        if document.kind == Kind.NEED:
            documents.rows_of_need(document, poster, region_id=document.region_code)


def cost(client, address):
    memory.forget_all()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_costs_the_same_however_long_it_is(client, address):
    publish(20)
    of_many = cost(client, address)
    Document.objects.filter(id__in=Document.objects.order_by("id").values("id")[6:]).delete()
    assert (cost(client, address), of_many <= ADDRESSES[address]) == (of_many, True), of_many
