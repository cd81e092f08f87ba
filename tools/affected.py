"""Which tests a change can be seen by at once, for `./test --fast`: those of its area or door, and those that import its file.

Told from paths and imports, so it is the same on every machine. What rests on the changed area is left to `./test`.
"""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

OURS, TESTS = Path("volunteercloud"), Path("tests")
# The house itself: where a thing may stand. Quick, and every change can break it.
ALWAYS = "tests/architecture"
# Folders that hold areas and doors, not tests of one of them.
SHARED = (TESTS, TESTS / "domain", TESTS / "web")


def changed(checkout: Path) -> list[Path]:
    """Every file that is not as in the main branch; where all are, those of the last commit."""
    base = _git(checkout, "merge-base", "HEAD", "origin/main") or _git(checkout, "merge-base", "HEAD", "main")
    new = _git(checkout, "ls-files", "--others", "--exclude-standard")
    names = _git(checkout, "diff", "--name-only", *base) + new
    names = names or _git(checkout, "diff", "--name-only", "HEAD~1", "HEAD")
    return sorted({Path(name) for name in names})


def _git(checkout: Path, *arguments: str) -> list[str]:
    """The lines it answers with; none where it refuses, as outside of a repository."""
    command = ["git", "-c", "core.quotePath=false", *arguments]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False).stdout.split("\n")[:-1]


def files_for(paths: list[Path], checkout: Path) -> list[Path]:
    """Files and folders of tests, none of them inside another."""
    found = {place for path in paths for place in _places(path) if (checkout / place).exists()}
    modules = {".".join(path.with_suffix("").parts) for path in paths if path.suffix == ".py"}
    for test in sorted((checkout / TESTS).rglob("test_*.py")):
        if modules & set(_imported(test)):
            found.add(test.relative_to(checkout))
    return sorted(place for place in found if not any(parent in found for parent in place.parents))


def _places(path: Path) -> Iterator[Path]:
    """Where its tests stand, if they do."""
    if path.is_relative_to(TESTS):
        yield from [path] if path.name.startswith("test_") else _folders(path.parent)
    elif path.is_relative_to(OURS / "web" / "templates"):
        yield from _folders(TESTS / "web" / path.relative_to(OURS / "web" / "templates").parent)
    elif path.is_relative_to(OURS):
        inside = TESTS / path.relative_to(OURS)
        yield inside.with_name(f"test_{path.stem}.py")
        yield from _folders(inside.parent)
    elif path.parts[0] in {"tools", "deploy"}:
        yield TESTS / path.parts[0]


def _folders(folder: Path) -> Iterator[Path]:
    """It and those around it, as tests of an area lie flatter than the area. `core` has a file of tests for each of its own."""
    for one in (folder, *folder.parents):
        if one not in (*SHARED, TESTS / "core", TESTS / "cli") and one.is_relative_to(TESTS):
            yield one


def _imported(test: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(test.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
