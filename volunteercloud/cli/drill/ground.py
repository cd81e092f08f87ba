"""What a node of the drill begins with, in its environment: tables, code lists and the made-up province; nobody in it."""

from volunteercloud.cli import database, steps


def main() -> None:
    with database.joined():
        steps.migrate()
        steps.load_codes()
        steps.regions.load_demo()
