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


def test_renewed_a_child_is_ended_in_order_and_started_again_at_once():
    child = Child("sleeper", STAYS)
    child.tend(0.0)
    first = child.process
    child.renew()
    assert first.wait() == -signal.SIGTERM
    child.tend(1.0)
    assert child.process.pid != first.pid
    assert child.pause == 1.0
    child.kill()


def test_a_child_that_renews_itself_is_told_to():
    child = Child("site", STAYS, renewed_by=signal.SIGUSR2)  # SIGHUP is ignored by what nohup started
    child.tend(0.0)
    child.renew()
    assert child.process.wait() == -signal.SIGUSR2
    child.kill()


def test_told_to_renew_it_goes_on():
    child = Child("sleeper", STAYS)
    seen = []

    def watch():
        if child.process:
            seen.append(child.process.pid)
        os.kill(os.getpid(), signal.SIGUSR1 if len(set(seen)) < 2 else signal.SIGTERM)

    Supervisor([child], watch).run(lambda: True)
    assert len(set(seen)) == 2
