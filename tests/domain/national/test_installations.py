"""Three whole installations: two with people, and the national one, which gathers their figures and knows nobody's number."""

import base64
import json
import sys

import pytest

from tests.nodes import installations

pytestmark = pytest.mark.race

SECRET = base64.b64encode(b"known to the two and not to the third").decode()
BEGIN = """
import json, time
import django
django.setup()
from django.utils import timezone
from volunteercloud.cli.drill import hand
from volunteercloud.core.actor import Actor, ActorKind, system
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.matching.actions import give_consent
from volunteercloud.domain.national import actions, asking, gathering, queries, totals
from volunteercloud.domain.national.models import Deposit, Enquiry
clerk, now = system("national"), timezone.now()

def person():
    volunteer = Volunteer.objects.get()
    return Actor(ActorKind.PERSON, volunteer.name, volunteer.id)

def ask():
    actions.ask(actor=person(), volunteer_id=person().id, at=now)
    asking.follow_person(clerk, person().id, now)
    return queries.registered_at(person(), person().id)

def agree():
    give_consent(actor=person(), volunteer_id=person().id, purpose="registered", at=now)
    asking.follow_person(clerk, person().id, now)
    return queries.elsewhere(person(), person().id).presence.state

def told():
    asking.hear(clerk, now)
    return [each.node_name for each in queries.elsewhere(person(), person().id).told]

def gathered(people):
    # The figures travel once the worker of their node has published them in its log.
    until = time.monotonic() + 60
    while totals.nation(now).whole.registered < people and time.monotonic() < until:
        rows = gathering.gather(clerk, now)
    return [totals.nation(now).whole.registered, [row.trouble for row in rows]]
"""


def do(node, answer, before="pass"):
    """What an expression comes to at a node, in a process of its own."""
    script = f"{BEGIN}\n{before}\nprint(json.dumps({answer}, default=str))"
    return json.loads(node.run([sys.executable, "-c", script]).splitlines()[-1])


def name(node):
    return node.address.removeprefix("http://")


def test_figures_are_gathered_and_a_person_is_found_where_they_agreed():
    with installations(3, VOLUNTEERCLOUD_NATIONAL_SECRET=SECRET) as (national, here, there):
        theirs = [do(node, "hand.fingerprint()", "hand.people([7])") for node in (here, there)]
        ours = do(national, "hand.fingerprint()", "actions.begin(actor=clerk, at=now)")
        both = list(zip((here.address, there.address), theirs, strict=True))
        do(national, f"[hand.trust(*each) for each in {both!r}]")
        for node in (here, there):
            do(node, f"hand.trust({national.address!r}, {ours!r})")

        assert do(there, "ask()") == []  # nobody agreed yet
        assert do(here, "agree()") == "known"
        issue = "actions.issue(actor=clerk, at=now)"
        assert do(there, "ask()", issue) == [name(here)]
        assert do(here, "told()", issue) == [name(there)]
        kept = str(do(national, "[*Deposit.objects.values(), *Enquiry.objects.values()]"))
        assert [word for word in ("990101", "19500101") if word in kept] == []
        assert do(national, "gathered(2)") == [2, ["", "", ""]]
