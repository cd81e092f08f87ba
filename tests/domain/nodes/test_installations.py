"""Two whole installations that come to trust each other, ask each other, change keys, and part."""

import json
import sys

import pytest

from tests.nodes import installations
from volunteercloud.cli.problem import Problem

pytestmark = pytest.mark.race

ASK = """
import json
import django
django.setup()
from django.utils import timezone
from volunteercloud.domain.nodes import calling
try:
    print(calling.get("{name}", "/node/v1/", timezone.now()).body.decode())
except (calling.Unreachable, calling.RefusedThere) as reason:
    print(json.dumps({{"code": reason.code}}))
"""


def run(node, *words):
    return node.run([sys.executable, "-m", "volunteercloud", "nodes", *words])


def ask(node, other):
    return json.loads(node.run([sys.executable, "-c", ASK.format(name=name(other))]))


def name(node):
    return node.address.removeprefix("http://")


def proposed(node, other):
    """The other's fingerprint and ours, as the one who proposes sees them."""
    lines = run(node, "propose", other.address).splitlines()
    return [line.split(maxsplit=1)[1] for line in lines if line.startswith(("theirs", "ours"))]


def test_two_installations_trust_each_other_change_keys_and_part():
    with installations(2) as (one, other):
        theirs, ours = proposed(one, other)
        assert proposed(other, one) == [ours, theirs]
        run(one, "confirm", name(other), "--fingerprint", theirs)
        assert ask(one, other) == {"code": "node.unknown"}  # the other side has not confirmed yet
        run(other, "confirm", name(one), "--fingerprint", ours)
        answer = ask(one, other)
        assert (answer["name"], answer["you"], answer["versions"]) == (name(other), name(one), [1])

        run(one, "revoke", "1", "--reason", "A disk was stolen.")
        with pytest.raises(Problem):
            run(other, "refresh")  # nobody vouches for the new keys but the one that was revoked
        anew = next(line for line in run(one, "document").splitlines() if line.startswith("fingerprint"))
        run(other, "confirm", name(one), "--fingerprint", anew.removeprefix("fingerprint"))
        assert ask(one, other)["you"] == name(one)

        run(other, "withdraw", name(one), "--reason", "Its keys were stolen.")
        assert ask(one, other) == {"code": "node.withdrawn"}
