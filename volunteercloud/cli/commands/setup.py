import click

from volunteercloud.cli import steps
from volunteercloud.cli.database import with_database


@click.command()
@click.option("--demo/--no-demo", default=False, help="Build the demo city too.  [no]")
@with_database
def command(demo: bool) -> None:
    """Set up what is missing: tables, texts, static files, reference data, and on demand the demo city."""
    steps.migrate()
    steps.note_keys()
    steps.compile_messages()
    steps.collect_static()
    steps.unpack_fonts()
    steps.load_codes()
    steps.load_regions(with_demo=demo)
    steps.load_numbers(with_demo=demo)
    steps.build_index()
    if demo:
        steps.build_demo()
        steps.show_sign_ins()
