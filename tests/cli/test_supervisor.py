import os
import signal
import sys
import threading
import time

from volunteercloud.cli import supervisor
from volunteercloud.cli.supervisor import Child, Supervisor

STAYS = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_a_child_that_dies_is_started_again(monkeypatch):
    monkeypatch.setattr(supervisor, "STEADY_SECONDS", 0)
    child = Child("sleeper", STAYS)
    child.tend(0.0)
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    child.process.wait()
    child.tend(10.0)
    assert child.process is None
    child.tend(10.5)
    assert child.process is None
    child.tend(11.0)
    assert child.process.pid != first
    child.kill()


def test_the_pause_grows_while_a_child_keeps_failing():
    child = Child("failing", [sys.executable, "-c", "raise SystemExit(1)"])
    pauses = []
    now = 0.0
    for _ in range(7):
        child.tend(now)
        child.process.wait()
        child.tend(now)
        pauses.append(child.pause)
        now = child.start_again_at
    assert pauses == [2, 4, 8, 16, 30, 30, 30]


def test_told_to_end_it_ends_every_child():
    children = [Child("one", STAYS), Child("two", STAYS)]
    seen = []

    def ready():
        seen.extend(child.process for child in children)
        threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGTERM]).start()
        return True

    before = signal.getsignal(signal.SIGTERM)
    began = time.monotonic()
    Supervisor(children).run(ready)
    assert time.monotonic() - began < supervisor.STOP_SECONDS
    assert [process.returncode for process in seen] == [-signal.SIGTERM, -signal.SIGTERM]
    assert signal.getsignal(signal.SIGTERM) == before
