"""Keeps the processes of a site running: one that dies is started again, and all end together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from volunteercloud.cli import progress

BEAT_SECONDS = 0.25
STOP_SECONDS = 15
LONGEST_PAUSE_SECONDS = 30
# A child that ran this long before it died is not failing again and again: it starts anew without a pause.
STEADY_SECONDS = 60

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """On Linux the kernel ends a child whose supervisor was killed; elsewhere it stays and keeps the port."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A process of ours with a process group of its own, so that Ctrl-C reaches it only through us.

    ``variables`` are its environment, where that is not ours. ``renewed_by`` is the signal at which it replaces its own
    processes one after the other; without one it is ended in order and started again.
    """

    def __init__(
        self,
        name: str,
        arguments: list[str],
        variables: dict[str, str] | None = None,
        renewed_by: signal.Signals | None = None,
    ) -> None:
        self.name = name
        self.arguments = arguments
        self.variables = variables
        self.renewed_by = renewed_by
        self.is_renewed = False
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.start_again_at = 0.0
        self.pause = 1.0

    def start(self, now: float) -> None:
        self.is_renewed = False
        self.process = subprocess.Popen(self.arguments, env=self.variables, process_group=0, preexec_fn=die_with_parent)
        self.started_at = now

    def tend(self, now: float) -> None:
        """Start it, or start it again after a pause that grows while it keeps failing."""
        if self.process is None:
            if now >= self.start_again_at:
                self.start(now)
            return
        code = self.process.poll()
        if code is None:
            return
        self.kill()
        self.process = None
        if self.is_renewed:
            self.start(now)
            return
        self.pause = 1.0 if now - self.started_at > STEADY_SECONDS else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        self.start_again_at = now + self.pause
        progress.say(f"The {self.name} ended with {code}; starting it again in {self.pause:.0f} s")

    def renew(self) -> None:
        """Let what runs be replaced by what is installed now."""
        if self.process is None or self.process.poll() is not None:
            return
        if self.renewed_by:
            self.process.send_signal(self.renewed_by)
        else:
            self.is_renewed = True
            self.process.terminate()

    def terminate(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """Take away what is left of its group: the workers of a server that was killed outright hold its port."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Runs children until it is told to end, and renews them when it is told to; ``watch`` is called at every beat."""

    def __init__(self, children: list[Child], watch: Callable[[], None] | None = None) -> None:
        self.children = children
        self.watch = watch
        self.told_to_end = self.told_to_renew = False

    def run(self, ready: Callable[[], bool]) -> None:
        """Returns after SIGINT, SIGTERM or SIGHUP, with every child gone; SIGUSR1 renews them. ``ready`` is asked until it
        says yes."""
        before = {number: signal.signal(number, self.end) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        before[signal.SIGUSR1] = signal.signal(signal.SIGUSR1, self.renew)
        is_ready = False
        try:
            while not self.told_to_end:
                if self.told_to_renew:
                    self.told_to_renew = False
                    for child in self.children:
                        child.renew()
                for child in self.children:
                    child.tend(time.monotonic())
                is_ready = is_ready or ready()
                time.sleep(BEAT_SECONDS)
                if self.watch:
                    self.watch()
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def end(self, number: int, frame: object) -> None:
        self.told_to_end = True

    def renew(self, number: int, frame: object) -> None:
        self.told_to_renew = True

    def stop(self) -> None:
        progress.say("Ending")
        for child in self.children:
            child.terminate()
        until = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.process:
                try:
                    child.process.wait(max(0.0, until - time.monotonic()))
                except subprocess.TimeoutExpired:
                    progress.say(f"The {child.name} does not end by itself")
            child.kill()
