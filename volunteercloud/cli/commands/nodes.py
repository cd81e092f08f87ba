"""`volunteercloud nodes`: other installations that this one trusts, and its own keys."""

import json
import textwrap
from typing import Any

import click
from django.utils import timezone

from volunteercloud.cli import database
from volunteercloud.cli.commands import serve
from volunteercloud.cli.database import with_database
from volunteercloud.cli.demo import beside
from volunteercloud.cli.problem import Problem
from volunteercloud.cli.supervisor import Supervisor
from volunteercloud.core.actor import system
from volunteercloud.domain.nodes import actions, documents, keyring, looking, queries, showing
from volunteercloud.domain.nodes.models import Node, State

OPERATOR = system("operator")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="JSON.")


@click.group()
def command() -> None:
    """Other installations that this one trusts, and its own keys."""


@command.command("list")
@AS_JSON
@with_database
def show_all(as_json: bool) -> None:
    """Every node: state, name, regions, and what is wrong with it."""
    found = queries.nodes(OPERATOR)
    if as_json:
        click.echo(json.dumps([facts(node) for node in found], ensure_ascii=False, indent=2, default=str))
        return
    for node in found:
        regions = "country" if node.is_national else ",".join(node.regions) or "-"
        click.echo(f"{node.state:<10} {node.name:<32} {regions:<20} {node.trouble}".rstrip())


@command.command()
@click.argument("name")
@AS_JSON
@with_database
def show(name: str, as_json: bool) -> None:
    """One node: its keys, the two fingerprints to compare, and what it says otherwise than was confirmed."""
    node = known(name)
    found = facts(node) | {
        "ours": showing.own_fingerprint(timezone.now()),
        "keys": [
            {
                "kid": key.kid,
                "use": key.use,
                "from": key.valid_from,
                "until": key.valid_until,
                "revoked": key.revoked_at,
            }
            for key in queries.keys_of(name)
        ],
        "differences": {one.field: [one.confirmed, one.said] for one in showing.differences(node)},
    }
    tell(found, as_json)


@command.command()
@click.argument("url")
@with_database
def propose(url: str) -> None:
    """Put the node at URL on the list. Then compare both fingerprints with its operator, over the phone."""
    at = timezone.now()
    node = looking.propose(actor=OPERATOR, url=url, at=at)
    click.echo(f"{node.name} is proposed.")
    click.echo(f"theirs  {showing.fingerprint(node, at)}")
    click.echo(f"ours    {showing.own_fingerprint(at)}")
    click.echo(f"Compare both; then: volunteercloud nodes confirm {node.name} --fingerprint “theirs”")


@command.command()
@click.argument("name")
@click.option("--fingerprint", required=True, help="Theirs, as their operator read it to you; spaces do not matter.")
@with_database
def confirm(name: str, fingerprint: str) -> None:
    """Trust NAME, or what changed of it, from now on."""
    node = actions.confirm(actor=OPERATOR, name=name, fingerprint=fingerprint, at=timezone.now())
    click.echo(f"{node.name} is trusted.")


@command.command()
@click.argument("name")
@click.option("--reason", required=True, help="What happened; both sides will read it.")
@with_database
def withdraw(name: str, reason: str) -> None:
    """Trust NAME no more: nothing of it is taken, nothing sent to it."""
    node = actions.withdraw(actor=OPERATOR, name=name, reason=reason, at=timezone.now())
    click.echo(f"{node.name} is trusted no more.")


@command.command()
@click.option(
    "--region", "regions", multiple=True, metavar="CODE", help="A region this node speaks for; as many as you like."
)
@click.option("--national", is_flag=True, help="This node gathers figures and public lists of the whole country.")
@with_database
def describe(regions: tuple[str, ...], national: bool) -> None:
    """Say for which regions this node speaks. Replaces what was said before; other nodes confirm the change."""
    own = actions.describe(actor=OPERATOR, regions=regions, is_national=national, at=timezone.now())
    click.echo(f"{own.name}: {','.join(own.regions) or 'no region'}{', national' if own.is_national else ''}")


@command.command()
@click.option("--overlap-days", default=30, show_default=True, help="How long the old keys stay valid beside the new.")
@with_database
def rotate(overlap_days: int) -> None:
    """Begin new keys now; the old ones end after the overlap. Other nodes take them by themselves."""
    new = actions.rotate(actor=OPERATOR, overlap_days=overlap_days, at=timezone.now())
    click.echo(f"version {new.version} begins; others learn of it within the hour")


