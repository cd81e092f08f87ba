"""What `volunteercloud simulate` refuses before it writes anything."""

from datetime import date, timedelta
from fractions import Fraction

import click
import pytest
from django.db import connection
from django.utils import timezone

from tests.domain.identity import factories as identity
from volunteercloud.cli.commands import simulate
from volunteercloud.cli.problem import Problem
from volunteercloud.cli.simulate import ground
from volunteercloud.cli.simulate.nation import Nation

pytestmark = pytest.mark.django_db
NATION = Nation(Fraction(1, 10_000), 1, date(2026, 11, 22))


@pytest.fixture
def listed(monkeypatch):
    """The lists are long, and are loaded in tests of their own."""
    monkeypatch.setattr(simulate.steps, "load_codes", lambda: None)
    monkeypatch.setattr(simulate.steps, "load_regions", lambda: None)


def test_what_was_never_begun_is_not_gone_on_with():
    with pytest.raises(Problem) as refusal:
        simulate._begun()
    assert refusal.value.message == "Nothing was begun in this database."


def test_what_was_begun_is_gone_on_with_and_not_begun_again(listed):
    simulate._begin(NATION, is_sealed=True)
    assert simulate._begun() == (NATION, True)
    with pytest.raises(Problem) as refusal:
        simulate._begin(NATION, is_sealed=False)
    assert refusal.value.message == "A nation was begun in this database already."
    assert simulate._begun() == (NATION, True)


def test_nobody_is_made_up_among_people(listed):
    identity.account()
    with pytest.raises(Problem) as refusal:
        simulate._begin(NATION, is_sealed=False)
    assert refusal.value.message == "This database holds people or organizations, and nobody is made up among them."
    assert ground.standing(connection.connection) is None


def test_what_does_not_fit_is_refused_with_the_largest_that_does():
    whole = Nation(Fraction(1), 1, NATION.until)
    simulate._refuse_too_large(NATION, 4 * 1024**3)
    with pytest.raises(Problem) as refusal:
        simulate._refuse_too_large(whole, 60 * 1024**3)
    assert refusal.value.next_step.startswith("The largest that fits is --scale 1/")
    with pytest.raises(Problem) as refusal:
        simulate._refuse_too_large(NATION, 1024**3)
    assert refusal.value.next_step == "Not even the smallest fits. Make room."


def test_its_last_day_is_not_in_the_future():
    today = timezone.localdate()
    for day, is_refused in ((today, False), (today + timedelta(days=1), True)):
        context = click.Context(simulate.command)
        try:
            simulate.command.parse_args(context, ["--until", str(day)])
            assert not is_refused
        except click.BadParameter:
            assert is_refused
