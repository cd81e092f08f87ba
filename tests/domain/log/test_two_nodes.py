"""Two whole nodes, each with a database, keys and a web server of its own, and a log that shows each of them another past."""

import os
import subprocess
import sys
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from tests.domain.log import factories, nodes
from volunteercloud.cli import database
from volunteercloud.cli.bench import serving
from volunteercloud.core import proofs
from volunteercloud.domain.log import actions, files, monitoring, queries, witnessing
from volunteercloud.domain.log.models import Alarm

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

VKEY = nodes.SIGNER.verifier.vkey


class Node:
    """Another installation: commands and pages work on its own database and data folder."""

    def __init__(self, address, folder):
        self.variables = {
            "DATABASE_URL": address,
            "VOLUNTEERCLOUD_DATA": str(folder),
            "VOLUNTEERCLOUD_SITE_URL": "https://bailu.example",
            "VOLUNTEERCLOUD_PRIVATE_NETWORKS": "127.0.0.0/8",
        }

    def run(self, *words, code=0):
        command = [sys.executable, "-m", "volunteercloud", "log", *words]
        done = subprocess.run(command, env=os.environ | self.variables, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def other(django_db_setup, django_db_blocker, tmp_path_factory):
    """A second node, whose tables are copied from the same ones as those of the tests."""
    name = f"second_node_{uuid4().hex[:8]}"
    with django_db_blocker.unblock(), database.joined() as server:
        template = connection.settings_dict["TEST"]["TEMPLATE"]  # nobody is ever in it
        address = server.url if server else os.environ["DATABASE_URL"]
        with psycopg.connect(address, autocommit=True) as session:
            session.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            try:
                yield Node(urlsplit(address)._replace(path=f"/{name}").geturl(), tmp_path_factory.mktemp("second"))
            finally:
                session.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def served(other):
    """The second node's pages and API under granian."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in other.variables.items():
            patch.setenv(name, value)
        with serving.served("volunteercloud", other.variables["DATABASE_URL"]) as site:
            yield f"http://{serving.HOST}:{site.port}"


@pytest.fixture
def views(tmp_path):
    """One log, served at two addresses: an honest past, and one that was rewritten for somebody."""
    honest = nodes.Log(tmp_path / "one").grow(b"1")
    forked = honest.fork(tmp_path / "two")
    servers = [nodes.files_of(honest.grow(b"2").folder), nodes.files_of(forked.grow(b"3", b"4").folder)]
    yield honest, servers[0].url, servers[1].url
    for server in servers:
        server.end()


def test_two_nodes_find_out_that_they_were_shown_different_pasts(other, served, views, system, at):
    honest, mine, theirs = views
    assert other.run("follow", theirs, "--vkey", VKEY) == f"{nodes.SIGNER.name}: 3 leaves\n"
    followed = actions.follow_log(actor=system, url=mine, vkey=VKEY, peers=[served], at=at)
    assert monitoring.look(system, followed, at).size == 2
    assert Alarm.objects.count() == 0  # they are ahead of us; nothing contradicts yet

    honest.grow(b"5", b"6")
    assert monitoring.look(system, followed, at).size == 4
    (alarm,) = Alarm.objects.all()
    assert {one["source"] for one in alarm.facts["notes"]} == {served, mine}
    for one in alarm.facts["notes"]:
        assert proofs.open_checkpoint(one["note"], nodes.SIGNER.verifier).origin == nodes.SIGNER.name


def test_the_second_node_watches_and_cosigns_our_log(other, served, live_server, log_files, system, at):
    (one,) = factories.seal(at)
    actions.integrate(at)
    own = queries.own_keys()
    assert other.run("follow", f"{live_server.url}/log", "--vkey", own.log.vkey) == f"{own.origin}: 1 leaves\n"
    factories.seal(at, 300)
    actions.integrate(at)
    assert other.run("look", own.origin) == f"{own.origin}: 301 leaves\n"

    vkey = next(line.split()[1] for line in other.run("status").splitlines() if line.startswith("witness"))
    witness = actions.ask_witness(actor=system, url=f"{served}/log", vkey=vkey, at=at)
    assert witnessing.submit(system, witness, at) is True
    note = queries.proof_of(factories.OWNER, one).note
    assert note == files.checkpoint()
    assert proofs.cosigned_at(note, proofs.Verifier.parse(vkey)) > at.timestamp()
