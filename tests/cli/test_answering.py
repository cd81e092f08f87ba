"""The processes that answer: forked off one that holds the application, and there again when they die."""

import http.client
import os
import signal
import subprocess
import time
import urllib.request
from contextlib import ExitStack, closing

import psutil
import pytest

from volunteercloud.cli.bench import serving
from volunteercloud.cli.commands import serve

SECONDS = 60
SAYS = """
import os
began = os.getpid()
def application(environ, start):
    start("200 OK", [])
    return [f"{began} {os.getpid()}".encode()]
"""


@pytest.fixture
def site(tmp_path):
    """An application that tells which process loaded it and which one answers."""
    (tmp_path / "said.py").write_text(SAYS)
    port = free_port()
    program = serve.granian(serving.HOST, port, 2, "said:application")
    process = subprocess.Popen(program, env=os.environ | {"PYTHONPATH": str(tmp_path)})
    yield process, port
    process.terminate()
    process.wait()


def free_port():
    with closing(serving.socket.socket()) as probe:
        probe.bind((serving.HOST, 0))
        return probe.getsockname()[1]


def asked(port):
    """Which process loaded the application, and which one answered, once one does."""
    until = time.monotonic() + SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://{serving.HOST}:{port}/", timeout=5) as answer:
                return tuple(map(int, answer.read().split()))
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def workers(process):
    return {each.pid for each in psutil.Process(process.pid).children()}


def until(holds):
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_application_is_loaded_once_for_all_workers(site):
    process, port = site
    loaded, answering = asked(port)
    assert (loaded, answering in workers(process)) == (process.pid, True)


def test_workers_that_die_again_and_again_come_back(site):
    process, port = site
    for _time in range(3):
        asked(port)
        before = workers(process)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        until(lambda before=before: len(workers(process) - before) == 2)
    assert (asked(port)[0], process.poll()) == (process.pid, None)


def test_renewed_they_load_the_program_as_it_is_by_then(site):
    process, port = site
    asked(port)
    before = workers(process)
    process.send_signal(signal.SIGHUP)
    until(lambda: not workers(process) & before and len(workers(process)) >= 2)
    loaded, answering = asked(port)
    assert loaded == answering != process.pid


def test_a_worker_that_will_go_keeps_no_connection(site):
    process, port = site
    asked(port)
    lines = {}
    with ExitStack() as open_lines:
        while len(lines) < 2:
            line = open_lines.enter_context(closing(http.client.HTTPConnection(serving.HOST, port)))
            worker, closes = said_on(line)
            assert not closes
            lines[worker] = line
        process.send_signal(signal.SIGHUP)
        until(lambda: len(workers(process)) > 2)  # their successors begin, one after the other; both answer yet
        assert {worker: said_on(line) for worker, line in lines.items()} == {worker: (worker, True) for worker in lines}


def said_on(line):
    """Which worker answers on a connection that is open, and whether it closes it by that."""
    line.request("GET", "/")
    answer = line.getresponse()
    return int(answer.read().split()[1]), answer.will_close


def test_loading_the_site_leaves_no_connection_and_no_thread_to_be_forked():
    program = (
        "import threading, volunteercloud.wsgi; from django.db import connections;"
        "print(threading.active_count(), [each.connection for each in connections.all()])"
    )
    done = subprocess.run([*serve.OURSELVES[:2], "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "1 [None]\n"
