from datetime import datetime

import click

from volunteercloud.cli import database, steps
from volunteercloud.cli.commands import serve
from volunteercloud.cli.database import with_database
from volunteercloud.cli.demo import beside
from volunteercloud.cli.demo import build as qinghe
from volunteercloud.cli.demo import neighbour as chenghu
from volunteercloud.cli.supervisor import Supervisor

QINGHE = "9901"


@click.group()
def command() -> None:
    """The demo city Qinghe 青禾市, and Chenghu 澄湖市 next to it: a year of service by people who do not exist."""


@command.command()
@with_database
def build() -> None:
    """Build it, on a database where nobody has registered yet. Does nothing where it stands."""
    steps.load_codes()
    steps.load_regions(with_demo=True)
    steps.load_numbers(with_demo=True)
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
    serve.refuse_taken_port(beside.HOST, port)
    here, there = beside.qinghe(url), beside.chenghu(port)
    with database.joined():
        beside.build_chenghu(there)
        with beside.database(there).joined() as server:

            def meet() -> bool:
                if not there.answers():
                    return False
                beside.introduce(here, there)
                click.echo(f"\n  Chenghu 澄湖市   {there.url}   sign in as in Qinghe\n")
                return True

            Supervisor(there.children(), watch=server.mend).run(meet)


@command.command("chenghu", hidden=True)
@click.argument("opened", type=click.DateTime(["%Y-%m-%d"]))
@with_database
def build_chenghu(opened: datetime) -> None:
    """Build Chenghu here, for the people of a Qinghe that was opened on this day."""
    steps.load_regions(with_demo=True)
    steps.load_numbers(with_demo=True)
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
