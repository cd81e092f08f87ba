"""Writers, the worker and a follower of the feed at the same time: whoever follows misses nothing."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from tests.races import at_once
from tests.web.open import documents
from tests.web.open.test_changes import read, state_of
from volunteercloud.domain.search import following, index
from volunteercloud.domain.search.models import Document

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

WRITERS, ROUNDS = 4, 5


def writer(number):
    """Publishes, changes and takes back, each in a transaction of its own, in the time of its own clock."""

    def run():
        for turn in range(ROUNDS):
            at = documents.AT + timedelta(seconds=number - turn)  # later commits may have earlier times
            mine = [documents.shift(f"{number}-{turn}-{each}") for each in range(3)]
            with transaction.atomic():
                index.put(mine, at)
            with transaction.atomic():
                index.put([documents.shift(f"{number}-{turn}-0", title="改名")], at)
                index.withdraw([mine[1].id], at)

    return run


def worker():
    for _ in range(3 * ROUNDS):
        following.follow(documents.AT)


def follower():
    """Follows while things change; returns what it holds and where it is."""
    client, pages, address = Client(), [], "/open/changes"
    for _ in range(4 * ROUNDS):
        pages += read(client, address)
        if pages:
            address = pages[-1]["next"].removeprefix("http://localhost:8000")
    return pages, address


def test_whoever_follows_holds_in_the_end_what_is_open():
    *_, (pages, address) = at_once([*[writer(number) for number in range(WRITERS)], worker, worker, follower])
    following.follow(documents.AT)
    pages += read(Client(), address)
    held = state_of(pages)
    assert sorted(held) == sorted(map(str, Document.objects.values_list("id", flat=True)))
    assert len(held) == WRITERS * ROUNDS * 2
    assert sorted(held.values()).count("改名：陪读员") == WRITERS * ROUNDS
    numbers = [item["modified"] for page in pages for item in page["items"]]
    assert numbers == sorted(numbers)
