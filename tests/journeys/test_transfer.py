"""Two whole installations and one person with a browser at each: the records go from one to the other, and both pages say so."""

import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from tests.journeys.people import PASSWORD
from tests.journeys.reader import Reader
from tests.nodes import installations
from volunteercloud.cli.drill.hands import Hand
from volunteercloud.cli.drill.nodes import Part

ADDRESS = "mover@qinghe.example"
FIRST = datetime(2026, 9, 1, 0, tzinfo=UTC)
TITLE = "社区食堂分餐"
SECONDS_TO_MOVE = 120
FOR_PEOPLE = """
import sys
import django; django.setup()
from allauth.account.models import EmailAddress
from volunteercloud.cli import steps
from volunteercloud.domain.identity.models import Account
steps.collect_static()
account = Account.objects.get(id=sys.argv[1])
account.email = sys.argv[2]
account.language = sys.argv[4]
account.set_password(sys.argv[3])
account.save()
EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
"""


@pytest.fixture(scope="module")
def cities():
    """Two nodes that trust each other, with one person of the same document at both."""
    with installations() as nodes, ExitStack() as ending:
        hands = [Hand(node) for node in nodes]
        for hand in hands:
            ending.callback(hand.let_go)
        names = [hand("settle", sequence=place) for place, hand in enumerate(hands)]
        for here, there in ((0, 1), (1, 0)):
            hands[here]("trust", url=nodes[there].address, fingerprint=hands[there]("fingerprint"))
        people = [hand("people", sequences=[11])[0] for hand in hands]
        for node, person, language in zip(nodes, people, ("en", "zh-hans"), strict=True):
            node.kill(Part.SITE)  # it has spoken with nodes only so far; pages want their style sheets
            node.run([sys.executable, "-P", "-c", FOR_PEOPLE, person["id"], ADDRESS, PASSWORD, language])
            node.start()
        yield nodes, hands, names, people


@pytest.fixture
def readers(browser, cities):
    """At home on a wide screen and in English; at the new place on a phone, in Chinese and without scripts."""
    (here, there), _hands, _names, _people = cities
    opened = [
        Reader(browser, here, width=1280, language="en", script=True, pictures=None),
        Reader(browser, there, width=390, language="zh-hans", script=False, pictures=None),
    ]
    yield [one.sign_in(ADDRESS) for one in opened]
    for one in opened:
        one.end()


def test_asked_at_the_new_place_and_agreed_to_at_home(cities, readers):
    _nodes, (home, away), (home_name, away_name), (here, there) = cities
    at_home, at_the_new_place = readers
    days = [(FIRST + timedelta(days=day)).isoformat() for day in range(3)]
    home("serve", entries=[[here["id"], here["name"], here["number"], day, 120] for day in days])
    home("seal")

    def totals():
        return home("totals", volunteer_ids=[here["id"]]), away("totals", volunteer_ids=[there["id"]])

    at_the_new_place.open(reverse("volunteer:agreement", args=["bring", home_name])).tick("terms")
    at_the_new_place.press("Ask for my records")
    at_the_new_place.sees("Sign in at %(place)s and agree there as well. Nothing moves before that.", place=home_name)
    assert totals() == (360, 0)

    page = at_the_new_place.page.url.removeprefix(f"http://{away_name}")
    asked = reverse("volunteer:asked_elsewhere", args=[page.strip("/").rsplit("/", 1)[-1]])
    until(at_home, reverse("volunteer:moving"), lambda: at_home.page.locator(f'a[href="{asked}"]').count() == 1)
    at_home.open(asked).tick("terms").press("Agree: let them go").is_at(page)

    for reader in readers:
        done = reader.say("Nothing is lost: each of them can be read at both places, and counts at one.")
        until(reader, page, lambda reader=reader, done=done: done in said(reader))
        reader.sees("%(place)s handed the records over. They count there no longer.", place=home_name)
        reader.sees("%(place)s signed that it has them. They count there.", place=away_name)
        assert reader.page.locator("li.record", has_text=TITLE).count() == 3
    assert totals() == (0, 360)


def until(reader, address, is_so):
    """Look at a page until it shows what it should: nothing on it moves by itself."""
    stop = time.monotonic() + SECONDS_TO_MOVE
    while not (reader.open(address) and is_so()):
        assert time.monotonic() < stop, said(reader)
        time.sleep(0.3)


def said(reader):
    return reader.page.locator("main").inner_text()
