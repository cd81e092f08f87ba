import time
from datetime import timedelta

import pytest
from django.utils import timezone

from volunteercloud.cli.drill import clock


@pytest.fixture
def running(tmp_path, monkeypatch):
    """A process that reads the time by a file, and goes by the right one afterwards."""
    right = time.time
    for module, name in ((time, "time"), (timezone, "now")):
        monkeypatch.setattr(module, name, getattr(module, name))
    clock.put(tmp_path / "clock", 0.0)
    clock.begin(tmp_path / "clock")
    return tmp_path / "clock", right


@pytest.mark.parametrize("seconds", [0, -86_400, 240.5])
def test_a_clock_is_moved_while_it_runs(running, seconds):
    file, right = running
    clock.put(file, seconds)
    assert time.time() - right() == pytest.approx(seconds, abs=1)
    assert timezone.now().timestamp() == pytest.approx(time.time(), abs=1)
    assert timezone.now().utcoffset() == timedelta(0)
