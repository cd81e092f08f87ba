"""What stands in deploy/ names commands, settings and addresses that are there. That it works is tried on a clean root:
tools/follow_guide.py."""

import configparser
import re
import shlex
import tomllib

import click
import pytest
import yaml
from django.urls import reverse

from tests.architecture.areas import CHECKOUT
from tools import follow_guide
from tools.follow_guide import Step
from volunteercloud.cli import main
from volunteercloud.core.environment import KEYS
from volunteercloud.web import doors

DEPLOY = CHECKOUT / "deploy"
UNITS = DEPLOY / "systemd"
COMPOSE = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())
GUIDES = sorted((CHECKOUT / "docs" / "operations").glob("*.md"))
# What partner sites ask, beside where they send people.
OF_SITES = ("token", "userinfo", "revoke")
VARIABLE = re.compile(r"\b(VOLUNTEERCLOUD_[A-Z_]+|DATABASE_URL)\b")


def started():
    for path in sorted(UNITS.glob("*.service")):
        for line in path.read_text().splitlines():
            if line.startswith("ExecStart="):
                program, *words = shlex.split(line.removeprefix("ExecStart=").replace("%i", "8001"))
                assert program == "/opt/volunteercloud/current/.venv/bin/volunteercloud"
                yield pytest.param(words, id=path.stem + " " + " ".join(words))
    for name, service in COMPOSE["services"].items():
        if service.get("image") == "volunteercloud":
            yield pytest.param(service["command"], id=f"compose {name}")


@pytest.mark.parametrize("words", list(started()))
def test_what_is_started_is_a_command_with_these_options(words):
    command = main.volunteercloud
    context = click.Context(command)
    while isinstance(command, click.Group) and words:
        command = command.get_command(context, words[0])
        assert command is not None, words
        words = words[1:]
    command.make_context("volunteercloud", list(words))


def test_units_that_are_wanted_are_there():
    lines = (UNITS / "volunteercloud.target").read_text().splitlines()
    wanted = {name for line in lines if line.startswith("Wants=") for name in line.removeprefix("Wants=").split()}
    files = {re.sub(r"@\d+", "@", name) for name in wanted}
    started_by_timers = {path.name.replace(".timer", ".service") for path in UNITS.glob("*.timer")}
    assert files | started_by_timers == {path.name for path in UNITS.iterdir() if path.suffix in (".service", ".timer")}


@pytest.mark.parametrize(
    "path", sorted(path for path in UNITS.rglob("*.*") if path.is_file()), ids=lambda path: path.name
)
def test_a_unit_has_sections_of_settings(path):
    unit = configparser.RawConfigParser(strict=False, delimiters="=")
    unit.read_string(path.read_text())
    assert set(unit.sections()) <= {"Unit", "Service", "Timer", "Install"}


@pytest.mark.parametrize(
    "path",
    [*sorted(path for path in DEPLOY.rglob("*") if path.is_file()), *GUIDES],
    ids=lambda path: path.name,
)
def test_settings_that_are_named_are_there(path):
    assert set(VARIABLE.findall(path.read_text())) - KEYS.keys() == set()


def test_roll_knows_the_lines_of_the_proxy():
    """It puts a site out of use and back by these lines, which must come out as they were."""
    text = (DEPLOY / "nginx" / "volunteercloud.conf").read_text()
    away = re.sub(r"(?m)^( *server 127.0.0.1:8001)[^;]*;", r"\1 down;", text)
    back = re.sub(r"(?m)^( *server 127.0.0.1:8001) down;", r"\1 max_fails=1 fail_timeout=2s;", away)
    assert (away != text, back) == (True, text)


PAGE = """
```sh networked
one
two
```
<!-- by hand: register a@b.example -->
```sh apart
never
```
```text
no
```
```sh
three
```
```sh standby networked
four
```
```sh beforehand
five
```
"""


@pytest.mark.parametrize("proxy", ["nginx/volunteercloud.conf", "caddy/Caddyfile"])
def test_programs_that_come_in_clear_are_not_led_on(proxy):
    text = (DEPLOY / proxy).read_text()
    programs = re.compile(re.search(r" (\^/\(api\|\S+)", text)[1])
    told = [f"{place}x" for place in doors.PROGRAMS] + [reverse(f"idp:oidc:{name}") for name in OF_SITES]
    assert [
        place for place in [*told, "/", "/accounts/login/", "/identity/authorize"] if programs.search(place)
    ] == told


def test_steps_of_a_guide_are_found_in_their_order(tmp_path):
    page = tmp_path / "guide.md"
    page.write_text(PAGE)
    first, second, third, fourth, fifth = (Step(*one) for one in STEPS)
    assert follow_guide.steps(page) == [first, second, third, fourth, fifth]
    named = follow_guide.plan([page], has_wheels=False)
    assert [name for name, _step in named] == ["guide:1", "guide:5", "guide:2", "guide:3", "guide:4"]
    assert [step for _name, step in follow_guide.plan([page], has_wheels=True)] == [first, second, third, fourth]


STEPS = [
    ("one\ntwo\n", "networked"),
    ("register a@b.example", "people"),
    ("three\n", ""),
    ("four\n", "standby networked"),
    ("five\n", "beforehand"),
]


def test_the_version_that_the_guide_installs_is_this_one():
    version = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["version"]
    assert follow_guide.RELEASES[0] == version
