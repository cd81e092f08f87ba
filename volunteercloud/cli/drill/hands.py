"""Asking a node's hand to do something: the process that acts there as its people and operators would."""

import json
import subprocess
import threading
from contextlib import suppress
from typing import Any

from volunteercloud.cli.drill.nodes import CHECKOUT, LAUNCHED, Node, begun
from volunteercloud.cli.problem import Problem


class RefusedThere(Exception):
    """The node said no, with this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Failed(Exception):
    """The node could not answer: its database is away, or something broke."""


class Hand:
    """The hand of one node, from its making to `let_go`. One thing at a time, asked by any thread."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self._lock = threading.Lock()
        self._log = (node.folder / "hand.log").open("ab")
        self._process = begun(
            [*LAUNCHED, "hand"],
            cwd=CHECKOUT,
            env=node.variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def __call__(self, what: str, **said: Any) -> Any:
        """What came of it. Raises `RefusedThere` and `Failed`."""
        with self._lock:
            self._process.stdin.write(json.dumps({"do": what, "with": said}, default=str) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        if not answer:
            said = (self.node.folder / "hand.log").read_text()[-2000:]
            raise Problem(f"The hand of a node is gone: {said}", "Look at what it says.")
        found = json.loads(answer)
        if "refused" in found:
            raise RefusedThere(found["refused"])
        if "failed" in found:
            raise Failed(found["failed"])
        return found["done"]

    def let_go(self) -> None:
        with suppress(OSError):
            self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        self._log.close()
