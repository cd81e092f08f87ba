"""How a process of a node begins in the drill: with a clock that may be wrong, and on demand with a fault built in.

`python -P -m volunteercloud.cli.drill.launching worker` runs the worker, `… hand` and `… ground` modules of this package, a
name with dots any other; the site is `volunteercloud.cli.drill.site:application`.
"""

import importlib
import os
import sys
from pathlib import Path

from volunteercloud.cli import main as commands
from volunteercloud.cli.drill import clock

CLOCK = "DRILL_CLOCK"
# A function "module:name" that is called once the models are there: how the drill's own tests break a node.
BROKEN = "DRILL_BROKEN"


def begin() -> None:
    """Before anything else of ours is imported that could remember what the time was."""
    if path := os.environ.get(CLOCK):
        clock.begin(Path(path))


def break_on_demand() -> None:
    if named := os.environ.get(BROKEN):
        module, _, function = named.partition(":")
        getattr(importlib.import_module(module), function)()


def main() -> None:
    begin()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "volunteercloud.settings")
    importlib.import_module("django").setup()
    break_on_demand()
    if sys.argv[1] == "worker":
        commands.main()
    else:
        named = sys.argv[1] if "." in sys.argv[1] else f"volunteercloud.cli.drill.{sys.argv[1]}"
        importlib.import_module(named).main()


if __name__ == "__main__":
    main()
