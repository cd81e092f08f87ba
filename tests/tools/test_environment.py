import hashlib
import os
import shutil

import pytest

from tools import environment


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    home = tmp_path / ".venv"
    (home / "bin").mkdir(parents=True)
    (home / "site").mkdir()
    (home / "bin" / "python").touch()
    (tmp_path / "requirements.lock").write_text("one==1\n")
    for name, path in {
        "CHECKOUT": tmp_path,
        "HOME": home,
        "PYTHON": home / "bin" / "python",
        "STAMP": home / "installed.txt",
        "SITE": home / "site",
    }.items():
        monkeypatch.setattr(environment, name, path)
    return tmp_path


def test_packages_are_installed_once_and_again_when_the_lock_changes(checkout, monkeypatch):
    installed = []
    monkeypatch.setattr(environment, "install", installed.append)
    environment.make("requirements.lock")
    environment.make("requirements.lock")
    assert installed == ["requirements.lock"]
    (checkout / "requirements.lock").write_text("one==2\n")
    environment.make("requirements.lock")
    assert installed == ["requirements.lock"] * 2


def test_an_installation_that_failed_is_tried_again(checkout, monkeypatch):
    def fails(lock):
        raise environment.Missing("no network")

    monkeypatch.setattr(environment, "install", fails)
    with pytest.raises(environment.Missing):
        environment.make("requirements.lock")
    assert environment.installed() == {}


def test_the_stamp_tells_what_is_installed(checkout, monkeypatch):
    monkeypatch.setattr(environment, "install", lambda lock: None)
    environment.make("requirements.lock")
    assert environment.installed() == {"requirements.lock": hashlib.sha256(b"one==1\n").hexdigest()}


@pytest.mark.parametrize(
    ("apt", "uid", "words"),
    [
        (None, 0, "package manager"),
        ("/usr/bin/apt-get", 1000, "sudo apt-get install python3.11-venv"),
    ],
)
def test_what_we_may_not_install_is_named_with_the_command_that_does(monkeypatch, apt, uid, words):
    monkeypatch.setattr(shutil, "which", lambda name: apt)
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    with pytest.raises(environment.Missing, match=words):
        environment.install_debian_packages("python3.11-venv")