@command.command()
@click.argument("version", type=click.IntRange(1))
@click.option("--reason", required=True, help="How the keys came into other hands.")
@with_database
def revoke(version: int, reason: str) -> None:
    """Believe VERSION of our own keys no more, at once and for all they signed."""
    actions.revoke(actor=OPERATOR, version=version, reason=reason, at=timezone.now())
    click.echo(f"version {version} is revoked. Officers of other nodes confirm this node anew: compare fingerprints.")


@command.command()
@AS_JSON
@with_database
def document(as_json: bool) -> None:
    """What this node says of itself, and its fingerprint; with --json the document as others fetch it."""
    at = timezone.now()
    if as_json:
        click.echo(documents.own_signed(at))
        return
    own = documents.own(at)
    tell(
        {
            "name": own.name,
            "url": own.url,
            "regions": ",".join(own.regions),
            "national": own.is_national,
            "fingerprint": own.fingerprint(at),
            "keys": [
                {"version": one.version, "from": one.valid_from, "until": one.valid_until, "revoked": one.revoked_at}
                for one in keyring.own_versions()
            ],
        },
        as_json=False,
    )


@command.command()
@click.argument("name", default="")
@with_database
def refresh(name: str) -> None:
    """Look at every node on the list, or at NAME, now. Ends with 3 where one cannot be taken as it is."""
    failed = False
    for node in [known(name)] if name else queries.listed():
        looking.look(OPERATOR, node, timezone.now())
        node.refresh_from_db()
        failed = failed or bool(node.trouble)
        click.echo(f"{node.name}: {node.trouble or 'as it was said'}")
    if failed:
        raise click.exceptions.Exit(3)


@command.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Where Qinghe is served.")
@click.option(
    "--neighbour-port", default=8001, show_default=True, type=click.IntRange(1, 65535), help="Where Chenghu is served."
)
def demo(port: int, neighbour_port: int) -> None:
    """Serve two cities that do not exist, side by side, until Ctrl-C: each an installation of its own, and both trust each
    other. Builds what is missing in the data folder."""
    if port == neighbour_port:
        raise Problem("Two sites can't share a port.", f"Choose another one: --neighbour-port {port + 1}")
    for taken in (port, neighbour_port):
        serve.refuse_taken_port(beside.HOST, taken)
    qinghe, chenghu = beside.qinghe(f"http://localhost:{port}", port), beside.chenghu(neighbour_port)
    with database.joined() as ours:
        sign_ins = qinghe.call("setup", "--demo")
        beside.build_chenghu(chenghu)
        with beside.database(chenghu).joined() as theirs:

            def watch() -> None:
                for server in filter(None, (ours, theirs)):
                    server.mend()

            def meet() -> bool:
                if not (qinghe.answers() and chenghu.answers()):
                    return False
                beside.introduce(qinghe, chenghu)
                click.echo(f"\n  Qinghe 青禾市    {qinghe.url}\n  Chenghu 澄湖市   {chenghu.url}\n")
                click.echo(textwrap.indent(sign_ins, "  "))
                click.echo("  The same people can sign in to both. Ctrl-C ends both.\n")
                return True

            Supervisor([*qinghe.children(), *chenghu.children()], watch=watch).run(meet)


def known(name: str) -> Node:
    node = queries.node(name)
    if node is None:
        raise Problem(f"No node is called {name}.", "volunteercloud nodes list names them.")
    return node


def facts(node: Node) -> dict[str, Any]:
    return {
        "name": node.name,
        "state": str(State(node.state)),
        "title": node.title,
        "url": node.url,
        "regions": node.regions,
        "national": node.is_national,
        "versions": node.versions,
        "theirs": showing.fingerprint(node, timezone.now()),
        "confirmed": node.confirmed_at,
        "seen": node.seen_at,
        "trouble": node.trouble,
        "withdrawn": node.withdrawn_at,
        "reason": node.withdrawn_reason,
    }


def tell(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))
        return
    for name, value in found.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for one in value:
                said = "  ".join(f"{key} {part}" for key, part in one.items() if part not in (None, ""))
                click.echo(f"{name:<12}{said}")
        else:
            click.echo(f"{name:<12}{json.dumps(value) if isinstance(value, dict) else value}")
