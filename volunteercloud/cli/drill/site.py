"""The site of a node of the drill, for granian."""

import importlib

from volunteercloud.cli.drill import launching

launching.begin()
application = importlib.import_module("volunteercloud.wsgi").application
launching.break_on_demand()
