"""Libraries that a process loads when it first needs them, not when it starts.

Few processes ever write a workbook or canonicalize linked data, and each of them would hold such a library for good. What is
loaded late is named here by who uses it; a test looks that a process which serves pages has none of it at its start.
"""

import importlib
from typing import Any


class Module:
    """Stands for a module by its name and loads it with the first attribute that somebody asks for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(importlib.import_module(self._name), attribute)
