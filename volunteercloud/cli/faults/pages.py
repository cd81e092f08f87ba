"""What pages bring along, put together in the environment of the site."""

from volunteercloud.cli import steps


def main() -> None:
    steps.collect_static()
