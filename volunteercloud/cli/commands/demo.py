import os
import subprocess
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings

from volunteercloud.cli import database, steps
from volunteercloud.cli.commands import serve
from volunteercloud.cli.database import with_database
from volunteercloud.cli.demo import build as qinghe
from volunteercloud.cli.demo import neighbour as chenghu
from volunteercloud.cli.postgres.server import Server
from volunteercloud.cli.problem import Problem
from volunteercloud.cli.progress import say
from volunteercloud.cli.supervisor import Child, Supervisor

HOST = "127.0.0.1"
QINGHE = "9901"
QINGHES = {"VOLUNTEERCLOUD_MASTER_KEY", "VOLUNTEERCLOUD_LOG", "DATABASE_URL"}


@click.group()
def command() -> None:
    """The demo city Qinghe 青禾市, and Chenghu 澄湖市 next to it: a year of service by people who do not exist."""


@command.command()
@with_database
def build() -> None:
    """Build it, on a database where nobody has registered yet. Does nothing where it stands."""
    steps.load_codes()
    steps.load_regions(with_demo=True)
    steps.build_demo()


@command.command("sign-ins")
@with_database
def sign_ins() -> None:
    """Who can sign in, and how."""
    steps.show_sign_ins()


@command.command()
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535), help="Where Chenghu is served.")
@click.option(
    "--of", "url", default="http://localhost:8000", show_default=True, help="Where Qinghe is served, by ./run."
)
def neighbour(port: int, url: str) -> None:
    """Serve Chenghu as a node of its own beside a Qinghe that is being served: both trust each other, and who can sign in
    to the one can sign in to the other, so that records can move. Until Ctrl-C."""
    serve.refuse_taken_port(HOST, port)
    ours, theirs = variables(settings.DATA, url), variables(settings.DATA / "neighbour", f"http://{HOST}:{port}")
    theirs["VOLUNTEERCLOUD_SITE_NAME"] = chenghu.NAME
    with database.joined():
        opened = chenghu.opened_on() if qinghe.is_built() else None
        if opened is None:
            raise Problem("There is no Qinghe here.", "Start it first: ./run")
        call(theirs, "setup", "--no-demo")
        call(theirs, "demo", "chenghu", opened.isoformat())
        with Server(Path(theirs["VOLUNTEERCLOUD_DATA"]), say).joined() as server:
            children = [
                Child("site of Chenghu", serve.granian(HOST, port, 1), theirs),
                Child("worker of Chenghu", [*serve.OURSELVES, "worker"], theirs),
            ]

            def meet() -> bool:
                if not serve.answers(HOST, port):
                    return False
                call(ours, "demo", "trust", theirs["VOLUNTEERCLOUD_SITE_URL"])
                call(theirs, "demo", "trust", url)
                click.echo(f"\n  Chenghu 澄湖市   {theirs['VOLUNTEERCLOUD_SITE_URL']}   sign in as in Qinghe\n")
                return True

            Supervisor(children, watch=server.mend).run(meet)


@command.command("chenghu", hidden=True)
@click.argument("opened", type=click.DateTime(["%Y-%m-%d"]))
@with_database
def build_chenghu(opened: datetime) -> None:
    """Build Chenghu here, for the people of a Qinghe that was opened on this day."""
    steps.load_regions(with_demo=True)
    chenghu.build_for(opened.date())
    chenghu.speak_for(chenghu.CODE)


@command.command("trust", hidden=True)
@click.argument("url")
@with_database
def trust(url: str) -> None:
    """Trust the other city at this address; Qinghe speaks for itself from then on."""
    if qinghe.is_built():
        chenghu.speak_for(QINGHE)
    chenghu.trust(url)


def variables(data: Path, url: str) -> dict[str, str]:
    """The environment of one of the two cities: its data, its address, and for Chenghu nothing of Qinghe's database and keys."""
    said = {"VOLUNTEERCLOUD_DATA": str(data), "VOLUNTEERCLOUD_SITE_URL": url.rstrip("/"), "VOLUNTEERCLOUD_DEMO": "True"}
    kept = os.environ if data == settings.DATA else {name: os.environ[name] for name in os.environ.keys() - QINGHES}
    return {**kept, **said}


def call(city: dict[str, str], *arguments: str) -> None:
    """One of our commands in a city; what it says of a failure has been said when this ends."""
    done = subprocess.run([*serve.OURSELVES, *arguments], env=city, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise click.exceptions.Exit(done.returncode)
