"""A new master key while people come, serve and are certified in other processes: no error, and the old one is needed no more."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from volunteercloud.cli.drill import nodes
from volunteercloud.cli.drill.nodes import CHECKOUT, Node, Part
from volunteercloud.core import masters

OPERATOR = [sys.executable, "-P", "-m", "volunteercloud", "keys"]
SECONDS = 120

pytestmark = pytest.mark.race


class Site(Node):
    """An installation whose keys are files. Each part of the load ends when its file says so."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "http://localhost", 0)
        del self.variables["VOLUNTEERCLOUD_MASTER_KEY"], self.variables["DRILL_CLOCK"]
        self.begun_parts: list[subprocess.Popen[str]] = []

    def python(self, statements: str) -> str:
        return self.run([sys.executable, "-c", _told(statements)]).strip().splitlines()[-1]

    def begun(self, statements: Callable[[str], str]) -> Callable[[], int]:
        """Begin a part of the load; what is returned ends it and says how much it did."""
        stop = self.folder / f"stop-{len(self.begun_parts)}"
        process = subprocess.Popen(
            [sys.executable, "-c", _told(statements(str(stop)))],
            cwd=CHECKOUT,
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

        self.begun_parts.append(process)

        def end() -> int:
            stop.touch()
            out, said = process.communicate(timeout=SECONDS)
            assert process.returncode == 0, said[-3000:]
            return int(out.splitlines()[-1])

        return end

    def sealed_by(self) -> dict[str, int]:
        return json.loads(self.python("load.versions()"))


def _told(statements: str) -> str:
    return f"import django; django.setup(); from tests.rotation import load; {statements}"


@pytest.fixture
def site() -> Iterator[Site]:
    with nodes.folder() as base:
        folder = base / "site"
        nodes.prepare(folder, nodes.template(settings.DATA / "drill"))
        (folder / "clock").unlink()
        found = Site(folder)
        try:
            yield found
        finally:
            for process in found.begun_parts:
                process.kill()
                process.communicate()
            found.server.stop()


def announce(site: Site, version: int) -> None:
    """As `keys add` with a whole number of minutes: processes look for a key that they meet and do not know at most each 5 s."""
    begins = float(int(time.time() + 2 * masters.SECONDS_BETWEEN_LOOKS))
    key = masters.made(version, masters.Suite.SM, begins)
    masters.keep(site.folder / "keys" / f"master.{version}.key", key.written().encode())


def wait_for(look: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not look():
        assert time.monotonic() < until
        time.sleep(0.2)


def test_keys_change_while_everybody_goes_on(site):
    site.start(Part.DATABASE)
    place = json.loads(site.python("load.begin()"))
    site.run([*OPERATOR, "add", "--minutes", "0"])  # the first stays, for what is found by it; the second is to go

    def comes(first: int) -> Callable[[], int]:
        return site.begun(lambda stop: f"load.come({place!r}, {first}, {stop!r})")

    def reads() -> Callable[[], int]:
        return site.begun(lambda stop: f"load.read({stop!r})")

    older = [comes(0), comes(100_000), reads()]
    wait_for(lambda: site.sealed_by().get("2", 0) > 0)

    announce(site, 3)
    wait_for(lambda: json.loads(site.run([*OPERATOR, "status", "--json"]))["writes"] == 3)
    rotating = subprocess.run([*OPERATOR, "rotate"], cwd=CHECKOUT, env=site.variables, capture_output=True, check=False)
    assert b"Traceback" not in rotating.stderr
    newer = []
    for end, begin in zip(older, (lambda: comes(200_000), lambda: comes(300_000), reads), strict=True):
        newer.append(begin())  # one after the other, as processes are restarted
        assert end() > 0
    site.run([*OPERATOR, "rotate"])
    assert [end() > 0 for end in newer] == [True] * 3
    before = site.sealed_by()
    assert set(before) == {"3"}

    (site.folder / "keys" / "master.2.key").unlink()
    assert site.sealed_by() == before
    last = comes(400_000)
    wait_for(lambda: site.sealed_by()["3"] > before["3"])
    assert last() > 0
