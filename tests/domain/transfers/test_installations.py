"""Two whole installations: somebody's records go from one to the other over the network, and come home in files."""

import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from tests.nodes import installations
from volunteercloud.cli.drill.hands import Hand, RefusedThere
from volunteercloud.cli.drill.nodes import Part

pytestmark = pytest.mark.race

FIRST = datetime(2026, 9, 1, 0, tzinfo=UTC)
COMMAND = ["-m", "volunteercloud", "transfer"]


def until(is_so, seconds=300):
    stop = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < stop, "it did not become so"
        time.sleep(0.03)


@pytest.fixture(scope="module")
def world():
    with installations() as made, ExitStack() as ending:
        hands = [Hand(node) for node in made]
        for hand in hands:
            ending.callback(hand.let_go)
        names = [hand("settle", sequence=place) for place, hand in enumerate(hands)]
        for here, there in ((0, 1), (1, 0)):
            hands[here]("trust", url=made[there].address, fingerprint=hands[there]("fingerprint"))
        yield made, hands, names


def test_records_go_over_the_network_and_come_home_in_files(world, tmp_path):
    nodes, (home, away), (home_name, away_name) = world
    (here,), (there,) = home("people", sequences=[11]), away("people", sequences=[11])
    served = [
        [here["id"], here["name"], here["number"], (FIRST + timedelta(days=day)).isoformat(), 90] for day in range(4)
    ]
    home("serve", entries=served)

    def totals():
        return home("totals", volunteer_ids=[here["id"]]), away("totals", volunteer_ids=[there["id"]])

    assert totals() == (360, 0)
    away("ask", volunteer_id=there["id"], node_name=home_name, bring=True)
    until(lambda: home("agree", volunteer_id=here["id"], node_name=away_name))
    until(lambda: totals() == (0, 360))

    # No worker from here on, so nothing goes over the network: each file is carried by hand.
    for node in nodes:
        node.kill(Part.WORKER)
    away("ask", volunteer_id=there["id"], node_name=home_name, bring=False)
    paper = tmp_path / "there.transfers"
    carry(nodes[1], "export", "--node", home_name, "-o", str(paper))
    answer = tmp_path / "here.transfers"
    carry(nodes[0], "import", str(paper), "-o", str(answer))
    home("agree", volunteer_id=here["id"], node_name=away_name)
    carry(nodes[0], "export", "--node", away_name, "-o", str(answer))
    away("seal")
    for way in range(3):
        here_to_there = tmp_path / f"{way}.back"
        carry(nodes[1], "import", str(answer), "-o", str(here_to_there))
        carry(nodes[0], "import", str(here_to_there), "-o", str(answer))
    assert totals() == (360, 0)

    # The first file again changes nothing; at the wrong node none is read.
    carry(nodes[0], "import", str(paper), "-o", str(answer))
    assert totals() == (360, 0)
    with pytest.raises(Exception, match=r"no file of transfers|不是给本节点"):
        carry(nodes[1], "import", str(paper), "-o", str(answer))


def carry(node, *words):
    return node.run([sys.executable, *COMMAND, *words])


def test_nothing_moves_to_a_node_that_is_not_trusted(world):
    _nodes, (home, _away), _names = world
    (person,) = home("people", sequences=[12])
    with pytest.raises(RefusedThere) as refusal:
        home("ask", volunteer_id=person["id"], node_name="hanlu.example", bring=False)
    assert refusal.value.code == "transfer.node"
