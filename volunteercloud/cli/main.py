"""The one command: `volunteercloud`. Each word below it is a module of `commands`, loaded only when it is asked for."""

import importlib
import os
import signal
import sys
from pathlib import Path

import click
import django

from volunteercloud import __version__
from volunteercloud.cli.problem import Problem
from volunteercloud.core.errors import NotAllowed, NotFound, Refused

SECTIONS = {
    "Run": {
        "serve": "Set up what is missing, then serve the site and work off its jobs.",
        "setup": "Set up the database, the texts, the reference data and the demo city, and end.",
        "site": "The site alone, as service managers and containers start it.",
        "worker": "Work off jobs; as many at once as you like, on any machine.",
        "doctor": "What is wrong with this installation, and how to mend it.",
        "settings": "Every key of the environment: which are set here, and what holds of the others.",
        "keys": "Master keys: which there are, a new one, everything sealed anew under it.",
        "jobs": "What the worker has to do, what it gave up, what begins by the clock.",
    },
    "Look after": {
        "officers": "Make somebody an officer for a region, end an office, list them.",
        "sessions": "Sign somebody out wherever they are signed in, or everybody.",
        "organizations": "The register of organizations and its tree.",
        "audit": "Read the trail: who did what, when, to what.",
        "verify": "Whether a certificate stands.",
        "records": "Why a service record is as it is.",
        "credentials": "The keys that sign what volunteers take along.",
        "log": "The public log: what was sealed, its proofs, the logs of other nodes.",
        "nodes": "Other installations that this one trusts, and its own keys.",
        "national": "Figures of all nodes at the national one; who is registered elsewhere.",
        "statistics": "Figures by place, time and kind: how far they are counted, and the proof.",
        "exchange": "Messages with systems that are no nodes; the tables of their forms.",
        "transfer": "Records that move between nodes: files where there is no network.",
        "radar": "What looks bought: look now, list the cases, measure how well it is found.",
        "needs": "What was asked for, what became of it; the jobs about it, now.",
        "opportunities": "What partners publish elsewhere: their sources and lists.",
        "partners": "Partner sites that sign people in with their account here.",
        "match": "Weights of the matching; how well search and matching find what is right.",
        "search": "The index of everything that is open: build it anew.",
        "check": "Whether copies and counts agree with what they copy and count.",
    },
    "Reference data": {
        "regions": "The administrative divisions.",
        "codes": "The code lists: service categories, skills, languages and others.",
        "demo": "The demo city.",
        "simulate": "A nation that does not exist, to measure on.",
    },
    "Database": {
        "db": "Start, stop and look at the embedded PostgreSQL.",
        "migrate": "Bring the tables up to date.",
        "backup": "Take a backup, keep up with what is written, say what is kept; the drill of restoring.",
        "restore": "Bring a backup back, to any moment that is archived.",
        "verify-backup": "Whether a backup comes back as it was.",
        "distribute": "Spread the tables of a running installation over many machines.",
        "capacity": "What a city, a province, a nation needs in machines and money.",
    },
    "Develop": {
        "api": "Print the description of the API.",
        "drill": "Let things go wrong under load, and look for everything that was acknowledged.",
        "bench": "Measure what the platform does a second on this machine.",
        "messages": "Compile the translations.",
        "shell": "A Python shell that knows every model.",
        "django": "Any command of Django, such as makemigrations or dbshell.",
    },
}

# These start other processes or the database, and need neither models nor tables themselves.
WITHOUT_MODELS = {"serve", "site", "settings", "db"}


class Tree(click.Group):
    """The first word of every command, listed by what it is for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for section in SECTIONS.values() for name in section]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        if name not in WITHOUT_MODELS:
            django.setup()
        return importlib.import_module(f"volunteercloud.cli.commands.{name.replace('-', '_')}").command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, entries in SECTIONS.items():
            if entries:
                with formatter.section(title):
                    formatter.write_dl(list(entries.items()))


def choose_data(ctx: click.Context, parameter: click.Parameter, folder: Path | None) -> None:
    """Settings are read from the environment, so the option becomes part of it before they are."""
    if folder is not None:
        os.environ["VOLUNTEERCLOUD_DATA"] = str(folder.absolute())


@click.group(cls=Tree, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="Volunteer Cloud 志愿云 %(version)s")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    callback=choose_data,
    expose_value=False,
    is_eager=True,
    help="The data folder: database, keys, files, outbox.  [VOLUNTEERCLOUD_DATA]",
)
def volunteercloud() -> None:
    """Volunteer Cloud 志愿云: an hour given is an hour proved, kept and carried along.

    A command that needs the database starts the embedded PostgreSQL by itself and ends it when no other command uses
    it; with DATABASE_URL set it uses that database instead. `volunteercloud settings` lists every setting.
    """


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "volunteercloud.settings")
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, frame: sys.exit(128 + number))
    try:
        # Where click does not end the process itself, it answers the code of a command that ended early.
        sys.exit(volunteercloud(prog_name="volunteercloud", standalone_mode=False))
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code)
    except (Refused, NotAllowed, NotFound) as refusal:
        answer(refusal).show()
        sys.exit(1)


def answer(refusal: Refused | NotAllowed | NotFound) -> Problem:
    """What an action or query says no with, in this door's words."""
    if isinstance(refusal, Refused):
        return Problem(str(refusal.message), str(refusal.next_step))
    if isinstance(refusal, NotAllowed):
        return Problem(f"That is not allowed ({refusal.code}).")
    return Problem("There is no such thing.", "Check the number, and the spelling.")
