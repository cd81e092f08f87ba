"""Qinghe 青禾市 and Chenghu 澄湖市 on one machine: two installations, each with its own data, database and keys."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import click
from django.conf import settings
from django.db import ProgrammingError, connection

from volunteercloud.cli.commands import serve
from volunteercloud.cli.demo import build, neighbour
from volunteercloud.cli.postgres.server import Server
from volunteercloud.cli.problem import Problem
from volunteercloud.cli.progress import say
from volunteercloud.cli.supervisor import Child

HOST = "127.0.0.1"
QINGHES = {"VOLUNTEERCLOUD_MASTER_KEY", "VOLUNTEERCLOUD_LOG", "DATABASE_URL"}


@dataclass(frozen=True, slots=True)
class City:
    """One of the two: ``variables`` are the environment of everything that runs for it."""

    name: str
    port: int
    variables: dict[str, str]

    @property
    def url(self) -> str:
        return self.variables["VOLUNTEERCLOUD_SITE_URL"]

    def call(self, *arguments: str) -> str:
        """One of our commands there, and what it prints; what it says of a failure has been said when this ends."""
        done = subprocess.run(
            [*serve.OURSELVES, *arguments], env=self.variables, stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode:
            raise click.exceptions.Exit(done.returncode)
        return done.stdout

    def children(self) -> list[Child]:
        """Its site and its worker. One process for each is enough for one person's browser."""
        return [
            Child(f"site of {self.name}", serve.granian(HOST, self.port, 1), self.variables),
            Child(f"worker of {self.name}", [*serve.OURSELVES, "worker"], self.variables),
        ]

    def answers(self) -> bool:
        return serve.answers(HOST, self.port)


def qinghe(url: str, port: int = 0) -> City:
    """The city of this data folder. ``port`` where it is served from here."""
    return City("Qinghe", port, dict(os.environ) | _said(settings.DATA, url))


def chenghu(port: int) -> City:
    """The city next to it, in a folder of that one: it has nothing of Qinghe's database and keys."""
    kept = {name: os.environ[name] for name in os.environ.keys() - QINGHES}
    named = {"VOLUNTEERCLOUD_SITE_NAME": neighbour.NAME}
    # Qinghe is at localhost and this at 127.0.0.1, so that one browser is signed in to both: cookies know no ports.
    return City("Chenghu", port, kept | _said(settings.DATA / "neighbour", f"http://{HOST}:{port}") | named)


def _said(data: Path, url: str) -> dict[str, str]:
    said = {"VOLUNTEERCLOUD_DATA": str(data), "VOLUNTEERCLOUD_SITE_URL": url.rstrip("/"), "VOLUNTEERCLOUD_DEMO": "True"}
    return said | serve.LEAN_HEAPS


def database(city: City) -> Server:
    """The embedded server of Chenghu."""
    return Server(Path(city.variables["VOLUNTEERCLOUD_DATA"]), say)


def build_chenghu(city: City) -> None:
    """Build Chenghu, unless it stands, for the people of the Qinghe whose database this is. Refused where there is none."""
    try:
        opened = neighbour.opened_on() if build.is_built() else None
    except ProgrammingError:  # no table yet
        opened = None
    finally:
        connection.close()
    if opened is None:
        raise Problem(
            "There is no Qinghe here.", "From an empty folder it builds both: volunteercloud --data DIR nodes demo"
        )
    city.call("setup", "--no-demo")
    city.call("demo", "chenghu", opened.isoformat())


def introduce(one: City, other: City) -> None:
    """Both trust each other. Each has to answer."""
    one.call("demo", "trust", other.url)
    other.call("demo", "trust", one.url)
