"""The drill itself, on a real installation: a few blows lose nothing, and a site that is broken is found out."""

import time
from dataclasses import replace

import pytest
from django.conf import settings

from volunteercloud.cli.drill import launching, nodes
from volunteercloud.cli.faults import crowd, killing, proof
from volunteercloud.cli.faults.installation import installed
from volunteercloud.cli.faults.killing import Killer, Victim

BREAKING = "tests.cli.faults.broken"
CLIENTS = 6


@pytest.mark.race
def test_nothing_acknowledged_is_lost_by_sudden_ends():
    with installed(nodes.template(settings.DATA / "drill")) as site:
        site.server.start()
        ground = site.ground(60, CLIENTS, 8)
        site.start()
        with crowd.at_work(site.port, ground, 14) as (history, _clients):
            killer = Killer(site, history, 14)
            kills = [killer.kill(victim, 0.5) for victim in (Victim.WORKER, Victim.DATABASE)]

        assert [kill.victim for kill in kills if kill.away_seconds is None] == []
        assert proof.of_everything(site, ground, history) == []
        assert any(one.is_acknowledged for one in history.copy())


@pytest.mark.race
def test_a_place_given_without_its_condition_is_found():
    broken = {launching.BROKEN: f"{BREAKING}:gives_places_without_a_condition", "PYTHONPATH": str(nodes.CHECKOUT)}
    with installed(nodes.template(settings.DATA / "drill"), **broken) as site:
        site.server.start()
        ground = replace(site.ground(1, CLIENTS, 60), expected=[])
        site.start()
        found: list[str] = []
        with crowd.at_work(site.port, ground, 14) as (history, _clients):
            until = time.monotonic() + 60
            while not found and time.monotonic() < until:
                time.sleep(1)
                found = proof.looked_at(site)

        assert found, "oversold by nobody's leave, and nobody saw it"
        with site.session() as session:
            assert any("no order" in line for line in proof.races(session, ground, history))


def test_the_same_seed_hits_the_same():
    assert killing.victims(7, 50) == killing.victims(7, 50)
    assert {victim for victim, _lull in killing.victims(7, 200)} == set(Victim)
