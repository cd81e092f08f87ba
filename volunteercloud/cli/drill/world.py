"""The nodes of a drill with their links and hands: begun together, trusting each other, mended after whatever was done."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from volunteercloud.cli.drill import nodes
from volunteercloud.cli.drill.hands import Hand
from volunteercloud.cli.drill.link import Link, Weather
from volunteercloud.cli.drill.nodes import EVERYTHING, Node, Part

LETTERS = "ABC"
TEND_SECONDS = 0.2


class World:
    """Two or three nodes that trust each other, with an organization each. Nodes are told by their place, 0 to 2."""

    def __init__(
        self,
        folder: Path,
        template: Path,
        count: int,
        variables: Sequence[dict[str, str]] = (),
        *,
        linked: bool = True,
        options: str = nodes.OPTIONS,
    ) -> None:
        """``variables`` are more of the environment of each node, ``options`` those of their databases. Not ``linked``, they
        reach each other directly."""
        self.weather = Weather()
        self.links = [Link(LETTERS[place], self.weather) for place in range(count)]
        self.nodes: list[Node] = []
        self.names: list[str] = []
        self.hands: list[Hand] = []
        for place, link in enumerate(self.links):
            home = folder / LETTERS[place]
            nodes.prepare(home, template)
            link.port_behind = nodes.free_port()
            own = variables[place] if place < len(variables) else {}
            address = link.address if linked else f"http://{nodes.HOST}:{link.port_behind}"
            self.nodes.append(Node(home, address, link.port_behind, **own))
            self.nodes[-1].server.options = options
        self.down: set[tuple[int, Part]] = set()
        self._locks = [threading.RLock() for _link in self.links]

    def begin(self) -> None:
        self._together(lambda place: self.nodes[place].start())
        self.hands = [Hand(node) for node in self.nodes]
        self.names = [hand("settle", sequence=place) for place, hand in enumerate(self.hands)]
        for place, hand in enumerate(self.hands):
            for other, node in enumerate(self.nodes):
                if other != place:
                    hand("trust", url=node.address, fingerprint=self.hands[other]("fingerprint"))

    def end(self) -> None:
        for hand in self.hands:
            hand.let_go()
        self._together(lambda place: self.nodes[place].stop())
        for node in self.nodes:
            nodes.remove(node.folder)
        for link in self.links:
            link.end()

    def kill(self, place: int, *parts: Part) -> None:
        """They stay down until `mend`."""
        with self._locks[place]:
            self.down |= {(place, part) for part in parts or EVERYTHING}
            self.nodes[place].kill(*parts)

    def start(self, place: int) -> None:
        """Start what is down at a node, whatever its clock says."""
        with self._locks[place]:
            self.nodes[place].start()
            self.down -= {(place, part) for part in EVERYTHING}

    def mend(self, place: int) -> None:
        """Start what is down at a node, and let its clock be right."""
        self.nodes[place].set_clock(0.0)
        self.start(place)

    def heal(self) -> None:
        """Everything runs, everything passes, all clocks are right."""
        self.weather.clear()
        self._together(self.mend)

    @contextmanager
    def tended(self) -> Iterator[None]:
        """For as long as this lasts, a process that ended by itself is started again, as whoever serves a site does."""
        ending = threading.Event()
        tending = threading.Thread(target=self._tend, args=[ending], daemon=True)
        tending.start()
        try:
            yield
        finally:
            ending.set()
            tending.join()

    def _tend(self, ending: threading.Event) -> None:
        while not ending.wait(TEND_SECONDS):
            for place, node in enumerate(self.nodes):
                with self._locks[place]:
                    for part in (Part.SITE, Part.WORKER):
                        if (place, part) not in self.down and not node.runs(part):
                            node.launch(part)

    def _together(self, work) -> None:
        with ThreadPoolExecutor(len(self.nodes)) as at_once:
            list(at_once.map(work, range(len(self.nodes))))


@contextmanager
def world(
    template: Path,
    count: int,
    variables: Sequence[dict[str, str]] = (),
    *,
    linked: bool = True,
    options: str = nodes.OPTIONS,
) -> Iterator[World]:
    """A world that is gone afterwards, processes, databases and all."""
    with nodes.folder() as folder:
        made = World(folder, template, count, variables, linked=linked, options=options)
        try:
            made.begin()
            with made.tended():
                yield made
        finally:
            made.end()


def wait_until(is_so, seconds: float, pause: float = 0.05) -> bool:
    """Whether something became so in time."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(pause)
    return True
